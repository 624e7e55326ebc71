/**
 * What the tables of eval functions share: making entries, and reading arguments as numbers, texts and lists.
 */
import type { EvalContext, Expression, Result } from "../contract/expression.ts";
import type { EvalFunction } from "../contract/function.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { asNumber, isMultiValue, textOf } from "../evaluation/scalar.ts";
import type { Row, Scalar, Value } from "../values/table.ts";

export type Arguments = readonly Expression[];
export const MANY = Number.POSITIVE_INFINITY;

/** Entries of one page of Splunk's reference. */
export function family(
  page: string,
  entries: readonly Omit<EvalFunction, "page">[],
): readonly EvalFunction[] {
  return entries.map((entry) => ({ ...entry, page: `Search Reference, ${page}` }));
}

export function numberAt(argument: Arguments, index: number, row: Row, context: EvalContext): number | null {
  const expression = argument[index]!;
  return asNumber(expression.evaluate(row, context), expression.span);
}

export function textAt(argument: Arguments, index: number, row: Row, context: EvalContext): string | null {
  return textOf(argument[index]!, row, context);
}

/** A value as it is shown (text or number, or several); null when absent. @throws SplError "wrong_type" for a Boolean. */
export function valueAt(argument: Arguments, index: number, row: Row, context: EvalContext): Value | null {
  const expression = argument[index]!;
  const value = expression.display(row, context);
  if (typeof value === "boolean") {
    throw new SplError(
      "wrong_type",
      "A Boolean cannot stand here: put it into if() or tostring().",
      expression.span,
    );
  }
  return value;
}

/** The values as a list; empty when absent. */
export function listAt(
  argument: Arguments,
  index: number,
  row: Row,
  context: EvalContext,
): readonly Scalar[] {
  const value = valueAt(argument, index, row, context);
  if (value === null) return [];
  return isMultiValue(value) ? value : [value];
}

/** A list as a field's value: nothing, the one value, or several. */
export function fromList(list: readonly Scalar[]): Value | null {
  return list.length === 0 ? null : list.length === 1 ? list[0]! : list;
}

/**
 * An answer that documentation leaves open.
 * @param what a clause that follows "does not say"
 * @param remedy what the user can do instead, as a command
 */
export function open(what: string, remedy: string, span: Span): SplError {
  return new SplError("ambiguous", `Documentation does not say ${what}: ${remedy}.`, span);
}

/** A condition's answer. @throws SplError "wrong_type" for a value. */
export function conditionAt(
  argument: Arguments,
  index: number,
  row: Row,
  context: EvalContext,
): boolean | null {
  const expression = argument[index]!;
  return asCondition(expression.evaluate(row, context), expression.span);
}

export function asCondition(value: Result, span: Span): boolean | null {
  if (typeof value === "boolean" || value === null) return value;
  throw new SplError("wrong_type", "A condition is needed here; this is a value.", span);
}

/** A whole number. @throws SplError "ambiguous" for a fraction. */
export function integerAt(argument: Arguments, index: number, row: Row, context: EvalContext): number | null {
  const value = numberAt(argument, index, row, context);
  if (value !== null && !Number.isSafeInteger(value)) {
    throw open(
      `what a number that is not whole (${value}) does here`,
      "round it first, as with floor()",
      argument[index]!.span,
    );
  }
  return value;
}
