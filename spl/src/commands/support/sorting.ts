/**
 * Sort clauses, shared by sort and dedup: `-num(size), +str(source)`. "The sort order is determined between each pair
 * of values" (Search Reference, sort): two numbers by size, two addresses as addresses, other texts lexicographically.
 * The reference contradicts itself on texts that begin with a number ("sorted numerically based on that number alone",
 * but 10.1.a before 9.1.a); where its two rules disagree about a pair, the pair is rejected.
 */

import { type Span, SplError } from "../../errors/spl-error.ts";
import type { Cursor } from "../../text/cursor.ts";
import { printName } from "../../text/quoting.ts";
import { type Address, compareAddresses, parseAddress } from "../../values/address.ts";
import { isMultiple, plainNumberOf, textOf } from "../../values/entries.ts";
import { orderText } from "../../values/number.ts";
import { compareText } from "../../values/order.ts";
import type { Row, Scalar, Value } from "../../values/table.ts";
import { type FieldName, fieldName } from "./fields.ts";
import { ambiguous } from "./step.ts";

export type SortKind = "auto" | "str" | "ip" | "num";

export interface SortKey {
  readonly field: FieldName;
  readonly kind: SortKind;
  readonly descending: boolean;
  /** How the sign is written: none, directly before the field, or with a space between. */
  readonly sign: "none" | "tight" | "loose";
}

const KINDS: readonly SortKind[] = ["auto", "str", "ip", "num"];

/** Read one `[+|-] field` or `[+|-] num(field)`. */
export function readSortKey(cursor: Cursor): SortKey {
  let descending = false;
  let sign: SortKey["sign"] = "none";
  const character = cursor.peek();
  if (character === "-" || character === "+") {
    descending = character === "-";
    cursor.position = cursor.here().start + 1;
    sign = /\s/.test(cursor.source.text[cursor.position] ?? "") ? "loose" : "tight";
  }
  const token = cursor.token("The field to sort by");
  const kind = KINDS.find((known) => token.quote === null && known === token.text.toLowerCase());
  if (kind !== undefined && cursor.source.text[cursor.position] === "(" && cursor.position < cursor.end) {
    cursor.take("(");
    const field = fieldName(cursor.token(`The field of ${kind}()`));
    cursor.expect(")", `${kind}()`);
    return { field, kind, descending, sign };
  }
  if (token.quote === null && cursor.peek() === "(") {
    throw new SplError(
      "unknown_function",
      `sort knows auto(), str(), ip() and num(), not ${token.text}(). Quote a field of such a name.`,
      token.span,
    );
  }
  return { field: fieldName(token), kind: "auto", descending, sign };
}

export function printSortKey({ field, kind, descending }: SortKey): string {
  const name = printName(field.name);
  return `${descending ? "-" : "+"}${kind === "auto" ? name : `${kind}(${name})`}`;
}

/** An entry with what comparing it needs, worked out once. */
interface Prepared {
  readonly entry: Scalar;
  readonly text: string;
  readonly number: number | null;
  readonly address: Address | null;
  /** The number at the beginning of a text that is not a number. */
  readonly leading: number | null;
}

function prepare(entry: Scalar, kind: SortKind, span: Span): Prepared {
  const text = orderText(entry);
  const number = kind === "str" || kind === "ip" ? null : plainNumberOf(entry);
  const address = kind === "ip" || (kind === "auto" && number === null) ? parseAddress(text) : null;
  if (kind === "num" && number === null) {
    throw ambiguous(
      `Where num() sorts "${text}", which is not a number, is not documented. Use str(), or drop such rows before.`,
      span,
    );
  }
  if (kind === "ip" && address === null) {
    throw ambiguous(
      `Where ip() sorts "${text}", which is not an address, is not documented. Use str(), or drop such rows before.`,
      span,
    );
  }
  let leading: number | null = null;
  if (kind === "auto" && number === null) {
    const start = /^[+-]?\d+(?:\.\d+)?/.exec(text);
    if (start !== null) leading = Number(start[0]);
  }
  return { entry, text, number, address, leading };
}

function comparePair(left: Prepared, right: Prepared, span: Span): number {
  if (left.number !== null && right.number !== null) return left.number - right.number;
  if (left.address !== null && right.address !== null) {
    if (left.address.kind() === right.address.kind()) return compareAddresses(left.address, right.address);
    throw ambiguous(`How IPv4 and IPv6 addresses sort among each other is not documented. Use str().`, span);
  }
  // Only here does the order depend on how a number is written, which textOf() rejects where it is not certain.
  const lexicographic = compareText(textOf(left.entry), textOf(right.entry));
  const a = left.number ?? left.leading;
  const b = right.number ?? right.leading;
  if (a !== null && b !== null && a !== b && Math.sign(a - b) !== Math.sign(lexicographic)) {
    throw ambiguous(
      `The order of "${left.text}" and "${right.text}" is not settled: by the number in front or as texts. Use str() or num().`,
      span,
    );
  }
  return lexicographic;
}

type Cache = Map<Scalar, Prepared>;

function preparedOf(value: Value | undefined, key: SortKey, cache: Cache): Prepared | null {
  if (value === undefined) return null;
  const span = key.field.token.span;
  if (isMultiple(value)) {
    throw ambiguous(
      `How a multi-value field ("${key.field.name}") is sorted is not documented. Take one value with eval mvindex() before.`,
      span,
    );
  }
  // Columns repeat their values; addresses are dear to read.
  let prepared = cache.get(value);
  if (prepared === undefined) {
    prepared = prepare(value, key.kind, span);
    cache.set(value, prepared);
  }
  return prepared;
}

/**
 * Rows in the order of the keys; stable. A missing field comes last when ascending and last when descending: it is
 * "treated as having the smallest or largest possible value … if the order is descending or ascending, respectively".
 */
export function sortRows(rows: readonly Row[], keys: readonly SortKey[]): Row[] {
  const caches = keys.map((): Cache => new Map());
  const prepared = rows.map((row) => ({
    row,
    values: keys.map((key, index) => preparedOf(row.get(key.field.name), key, caches[index]!)),
  }));
  prepared.sort((left, right) => {
    for (let i = 0; i < keys.length; i++) {
      const a = left.values[i]!;
      const b = right.values[i]!;
      if (a === null || b === null) {
        if (a === b) continue;
        return a === null ? 1 : -1;
      }
      const order = comparePair(a, b, keys[i]!.field.token.span);
      if (order !== 0) return keys[i]!.descending ? -order : order;
    }
    return 0;
  });
  return prepared.map(({ row }) => row);
}
