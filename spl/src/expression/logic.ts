/**
 * NOT, AND, OR, XOR. AND and OR are evaluated from left to right and only as far as needed. A comparison with a missing
 * value is neither true nor false: AND and OR pass that on, NOT and XOR reject it. Source: Search Reference, eval.
 */
import type { EvalContext, Expression, Result } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Row } from "../values/table.ts";
import { type Parts, wrong } from "./parts.ts";

export function not(span: Span, operand: Expression): Parts {
  needBoolean(operand, "NOT");
  return {
    type: "boolean",
    fields: operand.fields,
    evaluate: (row, context) => {
      const value = truth(operand.evaluate(row, context), operand.span);
      if (value === null) throw openNull("NOT", span, operand, row);
      return !value;
    },
  };
}

function openNull(operator: string, span: Span, operand: Expression, row: Row): SplError {
  const field = operand.fields.find((name) => !row.has(name));
  const name = field === undefined ? "x" : /^[A-Za-z_]\w*$/.test(field) ? field : `'${field}'`;
  const what =
    field === undefined
      ? "The condition has no answer here (a value is missing, or cidrmatch() got a text that is not an address)"
      : `The field ${name} is missing here`;
  const ways =
    field === undefined
      ? "a condition in front that sorts such rows out"
      : operator === "NOT"
        ? `isnotnull(${name}) AND NOT … to drop such rows, isnull(${name}) OR NOT … to keep them`
        : `isnotnull(${name}) AND …`;
  return new SplError(
    "ambiguous",
    `${what}, and documentation does not say what ${operator} makes of it: write ${ways}, ` +
      "or fill the field with coalesce().",
    span,
  );
}

function needBoolean(operand: Expression, operator: string): void {
  if (operand.kind === "value") {
    throw wrong(
      `${operator} takes only conditions; a value must be compared first, as in x=1.`,
      operand.span,
    );
  }
}

function truth(value: Result, span: Span): boolean | null {
  if (typeof value === "boolean" || value === null) return value;
  throw wrong("A condition is needed here; this is a value.", span);
}

export function logical(
  operator: "and" | "or" | "xor",
  left: Expression,
  right: Expression,
  span: Span,
): Parts {
  needBoolean(left, operator.toUpperCase());
  needBoolean(right, operator.toUpperCase());
  const fields = [...left.fields, ...right.fields];
  const both = (row: Row, context: EvalContext, deciding: boolean): Result => {
    const first = truth(left.evaluate(row, context), left.span);
    if (first === deciding) return deciding;
    const second = truth(right.evaluate(row, context), right.span);
    if (second === deciding) return deciding;
    return first === null || second === null ? null : !deciding;
  };
  if (operator === "and")
    return { type: "boolean", fields, evaluate: (row, context) => both(row, context, false) };
  if (operator === "or")
    return { type: "boolean", fields, evaluate: (row, context) => both(row, context, true) };
  return {
    type: "boolean",
    fields,
    evaluate: (row, context) => {
      const first = truth(left.evaluate(row, context), left.span);
      const second = truth(right.evaluate(row, context), right.span);
      if (first === null) throw openNull("XOR", span, left, row);
      if (second === null) throw openNull("XOR", span, right, row);
      return first !== second;
    },
  };
}
