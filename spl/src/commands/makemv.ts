/** makemv: a text split into the values of a multi-value field, at a delimiter or by a regular expression. */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { compileRegex } from "../regex/index.ts";
import { Cursor } from "../text/cursor.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { isMultiple, textOf, valueFrom } from "../values/entries.ts";
import { ordinaryField } from "./multivalue.ts";
import { readQuoted } from "./regex.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, supported, unsupported } from "./support/options.ts";
import { ambiguous, rowStep } from "./support/step.ts";

const OPTIONS = [
  supported("delim", "<string>"),
  supported("tokenizer", "<string>"),
  supported("allowempty", "<bool>"),
  unsupported(
    "setsv",
    "<bool>",
    "a single value and a multi-value of the same field do not exist side by side here; use eval mvjoin() for the single one.",
  ),
];

/** Takes a text apart. */
type Splitter = (text: string, spend: (steps: number) => void) => string[];

function byDelimiter(given: GivenOption | undefined): Splitter {
  const delimiter = given?.value.text ?? " ";
  if (delimiter === "") {
    throw new SplError("invalid_option_value", "The delimiter cannot be empty.", given!.value.span);
  }
  if (delimiter.includes("\\")) {
    throw ambiguous(
      "What a backslash means in a delimiter is not documented. Use the tokenizer, or eval split().",
      given!.value.span,
    );
  }
  return (text) => text.split(delimiter);
}

/** "For each match, the first capturing group is used as a value." */
function byTokenizer(cursor: Cursor, { value }: GivenOption): Splitter {
  const { pattern, place } = readQuoted(
    new Cursor(cursor.source, value.span.start, value.span.end),
    "makemv",
  );
  const regex = compileRegex(pattern, place);
  if (regex.groupCount === 0) {
    throw new SplError(
      "invalid_option_value",
      "The tokenizer needs a capturing group, as in ([^,]+),?",
      place,
    );
  }
  return (text, spend) => {
    const matches = regex.all(text, spend);
    if (matches.length === 0) {
      throw ambiguous(
        `What makemv makes of "${text}", which the tokenizer does not match, is not documented. Drop such rows with regex before, or use delim.`,
        place,
      );
    }
    return matches.map(({ groups }) => groups[1] ?? "");
  };
}

export const makemv: Command = {
  name: "makemv",
  syntax: "makemv [delim=<string> | tokenizer=<string>] [allowempty=<bool>] <field>",
  summary:
    "Splits a field at a delimiter (a space by default) or by a regular expression into several values.",
  page: "Search Reference, makemv",
  options: OPTIONS,
  differences: [
    "A delimiter with a backslash is rejected, because the reference does not say whether \\n and \\t are read as such.",
    "A field of which nothing is left is absent.",
  ],
  examples: ['makemv delim="," senders', 'makemv delim=":" allowempty=true product_info'],
  compile(cursor, _context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "makemv", OPTIONS, options);
    const field = ordinaryField(cursor, "makemv");
    takeOptions(cursor, "makemv", OPTIONS, options);
    cursor.finish("makemv");
    const tokenizer = options.get("tokenizer");
    const delim = options.get("delim");
    if (tokenizer !== undefined && delim !== undefined) {
      throw new SplError(
        "invalid_option_value",
        "makemv takes delim or tokenizer, not both.",
        delim.value.span,
      );
    }
    const split = tokenizer === undefined ? byDelimiter(delim) : byTokenizer(cursor, tokenizer);
    const allowEmpty = options.has("allowempty") && booleanOption(options.get("allowempty")!);
    const text = joinParts(printOptions(options), printName(field.name));
    return rowStep("makemv", span, text, (row, run) => {
      const value = row.get(field.name);
      if (value === undefined) return row;
      const changed = new Map(row);
      if (isMultiple(value)) {
        throw ambiguous(
          "What makemv does to a field that has several values is not documented. Join them with eval mvjoin() before.",
          field.token.span,
        );
      }
      const parts = split(textOf(value), run.spend);
      const made = valueFrom(allowEmpty ? parts : parts.filter((part) => part !== ""));
      if (made === null) changed.delete(field.name);
      else {
        run.hold(made, field.token.span);
        changed.set(field.name, made);
      }
      return changed;
    });
  },
};
