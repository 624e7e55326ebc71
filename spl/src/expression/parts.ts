/**
 * What the kinds of nodes have in common: the pieces from which an Expression is built, and errors about types.
 */
import type { EvalContext, Expression, Precision, Result, StaticType } from "../contract/expression.ts";
import type { EvalFunction } from "../contract/function.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { displayNumber, EXACT } from "../evaluation/precision.ts";
import type { Row, Scalar } from "../values/table.ts";
import { printNode } from "./print.ts";
import type { Node } from "./tree.ts";

export type Evaluate = (row: Row, context: EvalContext) => Result;

/** What differs from node to node; the rest of an Expression is derived from it. */
export interface Parts {
  readonly type: StaticType;
  readonly kind?: Expression["kind"];
  readonly literal?: Scalar;
  readonly calculation?: NonNullable<Expression["calculation"]>;
  readonly fields: readonly string[];
  readonly evaluate: Evaluate;
  readonly display?: Evaluate;
  readonly precision?: (row: Row, context: EvalContext) => Precision;
}

export function build(node: Node, from: Parts): Expression {
  const { span } = node;
  const precision = from.precision ?? (() => EXACT);
  return {
    span,
    text: printNode(node),
    fields: [...new Set(from.fields)].sort(),
    kind: from.kind ?? (from.type === "boolean" ? "boolean" : "value"),
    type: from.type,
    ...(from.literal === undefined ? {} : { literal: from.literal }),
    ...(from.calculation === undefined ? {} : { calculation: from.calculation }),
    evaluate: from.evaluate,
    display:
      from.display ??
      ((row, context) => {
        const value = from.evaluate(row, context);
        return typeof value === "number" ? displayNumber(value, precision(row, context), span) : value;
      }),
    precision,
  };
}

export function wrong(message: string, span: Span): SplError {
  return new SplError("wrong_type", message, span);
}

export interface Tables {
  readonly functions: ReadonlyMap<string, EvalFunction>;
  /** Functions that exist in Splunk and are rejected, with the reason. */
  readonly unsupported: ReadonlyMap<string, string>;
}
