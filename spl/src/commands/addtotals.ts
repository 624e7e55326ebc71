/** addtotals and addcoltotals: sums across the fields of each row, and a last row of sums. Rejects sums the reference leaves open. */
import type { Command, CommandOption } from "../contract/command.ts";
import type { Cursor } from "../text/cursor.ts";
import { joinParts } from "../text/quoting.ts";
import { isMultiple, numberOf } from "../values/entries.ts";
import { withAllDigits } from "../values/number.ts";
import type { Row, Table, Value } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { expandFields, type FieldName, fieldList, isInternal, printNames } from "./support/fields.ts";
import { booleanOption, type GivenOption, supported } from "./support/options.ts";
import { ambiguous, makeStep, placedAt, withFields } from "./support/step.ts";

const OPTIONS = [
  supported("row", "<bool>"),
  supported("col", "<bool>"),
  supported("labelfield", "<field>"),
  supported("label", "<string>"),
  supported("fieldname", "<field>"),
];

/** The sum of these fields; null when none of them is a number. */
function sumOf(values: Iterable<Value | undefined>): number | null {
  let sum: number | null = null;
  for (const value of values) {
    if (value === undefined) continue;
    if (isMultiple(value))
      throw ambiguous(
        "How addtotals sums a multi-value field is not documented. Take one value with eval mvindex() before.",
      );
    const number = numberOf(value);
    if (number !== null) sum = (sum ?? 0) + number;
  }
  return withAllDigits(sum);
}

/** A last row with the sum of each of these columns, and a label in its own column. */
function withSummary(
  { fields, rows }: Table,
  columns: readonly string[],
  labelField: string | null,
  label: string,
): Table {
  const summary: Row = new Map();
  for (const column of columns) {
    if (column === labelField) continue;
    const sum = sumOf(rows.map((row) => row.get(column)));
    if (sum === null) continue;
    const mixed = rows.some((row) => row.has(column) && sumOf([row.get(column)]) === null);
    if (mixed)
      throw ambiguous(
        `The column "${column}" has numbers and texts; whether it is summed is not documented. Name the columns of numbers alone.`,
      );
    summary.set(column, sum);
  }
  if (labelField !== null) summary.set(labelField, label);
  return { fields: withFields(fields, labelField === null ? [] : [labelField]), rows: [...rows, summary] };
}

/** Fields and options in any order, as the examples of the reference have them. */
function readArguments(
  cursor: Cursor,
  command: string,
  known: readonly CommandOption[],
): { names: FieldName[]; options: Map<string, GivenOption> } {
  const options = new Map<string, GivenOption>();
  takeOptions(cursor, command, known, options);
  const names: FieldName[] = [];
  while (!cursor.done) {
    const more = fieldList(cursor, { wildcard: "wildcard", endsAtOption: true });
    names.push(...more);
    const before = options.size;
    takeOptions(cursor, command, known, options);
    if (more.length === 0 && options.size === before) break;
  }
  cursor.finish(command);
  return { names, options };
}

export const addtotals: Command = {
  name: "addtotals",
  syntax:
    "addtotals [row=<bool>] [col=<bool>] [labelfield=<field>] [label=<string>] [fieldname=<field>] [<wc-field-list>]",
  summary:
    "Adds the sum of the numeric fields to each row, and with col=true a last row with the sum of each column.",
  page: "Search Reference, addtotals",
  options: OPTIONS,
  differences: [
    "Internal fields (_time …) are summed only when they are listed.",
    "A row without any number, a column with numbers and texts, and an existing field of the total's name are rejected.",
  ],
  examples: ["addtotals", "addtotals row=f col=t labelfield=host count*"],
  compile(cursor, _context, span) {
    const { names, options } = readArguments(cursor, "addtotals", OPTIONS);
    const flag = (name: string, otherwise: boolean): boolean =>
      options.has(name) ? booleanOption(options.get(name)!) : otherwise;
    const byRow = flag("row", true);
    const byColumn = flag("col", false);
    const total = options.get("fieldname")?.value.text ?? "Total";
    const labelField = options.get("labelfield")?.value.text ?? null;
    const label = options.get("label")?.value.text ?? "Total";
    const text = joinParts(printOptions(options), printNames(names));
    return makeStep("addtotals", span, text, (input) => {
      try {
        const listed = expandFields(names, input.fields);
        const fields = names.length === 0 ? input.fields.filter((field) => !isInternal(field)) : listed;
        let rows: readonly Row[] = input.rows;
        let columns: readonly string[] = fields;
        if (byRow) {
          if (input.fields.includes(total)) {
            throw ambiguous(
              `Whether the existing field "${total}" is part of its own new sum is not documented. Set fieldname.`,
            );
          }
          rows = rows.map((row) => {
            const sum = sumOf(fields.map((field) => row.get(field)));
            if (sum === null)
              throw ambiguous(
                `The total of a row without any number is not documented. Use fillnull before.`,
              );
            return new Map(row).set(total, sum);
          });
          columns = withFields(fields, [total]);
        }
        const shown = withFields(input.fields, byRow ? [total] : []);
        if (!byColumn) return { fields: shown, rows };
        return withSummary({ fields: shown, rows }, columns, labelField, label);
      } catch (error) {
        throw placedAt(span, error);
      }
    });
  },
};

const COLUMN_OPTIONS = [supported("labelfield", "<field>"), supported("label", "<string>")];

export const addcoltotals: Command = {
  name: "addcoltotals",
  syntax: "addcoltotals [labelfield=<field>] [label=<string>] [<wc-field-list>]",
  summary: "Adds a last row with the sum of each numeric column.",
  page: "Search Reference, addcoltotals",
  options: COLUMN_OPTIONS,
  differences: [
    "Internal fields (_time …) are summed only when they are listed.",
    "A column with numbers and texts is rejected.",
  ],
  examples: ["addcoltotals labelfield=change_name label=ALL"],
  compile(cursor, _context, span) {
    const { names, options } = readArguments(cursor, "addcoltotals", COLUMN_OPTIONS);
    const labelField = options.get("labelfield")?.value.text ?? null;
    const label = options.get("label")?.value.text ?? "Total";
    return makeStep("addcoltotals", span, joinParts(printOptions(options), printNames(names)), (input) => {
      const columns =
        names.length === 0
          ? input.fields.filter((field) => !isInternal(field))
          : expandFields(names, input.fields);
      try {
        return withSummary(input, columns, labelField, label);
      } catch (error) {
        throw placedAt(span, error);
      }
    });
  },
};
