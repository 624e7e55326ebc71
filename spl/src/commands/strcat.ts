/** strcat: texts of fields and literals joined into a field. Rejects fields of several values. */
import type { Command, RunContext } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import type { Token } from "../text/cursor.ts";
import { joinParts, printName, printText } from "../text/quoting.ts";
import { isMultiple, textOf } from "../values/entries.ts";
import type { Row } from "../values/table.ts";
import { fieldName } from "./support/fields.ts";
import { booleanOption, supported, tryKnownOption } from "./support/options.ts";
import { ambiguous, placedAt, rowStep, withFields } from "./support/step.ts";

const OPTIONS = [supported("allrequired", "<bool>")];

/** The text of a source in a row: a quoted one is itself, any other names a field. Null where the row lacks it. */
function textIn(row: Row, source: Token): string | null {
  if (source.quote === '"') return source.text;
  const value = row.get(source.text);
  if (value === undefined) return null;
  if (isMultiple(value)) {
    throw ambiguous(
      `How strcat joins the several values of "${source.text}" is not documented. Join them with eval mvjoin() before.`,
      source.span,
    );
  }
  try {
    return textOf(value);
  } catch (error) {
    throw placedAt(source.span, error);
  }
}

export const strcat: Command = {
  name: "strcat",
  syntax: "strcat [allrequired=<bool>] (<field> | <quoted-string>)… <destination-field>",
  summary: "Joins fields and literal texts, and puts the result into the field named last.",
  page: "Search Reference, strcat",
  options: OPTIONS,
  differences: ["A field of several values is rejected."],
  examples: ['strcat sourceIP "/" destIP comboIP'],
  compile(cursor, _context, span) {
    const option = tryKnownOption(cursor, "strcat", OPTIONS);
    const parts: Token[] = [];
    for (let token = cursor.tryToken(); token !== undefined; token = cursor.tryToken()) {
      if (token.quote === "'") {
        throw ambiguous(
          "Whether single quotes in strcat mark a field or a text is not documented. Rename the field, or use double quotes for a text.",
          token.span,
        );
      }
      if (token.quote === null) fieldName(token);
      parts.push(token);
    }
    cursor.finish("strcat");
    const target = parts.pop();
    if (target === undefined || parts.length < 2) {
      throw new SplError(
        "missing_argument",
        "strcat joins two or more fields or quoted texts, and names the field for the result last.",
        span,
      );
    }
    const destination = fieldName(target).name;
    const required = option !== undefined && booleanOption(option);
    const text = joinParts(
      required ? "allrequired=true" : "",
      // A field's name in double quotes would be a text.
      ...parts.map((part) => (part.quote === '"' ? printText(part.text) : part.text)),
      printName(destination),
    );
    const join = (row: Row, run: RunContext): Row => {
      const texts = parts.map((part) => textIn(row, part));
      if (required && texts.includes(null)) {
        if (!row.has(destination)) return row;
        throw ambiguous(
          `Whether the existing "${destination}" stays when a source is missing is not documented. Use eval, or another name for the result.`,
          target.span,
        );
      }
      const joined = texts.map((part) => part ?? "").join("");
      run.hold(joined);
      return new Map(row).set(destination, joined);
    };
    return rowStep("strcat", span, text, join, (fields) => withFields(fields, [destination]));
  },
};
