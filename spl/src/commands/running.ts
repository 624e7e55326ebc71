/**
 * accum and delta: a running total, and the difference to an earlier row. Reject what the reference does not settle: rows
 * without a number, several values, an existing field of the result's name.
 */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import type { Cursor } from "../text/cursor.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { isMultiple, numberOf } from "../values/entries.ts";
import { withAllDigits } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { type FieldName, fieldName } from "./support/fields.ts";
import { integerOption, supported, tryKnownOption } from "./support/options.ts";
import { ambiguous, makeStep, placedAt, streamingStep, withFields } from "./support/step.ts";

const DIGITS =
  "Results have all digits of a double: zeros that the values show behind the point are not shown.";

/** `<field> [AS <newfield>]` */
function readNames(cursor: Cursor, command: string): { field: FieldName; to: FieldName | null } {
  const field = fieldName(cursor.token(`The field of ${command}`));
  const to = cursor.take("as") ? fieldName(cursor.token("The new name")) : null;
  return { field, to };
}

/** The number in the field, null where it has none. Throws SplError. */
function numberIn(row: Row, { name, token }: FieldName): number | null {
  const value = row.get(name);
  if (value === undefined) return null;
  if (isMultiple(value))
    throw ambiguous(
      `"${name}" has several values; which counts is not documented. Take one with eval mvindex() before.`,
      token.span,
    );
  try {
    return numberOf(value);
  } catch (error) {
    throw placedAt(token.span, error);
  }
}

export const accum: Command = {
  name: "accum",
  syntax: "accum <field> [AS <newfield>]",
  summary: "Adds up the numbers of a field from row to row.",
  page: "Search Reference, accum",
  options: [],
  differences: ["Rows without a number in the field are rejected.", DIGITS],
  examples: ["accum views AS total"],
  compile(cursor, _context, span) {
    const { field, to } = readNames(cursor, "accum");
    cursor.finish("accum");
    const target = to?.name ?? field.name;
    const text = joinParts(printName(field.name), to === null ? "" : `as ${printName(to.name)}`);
    return streamingStep("accum", span, text, () => {
      let total = 0;
      const add = (row: Row): Row => {
        const number = numberIn(row, field);
        if (number === null) {
          throw ambiguous(
            `What accum writes into a row without a number in "${field.name}" is not documented. Use fillnull or where before.`,
            field.token.span,
          );
        }
        total += number;
        return new Map(row).set(target, withAllDigits(total));
      };
      return {
        push: (rows) => rows.map(add),
        finish: (fields) => ({ fields: withFields(fields, [target]), rows: [] }),
      };
    });
  },
};

const DELTA_OPTIONS = [supported("p", "<int>")];

export const delta: Command = {
  name: "delta",
  syntax: "delta <field> [AS <newfield>] [p=<int>]",
  summary: "The difference between a field's number and that of the row before (or p rows before).",
  page: "Search Reference, delta",
  options: DELTA_OPTIONS,
  differences: [
    "A field with numbers in some rows only is unsupported: which row is the one before is not documented then.",
    DIGITS,
  ],
  examples: ["delta count AS change", "delta count p=3"],
  compile(cursor, _context, span) {
    let option = tryKnownOption(cursor, "delta", DELTA_OPTIONS);
    const { field, to } = readNames(cursor, "delta");
    option ??= tryKnownOption(cursor, "delta", DELTA_OPTIONS);
    cursor.finish("delta");
    const back = option === undefined ? 1 : integerOption(option, 1);
    const target = to?.name ?? `delta(${field.name})`;
    if (target === field.name) {
      throw new SplError(
        "invalid_field_name",
        "delta cannot overwrite the field that it reads.",
        field.token.span,
      );
    }
    const text = joinParts(
      printName(field.name),
      to === null ? "" : `as ${printName(to.name)}`,
      back === 1 ? "" : `p=${back}`,
    );
    return makeStep("delta", span, text, (input) => {
      const numbers = input.rows.map((row) => numberIn(row, field));
      // "If <field> is not a numeric field, no output field is generated."
      if (numbers.every((number) => number === null)) return input;
      if (numbers.includes(null)) {
        throw ambiguous(
          `delta over rows of which some have no number in "${field.name}" is not settled. Use fillnull or where before.`,
          field.token.span,
        );
      }
      if (input.fields.includes(target)) {
        throw ambiguous(
          `What delta leaves in the existing field "${target}" of the first rows is not documented. Choose another name.`,
          (to ?? field).token.span,
        );
      }
      const rows = input.rows.map((row, index) =>
        index < back
          ? row
          : new Map(row).set(target, withAllDigits(numbers[index]! - numbers[index - back]!)),
      );
      return { fields: withFields(input.fields, [target]), rows };
    });
  },
};
