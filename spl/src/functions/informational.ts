/**
 * What kind of value something is. Source: Search Reference, Informational functions. A field's value can be number and
 * text at once (the page says so of NaN), so questions whose answer depends on that are rejected.
 */
import type { EvalContext, Expression, Result } from "../contract/expression.ts";
import { doubtful, isMultiValue } from "../evaluation/scalar.ts";
import { readNumber } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { family, open } from "./family.ts";

/** The number that the argument is; null if it is none. A text literal is never a number. */
function numberOf(argument: Expression, value: Result): number | null {
  if (value === null || typeof value === "boolean" || argument.type === "string") return null;
  if (isMultiValue(value))
    throw open("whether several values are a number", "take one with mvindex()", argument.span);
  const number = readNumber(value);
  if (number === "doubtful") throw doubtful(value, argument.span);
  return number;
}

/** A number such as 5.0, of which documentation does not say whether it is an integer or a double. */
function rejectWholeDecimal(argument: Expression, number: number, row: Row, context: EvalContext): void {
  if (Number.isInteger(number) && Number.isFinite(argument.precision(row, context).decimals)) {
    throw open(
      "whether a whole number written with decimals (5.0) is an integer or a double",
      "compare it with floor() of itself",
      argument.span,
    );
  }
}

const shared = { arity: [1, 1] as const, kind: "boolean" as const, parameters: ["any" as const] };

export const INFORMATIONAL_FUNCTIONS = family("Informational functions", [
  {
    ...shared,
    name: "isnull",
    syntax: "isnull(<value>)",
    summary: "Whether there is no value.",
    examples: [
      ["if(isnull(missing), 1, 0)", "1"],
      ['if(isnull(""), 1, 0)', "0"],
    ],
    apply: ([argument], row, context) => argument!.evaluate(row, context) === null,
  },
  {
    ...shared,
    name: "isnotnull",
    syntax: "isnotnull(<value>)",
    summary: "Whether there is a value.",
    examples: [
      ["if(isnotnull(missing), 1, 0)", "0"],
      ["if(isnotnull(5), 1, 0)", "1"],
    ],
    apply: ([argument], row, context) => argument!.evaluate(row, context) !== null,
  },
  {
    ...shared,
    name: "isnum",
    syntax: "isnum(<value>)",
    summary: "Whether the value is a number; a field's text that looks like one is, a text literal is not.",
    examples: [
      ["if(isnum(5), 1, 0)", "1"],
      ['if(isnum("anystring"), 1, 0)', "0"],
    ],
    apply: ([argument], row, context) => numberOf(argument!, argument!.evaluate(row, context)) !== null,
  },
  {
    ...shared,
    name: "isint",
    syntax: "isint(<value>)",
    summary: "Whether the value is a whole number.",
    examples: [
      ["if(isint(5), 1, 0)", "1"],
      ["if(isint(5.5), 1, 0)", "0"],
      ['if(isint("a"), 1, 0)', "0"],
    ],
    apply: ([argument], row, context) => {
      const number = numberOf(argument!, argument!.evaluate(row, context));
      if (number === null) return false;
      rejectWholeDecimal(argument!, number, row, context);
      return Number.isInteger(number);
    },
  },
  {
    ...shared,
    name: "isdouble",
    syntax: "isdouble(<value>)",
    summary: "Whether the value is a number with a fraction.",
    examples: [
      ["if(isdouble(3.546), 1, 0)", "1"],
      ["if(isdouble(1000000), 1, 0)", "0"],
    ],
    apply: ([argument], row, context) => {
      const number = numberOf(argument!, argument!.evaluate(row, context));
      if (number === null) return false;
      rejectWholeDecimal(argument!, number, row, context);
      return !Number.isInteger(number);
    },
  },
  {
    ...shared,
    name: "isstr",
    syntax: "isstr(<value>)",
    summary: "Whether the value is a text; rejected for a field whose value looks like a number.",
    examples: [
      ['if(isstr("anystring"), 1, 0)', "1"],
      ["if(isstr(5), 1, 0)", "0"],
    ],
    apply: ([argument], row, context) => {
      const value = argument!.evaluate(row, context);
      if (value === null || typeof value === "boolean") return false;
      if (argument!.type === "string") return true;
      if (argument!.type === "number") return false;
      if (isMultiValue(value))
        throw open("whether several values are a text", "take one with mvindex()", argument!.span);
      if (readNumber(value) === null) return true;
      throw open(
        "whether a field whose value looks like a number is also a text",
        "use isnum()",
        argument!.span,
      );
    },
  },
  {
    ...shared,
    name: "ismv",
    syntax: "ismv(<value>)",
    summary: "Whether the field has several values.",
    examples: [
      ['if(ismv(split("1,2,3", ",")), 1, 0)', "1"],
      ['if(ismv("a"), 1, 0)', "0"],
    ],
    apply: ([argument], row, context) => isMultiValue(argument!.evaluate(row, context)),
  },
  {
    ...shared,
    name: "isbool",
    syntax: "isbool(<value>)",
    summary: "Whether the value is a Boolean.",
    examples: [
      ["if(isbool(1==2), 1, 0)", "1"],
      ['if(isbool("true"), 1, 0)', "0"],
    ],
    apply: ([argument], row, context) => {
      const value = argument!.evaluate(row, context);
      if (value === null && argument!.kind !== "value") {
        throw open(
          "whether a comparison with a missing value is a Boolean",
          "test for the field first, as with isnotnull()",
          argument!.span,
        );
      }
      return typeof value === "boolean";
    },
  },
  {
    name: "typeof",
    syntax: "typeof(<value>)",
    summary: "Number, String or Invalid (no value).",
    arity: [1, 1],
    kind: "value",
    type: "string",
    parameters: ["any"],
    differences: ["A Boolean is unsupported: the reference calls its type both Bool and Boolean."],
    examples: [
      ["typeof(12)", '"Number"'],
      ['typeof("string")', '"String"'],
      ["typeof(badfield)", '"Invalid"'],
    ],
    apply: ([argument], row, context) => {
      const value = argument!.evaluate(row, context);
      if (argument!.kind === "boolean" || typeof value === "boolean") {
        throw open(
          'whether the type of a Boolean is named "Bool" or "Boolean"',
          "use isbool()",
          argument!.span,
        );
      }
      if (value === null) return "Invalid";
      if (isMultiValue(value))
        throw open("the type of several values", "take one with mvindex()", argument!.span);
      if (typeof value === "number") return "Number";
      if (argument!.type !== "string" && readNumber(value) !== null) {
        throw open("the type of a field whose text looks like a number", "use isnum()", argument!.span);
      }
      return "String";
    },
  },
]);
