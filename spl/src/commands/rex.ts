/**
 * rex: extracts named groups of a regular expression into fields, or with mode=sed replaces text in a field. Source:
 * Search Reference, rex. Rejected: a pattern without named groups, a group that matches nothing (empty or absent is open),
 * fields of several values, offset_field with several groups or matches.
 */
import type { Command, RowStream, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compileRegex, type Match, type Regex } from "../regex/index.ts";
import type { Cursor } from "../text/cursor.ts";
import type { Row } from "../values/table.ts";
import { readQuoted, singleText } from "./regex.ts";
import { compileSed } from "./sed.ts";
import { rowStep, streamingStep, withFields } from "./support/step.ts";

interface Options {
  field: string;
  maxMatch: number;
  offsetField: string | null;
  sed: boolean;
}

export const REX_COMMAND: Command = {
  name: "rex",
  syntax:
    "rex [field=<field>] (<regex-expression> [max_match=<int>] [offset_field=<string>]) | (mode=sed <sed-expression>)",
  summary:
    "Extracts the named groups of a regular expression into fields, or replaces text with a sed expression.",
  page: "Search Reference, rex",
  options: [
    { name: "field", values: "<field>", status: "supported" },
    { name: "max_match", values: "<int>", status: "supported" },
    { name: "offset_field", values: "<string>", status: "supported" },
    { name: "mode", values: "sed", status: "supported" },
  ],
  differences: [
    "A named group that matches the empty text is rejected.",
    "sed's number flag is rejected, because its page describes it in two ways.",
  ],
  examples: [
    '| makeresults | rex field=savedsearch_id "(?<user>\\w+);(?<app>\\w+);(?<SavedSearchName>\\w+)"',
    '| makeresults | rex field=ccnumber mode=sed "s/(\\d{4}-){3}/XXXX-XXXX-XXXX-/g"',
  ],
  compile: (cursor, _context, span) => {
    const options: Options = { field: "_raw", maxMatch: 1, offsetField: null, sed: false };
    let expression: { pattern: string; place: Span } | null = null;
    while (!cursor.done) {
      if (readOption(cursor, options)) continue;
      if (expression !== null) throw cursor.unexpected("rex takes one expression");
      expression = readQuoted(cursor, "rex");
    }
    if (expression === null) throw cursor.unexpected("rex needs an expression in quotes", "missing_argument");
    const { pattern, place } = expression;
    const text = printed(options, pattern);
    if (options.sed) {
      const change = compileSed(pattern, place);
      return rowStep("rex", span, text, (row, context) =>
        substitute(row, options.field, change, context, span),
      );
    }
    const regex = compileRegex(pattern, place);
    if (regex.names.size === 0) {
      throw new SplError(
        "missing_argument",
        "rex needs at least one named group, as in (?<name>\\w+).",
        place,
      );
    }
    if (options.offsetField !== null && (regex.names.size > 1 || options.maxMatch !== 1)) {
      throw new SplError(
        "ambiguous",
        "offset_field is documented for one named group and one match only. Use a rex of its own for each group.",
        place,
      );
    }
    return streamingStep("rex", span, text, (context) => extraction(options, regex, context, place));
  },
};

function readOption(cursor: Cursor, options: Options): boolean {
  const option = cursor.tryOption();
  if (option === undefined) return false;
  const { name, value } = option;
  switch (name.text.toLowerCase()) {
    case "field":
      options.field = value.text;
      return true;
    case "max_match":
      if (!/^\d{1,9}$/.test(value.text)) {
        throw new SplError(
          "invalid_option_value",
          "max_match takes a whole number, 0 for no limit.",
          value.span,
        );
      }
      options.maxMatch = Number(value.text);
      return true;
    case "offset_field":
      options.offsetField = value.text;
      return true;
    case "mode":
      if (value.text !== "sed")
        throw new SplError("invalid_option_value", "mode takes sed only.", value.span);
      options.sed = true;
      return true;
    default:
      throw new SplError("unknown_option", `rex has no option ${name.text}.`, name.span);
  }
}

function printed(options: Options, pattern: string): string {
  const word = (text: string) =>
    /^[^\s,()[\]=<>!"|']+$/.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`;
  return [
    `field=${word(options.field)}`,
    ...(options.sed ? ["mode=sed"] : []),
    ...(options.maxMatch === 1 ? [] : [`max_match=${options.maxMatch}`]),
    ...(options.offsetField === null ? [] : [`offset_field=${word(options.offsetField)}`]),
    `"${pattern.replace(/[\\"]/g, "\\$&")}"`,
  ].join(" ");
}

function substitute(
  row: Row,
  field: string,
  change: (text: string, spend: RunContext["spend"]) => string,
  context: RunContext,
  span: Span,
): Row {
  const text = singleText(row, field, "rex", span);
  if (text === null) return row;
  const changed = change(text, context.spend);
  if (changed === text) return row;
  context.hold(changed, span);
  return new Map(row).set(field, changed);
}

function extraction(options: Options, regex: Regex, context: RunContext, place: Span): RowStream {
  const found = new Set<string>();
  const extract = (row: Row): Row => {
    const text = singleText(row, options.field, "rex", place);
    if (text === null) return row;
    const matches = regex.all(text, context.spend, options.maxMatch);
    if (matches.length === 0) return row;
    const copy: Row = new Map(row);
    for (const [name, group] of regex.names) {
      const values = groupValues(matches, name, group, place);
      if (values.length === 0) continue;
      const value = values.length === 1 ? values[0]! : values;
      context.hold(value, place);
      copy.set(name, value);
      found.add(name);
      if (options.offsetField !== null) {
        copy.set(options.offsetField, `${name}=${offsets(text, matches[0]!.offsets[group]!, place)}`);
        found.add(options.offsetField);
      }
    }
    return copy;
  };
  const order = [...regex.names.keys(), ...(options.offsetField === null ? [] : [options.offsetField])];
  return {
    push: (rows) => rows.map(extract),
    finish: (fields) => ({
      fields: withFields(
        fields,
        order.filter((name) => found.has(name)),
      ),
      rows: [],
    }),
  };
}

function groupValues(matches: readonly Match[], name: string, group: number, place: Span): string[] {
  const values = matches.map((match) => match.groups[group]).filter((value) => value !== undefined);
  if (values.includes("") || (values.length > 0 && values.length < matches.length)) {
    throw new SplError(
      "ambiguous",
      `Documentation does not say what rex does with the group "${name}" when it matches nothing: make it match at ` +
        "least one character.",
      place,
    );
  }
  return values;
}

function offsets(text: string, [start, end]: readonly [number, number], place: Span): string {
  for (let i = 0; i < end; i++) {
    if (text.charCodeAt(i) > 127) {
      throw new SplError(
        "ambiguous",
        "Documentation does not say whether offset_field counts bytes or characters, and here that differs.",
        place,
      );
    }
  }
  return `${start}-${end - 1}`;
}
