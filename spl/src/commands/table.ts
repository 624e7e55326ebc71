/** table and fields: which columns there are. */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import type { Row } from "../values/table.ts";
import { expandFields, fieldPattern, isInternal, printNames, someFields } from "./support/fields.ts";
import { makeStep } from "./support/step.ts";

function keep(row: Row, fields: readonly string[]): Row {
  const kept: Row = new Map();
  for (const field of fields) {
    const value = row.get(field);
    if (value !== undefined) kept.set(field, value);
  }
  return kept;
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
    return makeStep("table", span, printNames(names), (input) => {
      const fields = expandFields(names, input.fields);
      return { fields, rows: input.rows.map((row) => keep(row, fields)) };
    });
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
          "Put a space after the + or - of fields, so that it is not read as part of a field's name.",
          cursor.here(),
        );
      }
      sign = text[0]!;
      cursor.position = cursor.here().start + 1;
    }
    const names = someFields(cursor, "fields", { wildcard: "wildcard" });
    cursor.finish("fields");
    const canonical = `${sign === "-" ? "- " : ""}${printNames(names, ", ")}`;
    return makeStep("fields", span, canonical, (input) => {
      if (sign === "-") {
        const patterns = names.map(({ name }) => fieldPattern(name));
        const left = input.fields.filter((field) => !patterns.some((matches) => matches(field)));
        return { fields: left, rows: input.rows.map((row) => keep(row, left)) };
      }
      const present = new Set(input.fields);
      const listed = expandFields(names, input.fields).filter((field) => present.has(field));
      const internal = input.fields.filter((field) => isInternal(field) && !listed.includes(field));
      const kept = [...listed, ...internal];
      return { fields: kept, rows: input.rows.map((row) => keep(row, kept)) };
    });
  },
};
