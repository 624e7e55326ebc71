/**
 * format: all rows as one condition in a field named search. Supports mvsep, maxresults, emptystr and the six texts around
 * rows and columns; rejects values and field names of which the reference does not show how they are quoted.
 */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { DEFAULT_PARTS, type FormatParts, formatRows } from "../search/subsearch.ts";
import { joinParts, printText } from "../text/quoting.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { type GivenOption, integerOption, supported } from "./support/options.ts";
import { makeStep, withFields } from "./support/step.ts";

const OPTIONS = [
  supported("mvsep", "<string>"),
  supported("maxresults", "<int>"),
  supported("emptystr", "<string>"),
];

export const format: Command = {
  name: "format",
  syntax:
    'format [mvsep=<string>] [maxresults=<int>] ["<row prefix>" "<column prefix>" "<column separator>" "<column end>" ' +
    '"<row separator>" "<row end>"] [emptystr=<string>]',
  summary:
    "Writes all rows as one condition for search into the field search, as the end of a subsearch does.",
  page: "Search Reference, format",
  options: OPTIONS,
  differences: [
    "Field names other than letters, digits, _ and ., empty values, and values with a quote or backslash are rejected.",
    "Internal fields are not kept beside search.",
  ],
  examples: ["format", 'format mvsep="OR" "[" "[" "&&" "]" "||" "]"'],
  compile(cursor, _context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "format", OPTIONS, options);
    const texts: string[] = [];
    for (
      let ahead = cursor.fork(), token = ahead.tryToken();
      token?.quote === '"';
      token = ahead.tryToken()
    ) {
      texts.push(token.text);
      cursor.position = ahead.position;
    }
    if (texts.length !== 0 && texts.length !== 6) {
      throw new SplError(
        "missing_argument",
        `format takes all six texts around rows and columns, or none; there are ${texts.length}.`,
        cursor.here(),
      );
    }
    takeOptions(cursor, "format", OPTIONS, options);
    cursor.finish("format");
    const limit = options.has("maxresults") ? integerOption(options.get("maxresults")!, 0) : 0;
    const parts: FormatParts = {
      rowPrefix: texts[0] ?? DEFAULT_PARTS.rowPrefix,
      columnPrefix: texts[1] ?? DEFAULT_PARTS.columnPrefix,
      columnSeparator: texts[2] ?? DEFAULT_PARTS.columnSeparator,
      columnEnd: texts[3] ?? DEFAULT_PARTS.columnEnd,
      rowSeparator: texts[4] ?? DEFAULT_PARTS.rowSeparator,
      rowEnd: texts[5] ?? DEFAULT_PARTS.rowEnd,
      valueSeparator: options.get("mvsep")?.value.text ?? DEFAULT_PARTS.valueSeparator,
      empty: options.get("emptystr")?.value.text ?? DEFAULT_PARTS.empty,
    };
    const text = joinParts(printOptions(options), texts.map(printText).join(" "));
    return makeStep("format", span, text, ({ fields, rows }) => {
      const kept = limit === 0 ? rows : rows.slice(0, limit);
      return {
        fields: withFields(
          fields.filter((field) => !field.startsWith("_")),
          ["search"],
        ),
        rows: [new Map([["search", formatRows({ fields, rows: kept }, parts, span)]])],
      };
    });
  },
};
