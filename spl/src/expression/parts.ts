/**
 * What the kinds of nodes have in common: the pieces from which an Expression is built, and errors about types.
 */
import type { EvalContext, Expression, Precision, Result, StaticType } from "../contract/expression.ts";
import type { EvalFunction } from "../contract/function.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { displayNumber, EXACT } from "../evaluation/precision.ts";
import type { Row, Scalar, Value } from "../values/table.ts";
import { printNode } from "./print.ts";
import type { Node } from "./tree.ts";

export type Evaluate = (row: Row, context: EvalContext) => Result;

/** What differs from node to node; the rest of an Expression is derived from it. */
export interface Parts {
  readonly type: StaticType;
  readonly kind?: Expression["kind"];
  readonly literal?: Scalar;
  readonly field?: string;
  readonly calculation?: NonNullable<Expression["calculation"]>;
  readonly fields: readonly string[];
  readonly evaluate: Evaluate;
  readonly display?: Evaluate;
  readonly precision?: (row: Row, context: EvalContext) => Precision;
}

export function build(node: Node, from: Parts): Expression {
  const { span } = node;
  const precision = from.precision ?? (() => EXACT);
  const fields = [...new Set(from.fields)].sort();
  const evaluate =
    fields.length === 1 && node.type === "call" ? byValue(fields[0]!, from.evaluate) : from.evaluate;
  return {
    span,
    print: () => printNode(node),
    fields,
    kind: from.kind ?? (from.type === "boolean" ? "boolean" : "value"),
    type: from.type,
    ...(from.literal === undefined ? {} : { literal: from.literal }),
    ...(from.field === undefined ? {} : { field: from.field }),
    ...(from.calculation === undefined ? {} : { calculation: from.calculation }),
    evaluate,
    display:
      from.display ??
      ((row, context) => {
        const value = evaluate(row, context);
        return typeof value === "number" ? displayNumber(value, precision(row, context), span) : value;
      }),
    precision,
  };
}

/** Results that are kept of an expression; most fields have few values. */
const MAXIMUM_RESULTS = 1000;
/** Characters of a value whose result is kept, and of the result. */
const MAXIMUM_LENGTH = 200;
/** After as many rows it is known whether values come again. */
const TRIAL = 1000;

/**
 * The same evaluation of an expression that reads one field only, whose result therefore follows from the field's value: it is kept for
 * the values that come again. Errors are not kept. The expressions of a search are all evaluated in one context.
 */
function byValue(field: string, evaluate: Evaluate): Evaluate {
  let results: Map<Value | undefined, Result> | null = null;
  let tried = 0;
  let found = 0;
  let kept = true;
  return (row, context) => {
    if (!kept) return evaluate(row, context);
    const value = row.get(field);
    if (typeof value === "string" && value.length > MAXIMUM_LENGTH) return evaluate(row, context);
    results ??= new Map();
    const known = results.get(value);
    tried++;
    // A Map does not tell 0 from -0.
    if (known !== undefined && value !== 0) {
      found++;
      return known;
    }
    const result = evaluate(row, context);
    if (typeof result === "object" && result !== null) return result;
    if (typeof result === "string" && result.length > MAXIMUM_LENGTH) return result;
    if (results.size >= MAXIMUM_RESULTS) results.clear();
    results.set(value, result);
    if (tried >= TRIAL) {
      kept = found * 2 > tried;
      if (!kept) results.clear();
      tried = 0;
      found = 0;
    }
    return result;
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
