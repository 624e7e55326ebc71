/**
 * Sign, + - * / % and the joining period. Null makes null; a text that is not a number makes null ("cannot be evaluated");
 * division by zero is null. "+" adds two numbers and joins two texts. Source: Search Reference, eval ("Operators").
 */
import type { EvalContext, Expression, Precision } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { EXACT, operandPrecision, productPrecision, sumPrecision } from "../evaluation/precision.ts";
import { asNumber, asScalar, doubtful, textOf } from "../evaluation/scalar.ts";
import { readNumber } from "../values/number.ts";
import { characters } from "../values/size.ts";
import type { Row } from "../values/table.ts";
import { type Parts, wrong } from "./parts.ts";
import type { ArithmeticOperator } from "./tree.ts";

function needNumber(operand: Expression, operator: string): void {
  if (operand.kind === "boolean" || operand.type === "string") {
    const what = operand.kind === "boolean" ? "a Boolean" : "a text";
    throw wrong(`"${operator}" takes only numbers, and this is ${what}.`, operand.span);
  }
}

export function negative(operand: Expression): Parts {
  needNumber(operand, "-");
  const literal =
    typeof operand.literal === "number" ? { literal: operand.literal === 0 ? 0 : -operand.literal } : {};
  return {
    type: "number",
    ...literal,
    fields: operand.fields,
    evaluate: (row, context) => {
      const value = asNumber(operand.evaluate(row, context), operand.span);
      return value === null ? null : value === 0 ? 0 : -value;
    },
    precision: operand.precision,
  };
}

export function join(left: Expression, right: Expression): Parts {
  for (const side of [left, right]) {
    if (side.kind === "boolean") throw wrong("A Boolean cannot be joined: use tostring().", side.span);
  }
  const span = { start: left.span.start, end: right.span.end };
  return {
    type: "string",
    fields: [...left.fields, ...right.fields],
    evaluate: (row, context) => {
      const first = textOf(left, row, context);
      if (first === null) return null;
      const second = textOf(right, row, context);
      if (second === null) return null;
      characters(first.length + second.length, span);
      return first + second;
    },
  };
}

export function arithmetic(
  operator: ArithmeticOperator,
  left: Expression,
  right: Expression,
  span: Span,
): Parts {
  if (operator === "+") {
    if (left.type === "string" || right.type === "string") return plusText(left, right);
    if (left.type !== "number" && right.type !== "number") return plusOpen(left, right, span);
  }
  needNumber(left, operator);
  needNumber(right, operator);
  const calculate = calculation(operator, span);
  return {
    type: "number",
    calculation: { operator, sides: [left, right] },
    fields: [...left.fields, ...right.fields],
    evaluate: (row, context) => {
      const first = asNumber(left.evaluate(row, context), left.span);
      if (first === null) return null;
      const second = asNumber(right.evaluate(row, context), right.span);
      return second === null ? null : calculate(first, second);
    },
    precision: (row, context) => precisionOf(operator, calculate, left, right, row, context),
  };
}

function calculation(
  operator: ArithmeticOperator,
  span: Span,
): (left: number, right: number) => number | null {
  switch (operator) {
    case "+":
      return (left, right) => left + right;
    case "-":
      return (left, right) => left - right;
    case "*":
      // 0 * -1 is shown without a sign.
      return (left, right) => left * right || 0;
    case "/":
      return (left, right) => (right === 0 ? null : left / right || 0);
    case "%":
      return (left, right) => {
        const rest = right === 0 ? Number.NaN : left % right;
        if (Number.isNaN(rest) || (rest !== 0 && (left < 0 || right < 0))) {
          throw new SplError(
            "ambiguous",
            "Documentation gives the remainder for positive numbers only: the signs and zero are open. Use abs(), and test for zero first.",
            span,
          );
        }
        return Math.abs(rest);
      };
  }
}

function precisionOf(
  operator: ArithmeticOperator,
  calculate: (left: number, right: number) => number | null,
  left: Expression,
  right: Expression,
  row: Row,
  context: EvalContext,
): Precision {
  const leftPrecision = operandPrecision(left.precision(row, context));
  const rightPrecision = operandPrecision(right.precision(row, context));
  if (leftPrecision === EXACT && rightPrecision === EXACT) return EXACT;
  const sum = sumPrecision(leftPrecision, rightPrecision);
  if (operator === "+" || operator === "-") return sum;
  const first = asNumber(left.evaluate(row, context), left.span);
  const second = asNumber(right.evaluate(row, context), right.span);
  if (first === null || second === null) return EXACT;
  const result = calculate(first, second);
  if (result === null) return EXACT;
  const product = productPrecision(result, first, leftPrecision, second, rightPrecision);
  return operator === "%" ? { decimals: sum.decimals, otherwise: product.otherwise } : product;
}

function plusText(left: Expression, right: Expression): Parts {
  for (const side of [left, right]) {
    if (side.type === "number" || side.kind === "boolean") {
      throw wrong(
        '"+" takes two numbers or two texts: use "." to join, or tostring() to make a text.',
        side.span,
      );
    }
  }
  return join(left, right);
}

/** Neither side's type is known: two numbers are added, anything else is joined. */
function plusOpen(left: Expression, right: Expression, span: Span): Parts {
  for (const side of [left, right]) {
    if (side.kind === "boolean")
      throw wrong('"+" takes two numbers or two texts, and this is a Boolean.', side.span);
  }
  const numbers = (row: Row, context: EvalContext): readonly [number, number] | "texts" | null => {
    const first = asScalar(left.evaluate(row, context), left.span);
    const second = asScalar(right.evaluate(row, context), right.span);
    if (first === null || second === null) return null;
    const firstNumber = readNumber(first);
    const secondNumber = readNumber(second);
    if (firstNumber === null || secondNumber === null) return "texts";
    if (firstNumber === "doubtful") throw doubtful(first, left.span);
    if (secondNumber === "doubtful") throw doubtful(second, right.span);
    return [firstNumber, secondNumber];
  };
  const joined = join(left, right);
  const calculate = calculation("+", span);
  return {
    type: "any",
    kind: "value",
    fields: joined.fields,
    evaluate: (row, context) => {
      const found = numbers(row, context);
      if (found === null) return null;
      return found === "texts" ? joined.evaluate(row, context) : calculate(found[0], found[1]);
    },
    precision: (row, context) => precisionOf("+", calculate, left, right, row, context),
  };
}
