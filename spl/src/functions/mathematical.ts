/**
 * Mathematical functions. Source: Search Reference, Mathematical functions. Results that are not real numbers (the root
 * of -1, the logarithm of 0) are rejected, because their text in Splunk is not documented for these functions.
 */
import type { EvalContext } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { EXACT, roundDecimal } from "../evaluation/precision.ts";
import type { Row } from "../values/table.ts";
import { isTie, leastDecimals, numbersOf, significant } from "./decimals.ts";
import { type Arguments, family, integerAt, MANY, numberAt, open } from "./family.ts";

function real(value: number, span: Span): number {
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  throw open(
    "what this function gives where there is no real result",
    "test the number first, as with if()",
    span,
  );
}

/** A function of one number. */
function ofOne(
  name: string,
  summary: string,
  calculate: (value: number) => number,
  examples: readonly (readonly [string, string])[],
) {
  return {
    name,
    syntax: `${name}(<num>)`,
    summary,
    arity: [1, 1] as const,
    kind: "value" as const,
    type: "number" as const,
    parameters: ["number" as const],
    examples,
    apply: (argument: Arguments, row: Row, context: EvalContext, span: Span) => {
      const value = numberAt(argument, 0, row, context);
      return value === null ? null : real(calculate(value), span);
    },
  };
}

function logarithm(value: number, base: number): number {
  if (base === 10) return Math.log10(value);
  if (base === 2) return Math.log2(value);
  return Math.log(value) / Math.log(base);
}

function roundPlaces(argument: Arguments, row: Row, context: EvalContext): number | null {
  const places = argument.length < 2 ? 0 : integerAt(argument, 1, row, context);
  if (places !== null && (places < 0 || places > 100)) {
    throw new SplError("invalid_option_value", "round() takes 0 to 100 decimal places.", argument[1]!.span);
  }
  return places;
}

export const MATHEMATICAL_FUNCTIONS = family("Mathematical functions", [
  ofOne("abs", "The absolute value.", Math.abs, [
    ["abs(-10.95)", "10.95"],
    ["abs(4)", "4"],
  ]),
  ofOne("ceil", "The next whole number at or above.", Math.ceil, [
    ["ceil(1.9)", "2"],
    ["ceil(-1.9)", "-1"],
  ]),
  ofOne("ceiling", "The next whole number at or above.", Math.ceil, [
    ["ceiling(1.1)", "2"],
    ["ceiling(3)", "3"],
  ]),
  ofOne("floor", "The next whole number at or below.", Math.floor, [
    ["floor(1.9)", "1"],
    ["floor(-1.1)", "-2"],
  ]),
  ofOne("exp", "e to this power.", Math.exp, [
    ["exp(0)", "1"],
    ["round(exp(3), 4)", "20.0855"],
  ]),
  ofOne("ln", "The natural logarithm.", Math.log, [
    ["ln(1)", "0"],
    ["round(ln(10), 4)", "2.3026"],
  ]),
  ofOne("sqrt", "The square root.", Math.sqrt, [
    ["sqrt(9)", "3"],
    ["sqrt(2)", "1.4142135623730951"],
  ]),
  {
    name: "log",
    syntax: "log(<num>,<base>)",
    summary: "The logarithm to a base, 10 if none is given.",
    arity: [1, 2],
    kind: "value",
    type: "number",
    parameters: ["number"],
    differences: ["The last digit of a logarithm can differ from the one of Splunk's mathematical library."],
    examples: [
      ["log(1000)", "3"],
      ["log(8, 2)", "3"],
    ],
    apply: (argument, row, context, span) => {
      const value = numberAt(argument, 0, row, context);
      const base = argument.length < 2 ? 10 : numberAt(argument, 1, row, context);
      return value === null || base === null ? null : real(logarithm(value, base), span);
    },
  },
  {
    name: "pow",
    syntax: "pow(<num>,<exp>)",
    summary: "A number to a power.",
    arity: [2, 2],
    kind: "value",
    type: "number",
    parameters: ["number"],
    examples: [
      ["pow(2, 10)", "1024"],
      ["pow(2, 53) - 1", "9007199254740991"],
    ],
    apply: (argument, row, context, span) => {
      const value = numberAt(argument, 0, row, context);
      const power = numberAt(argument, 1, row, context);
      return value === null || power === null ? null : real(value ** power, span);
    },
  },
  {
    name: "pi",
    syntax: "pi()",
    summary: "The constant pi; where its number of digits would show, write exact(pi()) for all of them.",
    arity: [0, 0],
    kind: "value",
    type: "number",
    precision: () => ({ decimals: 10, otherwise: MANY }),
    examples: [
      ["round(pi(), 4)", "3.1416"],
      ["exact(2 * pi())", "6.283185307179586"],
      ["round(pi() * pow(2, 2), 2)", "12.57"],
    ],
    apply: () => Math.PI,
  },
  {
    name: "exact",
    syntax: "exact(<expression>)",
    summary: "The number with all its digits, not rounded to the precision of its least precise input.",
    arity: [1, 1],
    kind: "value",
    type: "number",
    parameters: ["number"],
    rawArguments: true,
    precision: () => ({ decimals: MANY, otherwise: MANY }),
    examples: [
      ["8.250 * exact(0.2)", '"1.650"'],
      ["exact(3 * 0.5)", "1.5"],
    ],
    apply: (argument, row, context) => numberAt(argument, 0, row, context),
  },
  {
    name: "round",
    syntax: "round(<num>,<precision>)",
    summary:
      "Rounded to decimal places (0 if none are given), halves away from zero; shown with that many decimals.",
    arity: [1, 2],
    kind: "value",
    type: "number",
    parameters: ["number"],
    rawArguments: true,
    check: ([, places]) => {
      if (typeof places?.literal === "number" && (places.literal < 0 || !Number.isInteger(places.literal))) {
        throw new SplError(
          "invalid_option_value",
          "round() takes a whole number of decimal places, not below 0.",
          places.span,
        );
      }
    },
    precision: (argument, row, context) => {
      const places = roundPlaces(argument, row, context) ?? 0;
      // Whole numbers are exact.
      if (places === 0) return EXACT;
      const input = argument[0]!.precision(row, context).decimals;
      // Whether round() lifts the precision of a calculation that is known to fewer decimals is open.
      return {
        decimals: argument[0]!.calculation === undefined ? places : Math.min(places, Math.max(0, input)),
        otherwise: places,
        rounded: true,
      };
    },
    differences: [
      "The zeros of 2.50 are part of the result, as Splunk's staff describe it; the page does not say.",
      "A calculation that is itself known to fewer decimals is rejected where that shows; so is a negative half.",
      "In a calculation, a number rounded to decimals is rejected where it shows whether they limit the precision: use exact().",
    ],
    examples: [
      ["round(3.5)", "4"],
      ["round(2.555, 2)", "2.56"],
      ["round(10 / 4, 2)", '"2.50"'],
    ],
    apply: (argument, row, context, span) => {
      const value = numberAt(argument, 0, row, context);
      const places = roundPlaces(argument, row, context);
      if (value === null || places === null) return null;
      const rounded = roundDecimal(real(value, span), places);
      if (value < 0 && isTie(value, places))
        throw open("how a negative half is rounded", "round its abs(), and set the sign after it", span);
      return rounded === 0 ? 0 : rounded;
    },
  },
  {
    name: "sigfig",
    syntax: "sigfig(<num>)",
    summary: "A calculation rounded to its significant figures.",
    arity: [1, 1],
    kind: "value",
    type: "number",
    parameters: ["number"],
    rawArguments: true,
    examples: [
      ["sigfig(1.00*1111)", "1110"],
      ["sigfig(123.0 + 4.567)", "127.6"],
    ],
    apply: significant,
  },
  {
    name: "sum",
    syntax: "sum(<num>,...)",
    summary: "The sum of all values that are numbers; several values of a field all count.",
    arity: [1, MANY],
    kind: "value",
    type: "number",
    parameters: ["number"],
    precision: leastDecimals,
    examples: [
      ["sum(1, 2, 3)", "6"],
      ['sum(1, 2, tonumber("3"))', "6"],
    ],
    apply: (argument, row, context, span) => {
      const numbers = numbersOf(argument, row, context);
      if (numbers.length === 0) return null;
      return real(
        numbers.reduce((total, number) => total + number, 0),
        span,
      );
    },
  },
]);
