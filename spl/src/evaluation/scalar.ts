/**
 * The number or text that the result of an expression stands for. Rejects multi-values and Booleans where documentation gives them no
 * meaning. Rules: Search Reference, eval ("Operators that produce booleans").
 */
import type { EvalContext, Expression, Result } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { readNumber } from "../values/number.ts";
import type { Row, Scalar } from "../values/table.ts";
import { displayText } from "./precision.ts";

export function isMultiValue(value: Result): value is readonly Scalar[] {
  return typeof value === "object" && value !== null;
}

/** A single value or null. @throws SplError "ambiguous" for several values, "wrong_type" for a Boolean. */
export function asScalar(value: Result, span: Span): Scalar | null {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  if (typeof value === "boolean") throw booleanHere(span);
  throw new SplError(
    "ambiguous",
    "Documentation does not say what this does with a field of several values: use mvindex(), mvjoin() or mvmap().",
    span,
  );
}

function booleanHere(span: Span): SplError {
  return new SplError("wrong_type", "A Boolean cannot stand here: put it into if() or tostring().", span);
}

/** The number a result stands for; null for null and for what is not a number (the calculation then has no result). */
export function asNumber(value: Result, span: Span): number | null {
  if (typeof value === "number") return value;
  const scalar = asScalar(value, span);
  if (scalar === null) return null;
  const number = readNumber(scalar);
  if (number === "doubtful") throw doubtful(scalar, span);
  return number;
}

export function doubtful(value: Scalar, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `Documentation does not say whether ${JSON.stringify(value)} counts as a number: use tonumber() on a plain ` +
      "decimal form, or compare it as a text that cannot be a number.",
    span,
  );
}

/** The text of an expression's result as Splunk shows it, or null. */
export function textOf(expression: Expression, row: Row, context: EvalContext): string | null {
  const value = asScalar(expression.evaluate(row, context), expression.span);
  if (typeof value !== "number") return value;
  return displayText(value, expression.precision(row, context), expression.span);
}
