/** avg, max, min over arguments and over the values of a field. Source: Search Reference, Statistical eval functions. */
import type { EvalContext } from "../contract/expression.ts";
import { compareText, readNumber, scalarText } from "../values/number.ts";
import type { Row, Scalar } from "../values/table.ts";
import { leastDecimals, numbersOf } from "./decimals.ts";
import { type Arguments, family, listAt, MANY, open } from "./family.ts";

/** Numbers before texts; texts by code point. */
function extreme(argument: Arguments, row: Row, context: EvalContext, sign: 1 | -1): Scalar | null {
  let best: { value: Scalar; number: number | null } | null = null;
  argument.forEach((child, i) => {
    const list = listAt(argument, i, row, context);
    if (list.length === 0)
      throw open("whether max() and min() leave out a missing value", "use coalesce()", child.span);
    for (const value of list) {
      const number = readNumber(value);
      if (number === "doubtful" || (number !== null && child.type === "string")) {
        throw open(
          `whether ${JSON.stringify(value)} counts as a number here`,
          "convert it with tonumber() first",
          child.span,
        );
      }
      if (best === null || sign * order(value, number, best.value, best.number) > 0) best = { value, number };
    }
  });
  return (best as { value: Scalar } | null)?.value ?? null;
}

function order(left: Scalar, leftNumber: number | null, right: Scalar, rightNumber: number | null): number {
  if (leftNumber !== null && rightNumber !== null) return leftNumber - rightNumber;
  if (leftNumber !== null) return -1;
  if (rightNumber !== null) return 1;
  return compareText(scalarText(left), scalarText(right));
}

export const STATISTICAL_FUNCTIONS = family("Statistical eval functions", [
  {
    name: "avg",
    syntax: "avg(<values>)",
    summary: "The average of all values that are numbers; several values of a field all count.",
    arity: [1, MANY],
    kind: "value",
    type: "number",
    parameters: ["number"],
    precision: leastDecimals,
    examples: [
      ["avg(1, 2, 3)", "2"],
      ["avg(2, 3)", "2.5"],
    ],
    apply: (argument, row, context) => {
      const numbers = numbersOf(argument, row, context);
      return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    },
  },
  {
    name: "max",
    syntax: "max(<values>)",
    summary: "The greatest value; texts are greater than numbers. A missing value is rejected.",
    arity: [1, MANY],
    kind: "value",
    examples: [
      ['max(1, 3, 6, 7, "foo", "baz")', '"foo"'],
      ["max(1, 10, 9)", "10"],
    ],
    apply: (argument, row, context) => extreme(argument, row, context, 1),
  },
  {
    name: "min",
    syntax: "min(<values>)",
    summary: "The smallest value; numbers are smaller than texts. A missing value is rejected.",
    arity: [1, MANY],
    kind: "value",
    examples: [
      ['min(3, 6, 7, "maria", 9)', "3"],
      ['min("b", "a")', '"a"'],
    ],
    apply: (argument, row, context) => extreme(argument, row, context, -1),
  },
]);
