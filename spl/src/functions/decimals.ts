/** To how many decimals the results of sums, sigfig() and round() are known. */
import type { EvalContext, Expression, Precision } from "../contract/expression.ts";
import type { Span } from "../errors/spl-error.ts";
import { roundDecimal, shownDecimals } from "../evaluation/precision.ts";
import { asNumber } from "../evaluation/scalar.ts";
import { formatNumber, readNumber } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { type Arguments, listAt, MANY, open } from "./family.ts";

/** Decimals of a number as written; what is a calculation or function counts as unknown (null). */
function writtenDecimals(expression: Expression, row: Row, context: EvalContext): number | null {
  if (expression.literal === undefined && !(expression.type === "any" && expression.fields.length === 1))
    return null;
  return expression.precision(row, context).decimals;
}

/**
 * sigfig(): rounded to the significant figures of a product or the decimals of a sum; whole numbers count with all
 * their digits, and where counting them as exact would give another answer the call is rejected.
 */
export function significant(argument: Arguments, row: Row, context: EvalContext, span: Span): number | null {
  const expression = argument[0]!;
  const value = asNumber(expression.evaluate(row, context), expression.span);
  if (value === null) return null;
  const { calculation } = expression;
  const sides = calculation?.sides.map((side) => {
    const number = asNumber(side.evaluate(row, context), side.span);
    const decimals = writtenDecimals(side, row, context);
    return { number: number ?? 0, decimals };
  });
  if (calculation === undefined || sides === undefined || sides.some((side) => side.decimals === null)) {
    throw open(
      "the significant figures of anything but one calculation with fields and numbers",
      "give sigfig() one calculation, and the rest an eval of its own",
      span,
    );
  }
  if (value === 0) return 0;
  const places = (wholeCounts: boolean): number => {
    const each = sides.map((side) => {
      const decimals = side.decimals!;
      if (decimals === MANY && !wholeCounts) return MANY;
      const shown = decimals === MANY ? 0 : decimals;
      if (calculation.operator === "+" || calculation.operator === "-") return shown;
      return side.number === 0 ? MANY : shown + magnitude(side.number) + 1;
    });
    const least = Math.min(...each);
    return calculation.operator === "+" || calculation.operator === "-"
      ? least
      : least - 1 - magnitude(value);
  };
  const counted = roundAt(value, places(true));
  if (counted !== roundAt(value, places(false))) {
    throw open(
      "whether whole numbers limit the significant figures here",
      "write them with decimals (5.00)",
      span,
    );
  }
  return counted;
}

function magnitude(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

function roundAt(value: number, places: number): number {
  if (places === MANY) return value;
  if (places >= 0) return roundDecimal(value, Math.min(places, 17));
  const unit = 10 ** -places;
  return roundDecimal(value / unit, 0) * unit;
}

/** A sum's decimals: those of its least precise term, if that makes a difference. */
export function leastDecimals(argument: Arguments, row: Row, context: EvalContext): Precision {
  let least = MANY;
  argument.forEach((child, i) => {
    if (child.calculation !== undefined || child.fields.length === 0) {
      least = Math.min(least, child.precision(row, context).decimals);
    } else
      for (const value of listAt(argument, i, row, context)) least = Math.min(least, shownDecimals(value));
  });
  return { decimals: least, otherwise: MANY };
}

/** All numbers among the arguments' values; what is not a number or missing is left out, as the reference says. */
export function numbersOf(argument: Arguments, row: Row, context: EvalContext): number[] {
  const numbers: number[] = [];
  argument.forEach((child, i) => {
    if (child.literal !== undefined || child.type === "number") {
      const value = asNumber(child.evaluate(row, context), child.span);
      if (value !== null) numbers.push(value);
      return;
    }
    for (const value of listAt(argument, i, row, context)) {
      const number = readNumber(value);
      if (number === "doubtful")
        throw open(
          `whether ${JSON.stringify(value)} counts as a number`,
          "convert it with tonumber() first",
          child.span,
        );
      if (number !== null) numbers.push(number);
    }
  });
  return numbers;
}

/** Whether the digit after these places is a 5 and nothing follows it. */
export function isTie(value: number, places: number): boolean {
  const text = formatNumber(Math.abs(value));
  const point = text.indexOf(".");
  return point >= 0 && /^50*$/.test(text.slice(point + 1 + places));
}
