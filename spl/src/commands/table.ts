/** table and fields: which columns there are. */
import type { Command, RowOperation } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import {
  expandFields,
  type FieldName,
  fieldPattern,
  isInternal,
  printNames,
  someFields,
} from "./support/fields.ts";
import { changingStep } from "./support/step.ts";

type NameTest = (name: string) => boolean;

function removing(removes: NameTest): RowOperation {
  return {
    reads: [],
    writes: [],
    removes,
    apply: (row) => {
      for (const name of row.keys()) if (removes(name)) row.delete(name);
    },
  };
}

/** Whether one of the patterns matches; each name is matched once. */
function anyOf(names: readonly FieldName[]): NameTest {
  const patterns = names.map(({ name }) => fieldPattern(name));
  const known = new Map<string, boolean>();
  return (name) => {
    let matches = known.get(name);
    if (matches === undefined) {
      matches = patterns.some((pattern) => pattern(name));
      known.set(name, matches);
    }
    return matches;
  };
}

export const table: Command = {
  name: "table",
  syntax: "table <wc-field-list>",
  summary: "Keeps only these fields, as columns in this order.",
  page: "Search Reference, table",
  options: [],
  differences: ["The fields of a wildcard are in the order of the incoming columns."],
  examples: ["table _time host user*"],
  compile(cursor, _context, span) {
    const names = someFields(cursor, "table", { wildcard: "wildcard" });
    cursor.finish("table");
    const listed = anyOf(names);
    return changingStep("table", span, printNames(names), () => ({
      operations: [removing((name) => !listed(name))],
      columns: (columns) => expandFields(names, columns),
    }));
  },
};

export const fields: Command = {
  name: "fields",
  syntax: "fields [+|-] <wc-field-list>",
  summary: "Keeps (+) or removes (-) fields; internal fields stay until they are removed by name.",
  page: "Search Reference, fields",
  options: [],
  differences: ["Kept fields are columns in the order of the list, internal fields behind them."],
  examples: ["fields host, bytes", "fields - _raw, date_*"],
  compile(cursor, _context, span) {
    let sign = "";
    const text = cursor.rest();
    if (/^[+-]/.test(text)) {
      if (!/^[+-]\s/.test(text)) {
        throw new SplError(
          "ambiguous",
          "The + or - of fields is read as part of a field's name here: put a space after it.",
          cursor.here(),
        );
      }
      sign = text[0]!;
      cursor.position = cursor.here().start + 1;
    }
    const names = someFields(cursor, "fields", { wildcard: "wildcard" });
    cursor.finish("fields");
    const canonical = `${sign === "-" ? "- " : ""}${printNames(names, ", ")}`;
    const matches = anyOf(names);
    const wanted: NameTest =
      sign === "-" ? (name) => !matches(name) : (name) => matches(name) || isInternal(name);
    return changingStep("fields", span, canonical, () => ({
      operations: [removing((name) => !wanted(name))],
      columns: (columns) => {
        if (sign === "-") return columns.filter(wanted);
        const present = new Set(columns);
        const listed = expandFields(names, columns).filter((field) => present.has(field));
        const internal = columns.filter((field) => isInternal(field) && !listed.includes(field));
        return [...listed, ...internal];
      },
    }));
  },
};
