/**
 * What expressions do with values: the number or text that a result stands for, and comparison. Rejected: multi-values
 * and Booleans where documentation gives them no meaning, and readings of a value that are open and would differ.
 * Rules: Search Reference, eval ("Operators that produce booleans"); Statistical eval functions (strings are greater
 * than numbers).
 */
import type { EvalContext, Expression, Result } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compareText, hasCertainText, orderText, readNumber, uncertainText } from "../values/number.ts";
import type { Row, Scalar, Value } from "../values/table.ts";
import { isMultiValue } from "./scalar.ts";

export type ComparisonOperator = "=" | "!=" | "<" | ">" | "<=" | ">=";

function holds(operator: ComparisonOperator, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
  }
}

/**
 * Compare two single values: two numbers as numbers, else as texts (case-sensitive, by code point).
 * `leftText`/`rightText`: the side is known to be a text, not a field; a text that looks like a number then has two
 * readings, which must agree.
 * @throws SplError "ambiguous" where two readings that documentation allows give different answers.
 */
function compareScalars(
  operator: ComparisonOperator,
  left: Scalar,
  right: Scalar,
  leftText: boolean,
  rightText: boolean,
  span: Span,
): boolean {
  if (typeof left === "number" && typeof right === "number") return holds(operator, left - right);
  const leftNumber = readNumber(left);
  const rightNumber = readNumber(right);
  const bothNumbers = typeof leftNumber === "number" && typeof rightNumber === "number";
  if (bothNumbers && !leftText && !rightText) return holds(operator, leftNumber - rightNumber);
  const byText = holds(operator, compareText(certainText(left, span), certainText(right, span)));
  if (leftNumber === null && rightNumber === null) return byText;
  if (bothNumbers) {
    if (holds(operator, leftNumber - rightNumber) !== byText) throw openReading(left, right, span);
    return byText;
  }
  if (leftNumber === "doubtful" || rightNumber === "doubtful") {
    if (leftNumber === null || rightNumber === null) return equalityOnly(operator, byText, left, right, span);
    const byNumber = holds(operator, Number(left) - Number(right));
    if (byNumber !== byText) throw openReading(left, right, span);
    return byText;
  }
  return equalityOnly(operator, byText, left, right, span);
}

function certainText(value: Scalar, span: Span): string {
  if (typeof value === "number" && Number.isFinite(value) && !hasCertainText(value)) {
    throw new SplError("ambiguous", uncertainText(value).message, span);
  }
  return orderText(value);
}

/** A number beside a text: equal they are not; which is greater has two documented rules that must agree. */
function equalityOnly(
  operator: ComparisonOperator,
  byText: boolean,
  left: Scalar,
  right: Scalar,
  span: Span,
): boolean {
  if (operator === "=" || operator === "!=") return byText;
  const stringsLast = holds(operator, readNumber(left) === null ? 1 : -1);
  if (stringsLast !== byText) throw openReading(left, right, span);
  return byText;
}

function openReading(left: Scalar, right: Scalar, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `Documentation does not say whether ${JSON.stringify(left)} and ${JSON.stringify(right)} are compared as numbers ` +
      "or as texts here, and the answers differ: convert with tonumber() or tostring().",
    span,
  );
}

/**
 * Compare the results of two expressions; null when one is null.
 * A calculation is compared both with all its digits and as Splunk shows it; if that makes a difference it is rejected.
 */
export function compareExpressions(
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  row: Row,
  context: EvalContext,
  span: Span,
  /** What the left side evaluates to, where that is known. */
  leftResult: Result = left.evaluate(row, context),
): boolean | null {
  const leftValue = comparable(left, leftResult);
  if (leftValue === null) return null;
  const rightValue = comparable(right, right.evaluate(row, context));
  if (rightValue === null) return null;
  const leftText = left.type === "string";
  const rightText = right.type === "string";
  // A number that was written or calculated, beside a text that is none: an order between them is not documented.
  if (operator !== "=" && operator !== "!=") {
    if (left.type === "number" && readNumber(rightValue) === null)
      return orderWithText(operator, leftValue, rightValue, span);
    if (right.type === "number" && readNumber(leftValue) === null)
      return orderWithText(operator, leftValue, rightValue, span);
  }
  const answer = compareScalars(operator, leftValue, rightValue, leftText, rightText, span);
  if (isFraction(leftValue, left) || isFraction(rightValue, right)) {
    const leftShown = shownScalar(left, leftValue, row, context);
    const rightShown = shownScalar(right, rightValue, row, context);
    if (compareScalars(operator, leftShown, rightShown, leftText, rightText, span) !== answer) {
      throw new SplError(
        "ambiguous",
        "The comparison depends on digits that Splunk rounds away when it shows this calculation: wrap it in exact().",
        span,
      );
    }
  }
  return answer;
}

/**
 * The same for a side that is compared with a literal, ready to be used for many rows: most values need no look at their other readings.
 * A text is equal to a literal that is like no number where it is the same text; a whole number and a literal number are numbers.
 */
export function comparison(
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  span: Span,
): (row: Row, context: EvalContext) => boolean | null {
  const { literal } = right;
  if (
    typeof literal === "string" &&
    readNumber(literal) === null &&
    (operator === "=" || operator === "!=")
  ) {
    return (row, context) => {
      const value = left.evaluate(row, context);
      return typeof value === "string"
        ? (value === literal) === (operator === "=")
        : compareExpressions(operator, left, right, row, context, span, value);
    };
  }
  if (typeof literal === "number" && left.type !== "string") {
    return (row, context) => {
      const value = left.evaluate(row, context);
      return typeof value === "number" && Number.isInteger(value)
        ? holds(operator, value - literal)
        : compareExpressions(operator, left, right, row, context, span, value);
    };
  }
  return (row, context) => compareExpressions(operator, left, right, row, context, span);
}

function comparable({ print, field, span }: Expression, value: Result): Scalar | null {
  if (isMultiValue(value)) {
    const text = print();
    const name = field === undefined ? "x" : text;
    throw new SplError(
      "ambiguous",
      `${text} has several values here, and documentation does not say how eval compares them: test whether one fits with ` +
        `isnotnull(mvfilter(${name}=…)) or mvfind(), or take one with mvindex(${text}, 0).`,
      span,
    );
  }
  if (typeof value !== "boolean") return value;
  throw new SplError(
    "ambiguous",
    /^json_extract(_exact)?\(/.test(print())
      ? `The JSON value here is ${value}, and documentation does not give comparison with a Boolean: compare spath(…), which ` +
          "gives its text, or use json_extract(…) as the condition itself."
      : "Documentation does not give comparison with a Boolean: use the condition itself, or NOT, or quote a text.",
    span,
  );
}

/** No order is sure, but where both readings say no, the answer is at least not "true". */
function orderWithText(operator: ComparisonOperator, left: Scalar, right: Scalar, span: Span): null {
  const byText = holds(operator, compareText(certainText(left, span), certainText(right, span)));
  const stringsLast = holds(operator, readNumber(left) === null ? 1 : -1);
  if (byText || stringsLast) throw openReading(left, right, span);
  return null;
}

function isFraction(value: Scalar, expression: Expression): boolean {
  return typeof value === "number" && !Number.isInteger(value) && expression.literal === undefined;
}

function shownScalar(expression: Expression, value: Scalar, row: Row, context: EvalContext): Scalar {
  if (!isFraction(value, expression)) return value;
  const shown = expression.display(row, context) as Value;
  return typeof shown === "number" ? shown : Number(shown);
}
