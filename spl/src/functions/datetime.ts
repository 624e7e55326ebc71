/** Date and time: now, relative_time, strftime, strptime. Source: Search Reference, Date and Time functions. */
import { SplError } from "../errors/spl-error.ts";
import { decimals } from "../evaluation/precision.ts";
import { parseFormat } from "../time/format.ts";
import { applyRelative, parseRelative } from "../time/modifier.ts";
import { checkReadable, readTime } from "../time/read.ts";
import { formatTime } from "../time/write.ts";
import { family, numberAt, textAt } from "./family.ts";

const formats = new Map<string, ReturnType<typeof parseFormat>>();

function cachedFormat(
  format: string,
  span: Parameters<typeof parseFormat>[1],
): ReturnType<typeof parseFormat> {
  let found = formats.get(format);
  if (found === undefined) {
    found = parseFormat(format, span);
    if (formats.size > 500) formats.clear();
    formats.set(format, found);
  }
  return found;
}

export const DATETIME_FUNCTIONS = family("Date and Time functions", [
  {
    name: "now",
    syntax: "now()",
    summary: "The time at which the search started, in whole epoch seconds.",
    arity: [0, 0],
    kind: "value",
    type: "number",
    examples: [
      ["now()", "1700000000"],
      ['strftime(now(), "%Y-%m-%dT%H:%M:%S.%Q")', '"2023-11-14T22:13:20.000"'],
    ],
    apply: (_argument, _row, context) => Math.floor(context.now),
  },
  {
    name: "relative_time",
    syntax: "relative_time(<time>,<specifier>)",
    summary: "The time that a relative time modifier makes of an epoch time.",
    arity: [2, 2],
    kind: "value",
    type: "number",
    parameters: ["number", "string"],
    check: (argument) => {
      const { literal, span } = argument[1]!;
      if (typeof literal === "string" && literal !== "now") parseRelative(literal, span);
    },
    differences: ["The result is shown without the zeros of its subseconds."],
    examples: [
      ['relative_time(1700000000, "-1d@d")', "1699833600"],
      ['relative_time(1700000000, "@w0")', "1699747200"],
      ['relative_time(1700000000, "+1h")', "1700003600"],
    ],
    apply: (argument, row, context) => {
      const time = numberAt(argument, 0, row, context);
      const modifier = textAt(argument, 1, row, context);
      if (time === null || modifier === null) return null;
      const { span } = argument[1]!;
      if (modifier === "" || modifier === "now") {
        throw new SplError(
          "invalid_time",
          `"${modifier}" is not a relative time modifier, such as -1d@d.`,
          span,
        );
      }
      return applyRelative(time, parseRelative(modifier, span), context.timezone, span);
    },
  },
  {
    name: "strftime",
    syntax: "strftime(<time>,<format>)",
    summary: "An epoch time as text, in the search's time zone.",
    arity: [2, 2],
    kind: "value",
    type: "string",
    parameters: ["number", "string"],
    check: (argument) => {
      const { literal, span } = argument[1]!;
      if (typeof literal === "string") parseFormat(literal, span);
    },
    differences: ["Variables that depend on the server's locale (%c %x %X %+) and %V are rejected."],
    examples: [
      ['strftime(1521467703.049, "%Y-%m-%dT%H:%M:%S.%Q")', '"2018-03-19T13:55:03.049"'],
      ['strftime(0, "%a %d %b %Y %H:%M %z")', '"Thu 01 Jan 1970 00:00 +0000"'],
    ],
    apply: (argument, row, context) => {
      const time = numberAt(argument, 0, row, context);
      const format = textAt(argument, 1, row, context);
      if (time === null || format === null) return null;
      const { span } = argument[1]!;
      return formatTime(time, cachedFormat(format, span), context.timezone, span);
    },
  },
  {
    name: "strptime",
    syntax: "strptime(<str>,<format>)",
    summary: "The epoch time that a text denotes, or null when it does not fit; shown with six decimals.",
    arity: [2, 2],
    kind: "value",
    type: "number",
    parameters: ["string", "string"],
    precision: () => decimals(6),
    check: (argument) => {
      const { literal, span } = argument[1]!;
      if (typeof literal === "string") checkReadable(parseFormat(literal, span), span);
    },
    differences: [
      "Formats without year, month and day are rejected, because the missing parts are not documented.",
    ],
    examples: [
      ['strptime("2022-08-13 11:22:33", "%Y-%m-%d %H:%M:%S")', '"1660389753.000000"'],
      ['strptime("Mon Aug 13 00:00:00 2018", "%a %B %d %H:%M:%S %Y")', '"1534118400.000000"'],
      ['strptime("no time", "%Y-%m-%d")', "null"],
    ],
    apply: (argument, row, context, span) => {
      const text = textAt(argument, 0, row, context);
      const format = textAt(argument, 1, row, context);
      if (text === null || format === null) return null;
      const pieces = cachedFormat(format, argument[1]!.span);
      if (argument[1]!.literal === undefined) checkReadable(pieces, argument[1]!.span);
      return readTime(text, pieces, context.timezone, span);
    },
  },
]);
