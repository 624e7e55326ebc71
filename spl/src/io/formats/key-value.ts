/**
 * key=value and key="value" in text → fields, as automatic key-value extraction takes them (Admin Manual, props.conf, KV_MODE = auto; Knowledge
 * Manager Manual, Automatic key-value field extraction). Of a key that comes twice the first value counts (transforms.conf, MV_ADD = false).
 * Rejects what is documented by no rule: keys with other characters than letters, digits and underscores, or without a letter in front (which
 * CLEAN_KEYS of transforms.conf would remove), escapes in quotes, quotes or equal signs inside bare values, and pairs without a value.
 */
import type { Assumptions } from "../../assumptions/index.ts";
import { SplError } from "../../errors/spl-error.ts";
import type { Row } from "../../values/table.ts";
import { assertWithinLimits } from "./line.ts";

/** Throws SplError malformed_event. */
export function parseKeyValue(text: string, number: number, assumptions: Assumptions): Row {
  const row: Row = new Map();
  const open = (what: string, at: number): SplError => {
    const near = text.slice(Math.max(0, at - 15), at + 15);
    return new SplError("malformed_event", `Line ${number}: ${what} is not documented (near "${near}").`);
  };
  let position = 0;
  for (let equals = text.indexOf("="); equals >= 0; equals = text.indexOf("=", position)) {
    const key = /[^\s,;|]*$/.exec(text.slice(position, equals))![0];
    if (!/^[A-Za-z]\w*$/.test(key)) throw open(`the field of "${key}="`, equals);
    const pattern = text[equals + 1] === '"' ? /"([^"\\]*)"(?=[\s,;|]|$)/y : /([^\s,;|="']+)(?=[\s,;|]|$)/y;
    pattern.lastIndex = equals + 1;
    const found = pattern.exec(text);
    if (found === null) throw open(`the value of ${key}`, equals + 1);
    if (!row.has(key) && found[1] !== "") row.set(key, found[1]!);
    position = pattern.lastIndex;
  }
  assertWithinLimits(text, row.size, number, assumptions);
  return row;
}
