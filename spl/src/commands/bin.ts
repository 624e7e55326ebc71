/**
 * bin (bucket): replaces a number by the bin that it is in. _time, and any field with a span in units of time, becomes
 * the start of the bin; another field becomes a text such as "10-20". Rejects bins without a span, whose size Splunk
 * derives in ways that its documentation contradicts itself about.
 */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { isMultiple, numberOf } from "../values/entries.ts";
import type { Row } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { alignment, BIN_OPTIONS, Bins, binLabel, readSpan } from "./support/bins.ts";
import { fieldName } from "./support/fields.ts";
import type { GivenOption } from "./support/options.ts";
import { ambiguous, placedAt, streamingStep, withFields } from "./support/step.ts";

export const bin: Command = {
  name: "bin",
  syntax: "bin span=<span-length> [aligntime=<time>] <field> [AS <field>]",
  summary: "Puts the values of a field into bins of equal size.",
  page: "Search Reference, bin",
  options: BIN_OPTIONS,
  differences: [
    "span is needed, in seconds, minutes, hours, one day or one month; logarithmic spans and spans below a second are rejected.",
    "Where the zone is off by part of an hour, spans that this touches are rejected without aligntime.",
    "A value that is not a number, and a multi-value field, are rejected.",
  ],
  examples: ["bin _time span=5m", "bin span=10 size as sizes"],
  compile(cursor, _context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "bin", BIN_OPTIONS, options);
    const field = fieldName(cursor.token("The field of bin"));
    takeOptions(cursor, "bin", BIN_OPTIONS, options);
    const target = cursor.take("as") ? fieldName(cursor.token("The name after AS")) : field;
    takeOptions(cursor, "bin", BIN_OPTIONS, options);
    cursor.finish("bin");
    const given = options.get("span");
    if (given === undefined) {
      throw new SplError(
        "ambiguous",
        `The bins that Splunk chooses without span are not settled. Set span for bin.`,
        span,
      );
    }
    const binSpan = readSpan(given);
    if (/^1?w|^\d*q/.test(given.value.text)) {
      throw new SplError(
        "invalid_option_value",
        "bin knows no weeks and quarters; timechart does.",
        given.value.span,
      );
    }
    const timed = field.name === "_time" || binSpan.kind !== "bare";
    const align = options.get("aligntime");
    if (align !== undefined && !timed) {
      throw new SplError("invalid_option_value", "aligntime is for bins of time only.", align.value.span);
    }
    const text = joinParts(
      printOptions(options),
      printName(field.name),
      target === field ? "" : `as ${printName(target.name)}`,
    );
    return streamingStep("bin", span, text, (run) => {
      const bins = new Bins(
        binSpan,
        timed && binSpan.kind !== "calendar" ? alignment(align, run) : 0,
        run.timezone,
        given.value.span,
      );
      const binned = (row: Row): Row => {
        const value = row.get(field.name);
        if (value === undefined) {
          if (target !== field && row.has(target.name)) {
            throw ambiguous(
              `What bin does to "${target.name}" in a row without "${field.name}" is not documented.`,
              target.token.span,
            );
          }
          return row;
        }
        const number = isMultiple(value) ? null : read(value, field.token.span);
        if (number === null) {
          throw ambiguous(
            `What bin does to a value of "${field.name}" that is not one number is not documented. Drop such rows with where isnum() before.`,
            field.token.span,
          );
        }
        const start = bins.start(number);
        return new Map(row).set(target.name, timed ? start : binLabel(start, bins.next(start)));
      };
      return {
        push: (rows) => rows.map(binned),
        finish: (fields) => ({ fields: withFields(fields, [target.name]), rows: [] }),
      };
    });
  },
};

function read(value: string | number, span: { start: number; end: number }): number | null {
  try {
    return numberOf(value);
  } catch (error) {
    throw placedAt(span, error);
  }
}

/** "The bucket command is an alias for the bin command." */
export const bucket: Command = { ...bin, name: "bucket", summary: "The same as bin." };
