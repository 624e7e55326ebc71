/**
 * Text functions. Source: Search Reference, Text functions. Lengths and positions count code points. Fields of several
 * values are rejected where the page says "not supported on multivalue fields"; lower() and upper() take them.
 */
import type { EvalContext } from "../contract/expression.ts";
import { SplError } from "../errors/spl-error.ts";
import { isMultiValue } from "../evaluation/scalar.ts";
import { compileRegex, parseReplacement } from "../regex/index.ts";
import { changeCase } from "../values/letter-case.ts";
import { scalarText } from "../values/number.ts";
import type { Row, Value } from "../values/table.ts";
import { type Arguments, family, integerAt, open, textAt, valueAt } from "./family.ts";
import { extractPath } from "./json-path.ts";

function eachText(
  argument: Arguments,
  row: Row,
  context: EvalContext,
  change: (text: string) => string,
): Value | null {
  const value = valueAt(argument, 0, row, context);
  if (value === null) return null;
  try {
    return isMultiValue(value) ? value.map((one) => change(scalarText(one))) : change(scalarText(value));
  } catch (error) {
    if (error instanceof SplError && error.span === undefined)
      throw new SplError(error.code, error.message, argument[0]!.span);
    throw error;
  }
}

/** substr() with the rules of SQLite: 1 is the first character, negative counts from the end, 0 lies before the first. */
export function substring(text: string, start: number, length: number | null): string {
  // Without surrogates, code points are what a JavaScript text counts.
  const characters = /[\ud800-\udfff]/.test(text) ? [...text] : text;
  let from = start;
  let count = length ?? Number.MAX_SAFE_INTEGER;
  if (from < 0) {
    from += characters.length;
    if (from < 0) {
      count += from;
      from = 0;
    }
  } else if (from > 0) from--;
  else if (length !== null && count > 0) count--;
  if (count <= 0) return "";
  const part = characters.slice(from, from + count);
  return typeof part === "string" ? part : part.join("");
}

function trimmer(
  name: string,
  syntax: string,
  summary: string,
  left: boolean,
  right: boolean,
  examples: readonly (readonly [string, string])[],
) {
  return {
    name,
    syntax,
    summary,
    arity: [1, 2] as const,
    kind: "value" as const,
    type: "string" as const,
    parameters: ["string" as const],
    examples,
    apply: (argument: Arguments, row: Row, context: EvalContext) => {
      const text = textAt(argument, 0, row, context);
      const set = argument.length < 2 ? " \t" : textAt(argument, 1, row, context);
      if (text === null || set === null) return null;
      const unwanted = new Set(set);
      const characters = [...text];
      let from = 0;
      let to = characters.length;
      if (left) while (from < to && unwanted.has(characters[from]!)) from++;
      if (right) while (to > from && unwanted.has(characters[to - 1]!)) to--;
      return characters.slice(from, to).join("");
    },
  };
}

function length(name: string) {
  return {
    name,
    syntax: `${name}(<str>)`,
    summary: "The number of code points.",
    arity: [1, 1] as const,
    kind: "value" as const,
    type: "number" as const,
    parameters: ["string" as const],
    examples: [
      [`${name}("buttercup")`, "9"],
      [`${name}("")`, "0"],
    ] as const,
    apply: (argument: Arguments, row: Row, context: EvalContext) => {
      const text = textAt(argument, 0, row, context);
      return text === null ? null : [...text].length;
    },
  };
}

const one = { arity: [1, 1] as const, kind: "value" as const, parameters: ["string" as const] };

export const TEXT_FUNCTIONS = family("Text functions", [
  length("len"),
  length("length"),
  {
    ...one,
    name: "lower",
    type: "string",
    syntax: "lower(<str>)",
    summary: "In lower case; each value of several.",
    examples: [
      ['lower("UserName")', '"username"'],
      ['lower("a1B")', '"a1b"'],
    ],
    apply: (argument, row, context) => eachText(argument, row, context, (text) => changeCase(text, "lower")),
  },
  {
    ...one,
    name: "upper",
    type: "string",
    syntax: "upper(<str>)",
    summary: "In upper case; each value of several.",
    examples: [
      ['upper("UserName")', '"USERNAME"'],
      ['upper("a1B")', '"A1B"'],
    ],
    apply: (argument, row, context) => eachText(argument, row, context, (text) => changeCase(text, "upper")),
  },
  trimmer(
    "trim",
    "trim(<str>,<trim_chars>)",
    "Without these characters (spaces and tabs) at both ends.",
    true,
    true,
    [
      ['trim("   ZZZZabcZZ ", " Z")', '"abc"'],
      ['trim("  a b ")', '"a b"'],
    ],
  ),
  trimmer(
    "ltrim",
    "ltrim(<str>,<trim_chars>)",
    "Without these characters (spaces and tabs) on the left.",
    true,
    false,
    [
      ['ltrim("   ZZZZabcZZ ", " Z")', '"abcZZ "'],
      ['ltrim("$5", "$")', '"5"'],
    ],
  ),
  trimmer(
    "rtrim",
    "rtrim(<str>,<trim_chars>)",
    "Without these characters (spaces and tabs) on the right.",
    false,
    true,
    [
      ['rtrim("   ZZZZabcZZ ", " Z")', '"   ZZZZabc"'],
      ['rtrim("a ")', '"a"'],
    ],
  ),
  {
    name: "replace",
    syntax: "replace(<str>,<regex>,<replacement>)",
    summary: "Every match of the regular expression replaced; \\1 to \\9 stand for its groups.",
    arity: [3, 3],
    kind: "value",
    type: "string",
    parameters: ["string"],
    regexParameter: 1,
    check: ([, pattern, replacement]) => {
      if (typeof pattern!.literal !== "string") return;
      const regex = compileRegex(pattern!.literal, pattern!.span);
      if (typeof replacement!.literal === "string")
        parseReplacement(replacement!.literal, regex, replacement!.span);
    },
    differences: [
      "\\0, $1 and other backslashes in the replacement are rejected, because they are not documented.",
    ],
    examples: [
      ['replace("1/14/2023", "^(\\d{1,2})/(\\d{1,2})/", "\\2/\\1/")', '"14/1/2023"'],
      ['replace("54.81.233.206:443:X1", ":.*", "")', '"54.81.233.206"'],
    ],
    apply: (argument, row, context) => {
      const text = textAt(argument, 0, row, context);
      const pattern = textAt(argument, 1, row, context);
      const replacement = textAt(argument, 2, row, context);
      if (text === null || pattern === null || replacement === null) return null;
      const regex = compileRegex(pattern, argument[1]!.span);
      return regex.replace(text, parseReplacement(replacement, regex, argument[2]!.span), context.spend);
    },
  },
  {
    name: "substr",
    syntax: "substr(<str>,<start>,<length>)",
    summary:
      "A part of the text, by SQLite's rules: the first character is 1, negative starts count from the end.",
    arity: [2, 3],
    kind: "value",
    type: "string",
    parameters: ["string", "number"],
    examples: [
      ['substr("string", 1, 3) + substr("string", -3)', '"string"'],
      ['substr("string", 2)', '"tring"'],
      ['substr("string", 9)', '""'],
    ],
    apply: (argument, row, context) => {
      const text = textAt(argument, 0, row, context);
      const start = integerAt(argument, 1, row, context);
      const count = argument.length < 3 ? null : integerAt(argument, 2, row, context);
      if (text === null || start === null || (count === null && argument.length === 3)) return null;
      if (count !== null && count < 0)
        throw open("what a negative length gives", "give a length from zero on", argument[2]!.span);
      return substring(text, start, count);
    },
  },
  {
    ...one,
    name: "urldecode",
    type: "string",
    syntax: "urldecode(<url>)",
    summary: "With %41 and the like replaced by their characters (UTF-8).",
    examples: [
      [
        'urldecode("http%3A%2F%2Fwww.splunk.com%2Fdownload%3Fr%3Dheader")',
        '"http://www.splunk.com/download?r=header"',
      ],
      ['urldecode("%C3%A9")', '"é"'],
    ],
    apply: (argument, row, context, span) => {
      const text = textAt(argument, 0, row, context);
      if (text === null) return null;
      if (text.includes("+")) throw open('whether "+" becomes a space', "replace() it first", span);
      try {
        return decodeURIComponent(text);
      } catch {
        throw open(
          "what becomes of a percent sign that is not a UTF-8 escape",
          "replace() it by %25 first",
          span,
        );
      }
    },
  },
  {
    name: "spath",
    syntax: "spath(<value>,<path>)",
    summary:
      "The value at a path of a JSON text (a.b{}.c); several where {} passes through an array. XML is rejected.",
    arity: [2, 2],
    kind: "value",
    parameters: ["string", "string"],
    examples: [
      ['spath("{\\"a\\": {\\"b\\": 5}}", "a.b")', "5"],
      ['spath("{\\"a\\": [{\\"b\\": \\"x\\"}, {\\"b\\": \\"y\\"}]}", "a{}.b")', '["x", "y"]'],
      ['spath("{\\"a\\": 1}", "b")', "null"],
    ],
    apply: (argument, row, context) => {
      const text = textAt(argument, 0, row, context);
      const path = textAt(argument, 1, row, context);
      if (text === null || path === null) return null;
      if (/^\s*</.test(text)) {
        throw new SplError(
          "unsupported_function",
          "spath() of XML is not supported: use replace(), or the command rex.",
          argument[0]!.span,
        );
      }
      return extractPath(text, path, argument[1]!.span);
    },
  },
]);
