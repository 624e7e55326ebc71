/** fillnull and filldown: values for fields that a row does not have. */
import type { Command, RowStream, RunContext } from "../contract/command.ts";
import { joinParts, printText } from "../text/quoting.ts";
import type { Row, Value } from "../values/table.ts";
import { assertDistinct, expandFields, fieldList, isInternal, printNames } from "./support/fields.ts";
import { supported, tryKnownOption } from "./support/options.ts";
import {
  ambiguous,
  drain,
  makeStep,
  presentFields,
  rowStep,
  streamingStep,
  withFields,
} from "./support/step.ts";

const FILLNULL_OPTIONS = [supported("value", "<string>")];

export const fillnull: Command = {
  name: "fillnull",
  syntax: "fillnull [value=<string>] [<field-list>]",
  summary: "Gives a value (0 by default) to the listed fields, or to all fields, where they are absent.",
  page: "Search Reference, fillnull",
  options: FILLNULL_OPTIONS,
  differences: [
    "Without a list, internal fields (_time, _raw …) that only some rows have are rejected, not filled.",
  ],
  examples: ["fillnull", "fillnull value=unknown host kbps"],
  compile(cursor, _context, span) {
    let value: Value = 0;
    let given = "";
    let option = tryKnownOption(cursor, "fillnull", FILLNULL_OPTIONS);
    const names = fieldList(cursor, { endsAtOption: true });
    option ??= tryKnownOption(cursor, "fillnull", FILLNULL_OPTIONS);
    if (option !== undefined) {
      if (cursor.source.text[option.value.span.start - 1] !== "=") {
        throw ambiguous(
          `Documentation does not say whether "${option.value.text}" is the value of fillnull or a field here: write value="" or ` +
            "leave out the blank.",
          option.value.span,
        );
      }
      value = option.value.text;
      given = `value=${printText(value)}`;
    }
    cursor.finish("fillnull");
    assertDistinct(names, "fillnull");
    const fill = (row: Row, fields: readonly string[], run: RunContext): Row => {
      let filled: Row | null = null;
      for (const field of fields) {
        if (row.has(field)) continue;
        filled ??= new Map(row);
        run.hold(value);
        filled.set(field, value);
      }
      return filled ?? row;
    };
    const text = joinParts(given, printNames(names));
    if (names.length > 0) {
      const listed = names.map(({ name }) => name);
      return rowStep(
        "fillnull",
        span,
        text,
        (row, run) => fill(row, listed, run),
        (fields) => withFields(fields, listed),
      );
    }
    return makeStep("fillnull", span, text, (input, run) => {
      // "A field that does not have at least one non-null value" does not exist for fillnull.
      const present = presentFields(input.rows);
      const fields = input.fields.filter((field) => present.has(field));
      const internal = fields.find((field) => isInternal(field) && input.rows.some((row) => !row.has(field)));
      if (internal !== undefined) {
        throw ambiguous(
          `Whether fillnull without a list fills ${internal} is not documented. List the fields.`,
          span,
        );
      }
      return { fields: input.fields, rows: input.rows.map((row) => fill(row, fields, run)) };
    });
  },
};

export const filldown: Command = {
  name: "filldown",
  syntax: "filldown [<wc-field-list>]",
  summary: "Gives an absent field the value of the last row that had one.",
  page: "Search Reference, filldown",
  options: [],
  examples: ["filldown", "filldown count score*"],
  compile(cursor, _context, span) {
    const names = fieldList(cursor, { wildcard: "wildcard" });
    cursor.finish("filldown");
    const filler = (fields: readonly string[], run: RunContext): RowStream => {
      const last = new Map<string, Value>();
      const fill = (row: Row): Row => {
        let filled: Row | null = null;
        for (const field of fields) {
          const value = row.get(field);
          const previous = last.get(field);
          if (value !== undefined) {
            last.set(field, value);
          } else if (previous !== undefined) {
            filled ??= new Map(row);
            run.hold(previous);
            filled.set(field, previous);
          }
        }
        return filled ?? row;
      };
      return {
        push: (rows) => rows.map(fill),
        finish: (columns) => ({ fields: columns, rows: [] }),
      };
    };
    if (names.length > 0 && names.every(({ name }) => !name.includes("*"))) {
      return streamingStep("filldown", span, printNames(names), (run) =>
        filler(expandFields(names, []), run),
      );
    }
    return makeStep("filldown", span, printNames(names), (input, run) =>
      drain(filler(names.length === 0 ? input.fields : expandFields(names, input.fields), run), input),
    );
  },
};
