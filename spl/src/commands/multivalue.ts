/** makemv, mvexpand, mvcombine, nomv: fields of several values made, taken apart, gathered, joined. */
import type { Command, RunContext } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import type { Cursor } from "../text/cursor.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { isUndelimited, markUndelimited } from "../values/delimiter.ts";
import { isMultiple, keyOf, textOf, valueFrom } from "../values/entries.ts";
import type { Row, Scalar, Table } from "../values/table.ts";
import { type FieldName, fieldName, isInternal } from "./support/fields.ts";
import { integerOption, supported, tryKnownOption } from "./support/options.ts";
import { ambiguous, makeStep, rowStep, streamingStep } from "./support/step.ts";

/** A field, which must not be internal ("does not apply to internal fields"). */
export function ordinaryField(cursor: Cursor, command: string): FieldName {
  const field = fieldName(cursor.token(`The field of ${command}`));
  if (isInternal(field.name)) {
    throw new SplError(
      "invalid_field_name",
      `${command} does not work on internal fields such as ${field.name}.`,
      field.token.span,
    );
  }
  return field;
}

const EXPAND_OPTIONS = [supported("limit", "<int>")];
const MAXIMUM_ROWS = 2_000_000;

export const mvexpand: Command = {
  name: "mvexpand",
  syntax: "mvexpand <field> [limit=<int>]",
  summary: "Makes a row of each value of a multi-value field.",
  page: "Search Reference, mvexpand",
  options: EXPAND_OPTIONS,
  differences: [
    "A row without the field is unsupported: whether Splunk drops or keeps it is not documented.",
  ],
  examples: ["mvexpand foo limit=100"],
  compile(cursor, _context, span) {
    let option = tryKnownOption(cursor, "mvexpand", EXPAND_OPTIONS);
    const field = ordinaryField(cursor, "mvexpand");
    option ??= tryKnownOption(cursor, "mvexpand", EXPAND_OPTIONS);
    cursor.finish("mvexpand");
    const limit = option === undefined ? 0 : integerOption(option, 0);
    const text = joinParts(printName(field.name), limit === 0 ? "" : `limit=${limit}`);
    const expand = (row: Row, run: RunContext, into: Row[]): void => {
      const value = row.get(field.name);
      if (value === undefined) {
        throw ambiguous(
          `Whether mvexpand keeps a row without "${field.name}" is not documented. Use where isnotnull() or fillnull before.`,
          field.token.span,
        );
      }
      if (!isMultiple(value)) {
        into.push(row);
        return;
      }
      const entries = limit === 0 ? value : value.slice(0, limit);
      run.spend(entries.length);
      run.holdFields(entries.length * row.size, field.token.span);
      for (const entry of entries) into.push(new Map(row).set(field.name, entry));
      if (into.length > MAXIMUM_ROWS)
        throw new SplError("limit", `mvexpand would give more than ${MAXIMUM_ROWS} rows at once.`, span);
    };
    return streamingStep("mvexpand", span, text, (run) => ({
      push: (rows) => {
        const expanded: Row[] = [];
        for (const row of rows) expand(row, run, expanded);
        return expanded;
      },
      finish: (fields) => ({ fields, rows: [] }),
    }));
  },
};

function combine(input: Table, field: FieldName, run: RunContext): Row[] {
  const groups = new Map<string, { row: Row; entries: Scalar[] }>();
  for (const row of input.rows) {
    const value = row.get(field.name);
    if (value === undefined || isMultiple(value)) {
      const what = value === undefined ? "lacks it" : "has several values";
      throw ambiguous(
        `mvcombine is documented for rows that have a single value of "${field.name}"; a row ${what}.`,
        field.token.span,
      );
    }
    const others = [...row].filter(([name]) => name !== field.name).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(others.map(([name, other]) => [name, keyOf(other)]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { row, entries: [value] });
    else group.entries.push(value);
  }
  return [...groups.values()].map(({ row, entries }) => {
    const value = markUndelimited(valueFrom(entries))!;
    run.hold(value, field.token.span);
    return new Map(row).set(field.name, value);
  });
}

export const mvcombine: Command = {
  name: "mvcombine",
  syntax: "mvcombine <field>",
  summary: "Joins rows that differ in one field only; that field gets all their values.",
  page: "Search Reference, mvcombine",
  options: [
    {
      name: "delim",
      values: "<string>",
      status: {
        unsupported:
          "it shapes only the single-value form, which the runner does not keep; use eval mvjoin().",
      },
    },
  ],
  differences: [
    "Rejected when a row lacks the field or has several values of it.",
    "The joined rows stand where the first of them stood; the reference promises no order.",
  ],
  examples: ["mvcombine host"],
  compile(cursor, _context, span) {
    tryKnownOption(cursor, "mvcombine", mvcombine.options);
    const field = ordinaryField(cursor, "mvcombine");
    cursor.finish("mvcombine");
    return makeStep("mvcombine", span, printName(field.name), (input, run) => ({
      fields: input.fields,
      rows: combine(input, field, run),
    }));
  },
};

export const nomv: Command = {
  name: "nomv",
  syntax: "nomv <field>",
  summary: "Joins the values of a field to one text, with a new line between them.",
  page: "Search Reference, nomv",
  options: [],
  differences: [
    "Rejected for fields that mvcombine, list() or values() made, which have a delimiter of their own.",
  ],
  examples: ["nomv senders"],
  compile(cursor, _context, span) {
    const field = fieldName(cursor.token("The field of nomv"));
    cursor.finish("nomv");
    return rowStep("nomv", span, printName(field.name), (row, run) => {
      const value = row.get(field.name);
      if (value === undefined || !isMultiple(value)) return row;
      if (isUndelimited(value)) {
        throw ambiguous(
          `What nomv puts between values that mvcombine, list() or values() gathered is not settled. Use eval mvjoin().`,
          field.token.span,
        );
      }
      const joined = value.map(textOf).join("\n");
      run.hold(joined, field.token.span);
      return new Map(row).set(field.name, joined);
    });
  },
};
