/** A compiled eval expression as its callers see it, without its syntax or its functions. */
import type { Span } from "../errors/spl-error.ts";
import type { Row, Scalar, Value } from "../values/table.ts";

/** What an expression computes: a value, a Boolean (which no field can hold), or null (absent). */
export type Result = Value | boolean | null;

/** What an expression may know beyond its row: nothing of the machine, so that a run can be repeated exactly. */
export interface EvalContext {
  /** The time of the search in epoch seconds: `now()`. */
  readonly now: number;
  /** The IANA name of the zone in which times are read and shown, e.g. "UTC". */
  readonly timezone: string;
  /** Counts work that input decides (regular expressions, loops) and throws SplError "limit" when it is too much. */
  readonly spend: (steps: number) => void;
}

/** A compiled expression. It throws SplError for what is rejected only when seen (a wrong type, a limit). */
export interface Expression {
  readonly span: Span;
  /** The expression in a canonical form that parses to the same tree. */
  print(): string;
  /** Fields that it reads, sorted. */
  readonly fields: readonly string[];
  /** "boolean" for a condition (comparison, AND, match() …), "value" for anything a field can hold, "any" if unknown. */
  readonly kind: "boolean" | "value" | "any";
  /** What is known of a value's type before a row is seen; a field is "any", because its text may denote a number. */
  readonly type: StaticType;
  /** The constant, if the expression is nothing but a literal text or number. */
  readonly literal?: Scalar;
  /** The name, if the expression is nothing but a field. */
  readonly field?: string;
  /** For a calculation with + - * / %: its operator and both sides. */
  readonly calculation?: { readonly operator: string; readonly sides: readonly [Expression, Expression] };
  /** The result to calculate and compare with: numbers are full doubles. */
  evaluate(row: Row, context: EvalContext): Result;
  /** The result as Splunk shows and stores it: a number rounded to the precision of its least precise input. */
  display(row: Row, context: EvalContext): Result;
  /** To how many decimals a number that this evaluates to is known. */
  precision(row: Row, context: EvalContext): Precision;
}

export type StaticType = "number" | "string" | "boolean" | "any";

/**
 * Decimal places to which a number is shown. `otherwise` differs from `decimals` where Splunk's documentation leaves
 * open whether a function's result counts as exact; such a number is rejected when the two would be shown differently.
 */
export interface Precision {
  readonly decimals: number;
  readonly otherwise: number;
  /**
   * A result of round(): by itself it is shown with these decimals, but whether a calculation around it counts them as its
   * precision or takes the number as exact is open.
   */
  readonly rounded?: true;
  /** Whether zeros at the end (5.0) are shown is open: they are in `decimals`, not in `otherwise`. */
  readonly openZeros?: true;
}
