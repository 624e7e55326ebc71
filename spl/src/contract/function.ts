/**
 * The entries of the function tables: eval functions, and the statistical functions of stats, chart and timechart. The parser gets the tables
 * as arguments, so that it rejects by name what is in no table; the documentation is generated from the same tables.
 */
import type { Span } from "../errors/spl-error.ts";
import type { Row, Value } from "../values/table.ts";
import type { EvalContext, Expression, Precision, Result } from "./expression.ts";

/** Documentation that every entry carries; spl/docs/spl.md and the tests are made from it. */
export interface Documented {
  readonly name: string;
  /** As in Splunk's reference, e.g. "round(<num>, <precision>)". */
  readonly syntax: string;
  /** One sentence of our own. */
  readonly summary: string;
  /** The Splunk document the rule was taken from, e.g. "Search Reference, Mathematical functions". */
  readonly page: string;
  /** Known differences from Splunk, each one sentence; empty when none is known. */
  readonly differences?: readonly string[];
}

/** An eval function. */
export interface EvalFunction extends Documented {
  /** Allowed numbers of arguments, both ends included. */
  readonly arity: readonly [minimum: number, maximum: number];
  readonly kind: "boolean" | "value" | "any";
  /** The type of the result where it is always the same. */
  readonly type?: "number" | "string";
  /**
   * What each argument must be, where that can be known before a row is seen; the last one repeats. "value" is
   * anything but a Boolean, "any" is anything. Absent: "value" throughout.
   */
  readonly parameters?: readonly ("number" | "string" | "boolean" | "value" | "any")[];
  /** Which argument is a regular expression, so that \n in its literal is the pattern's own escape. */
  readonly regexParameter?: number;
  /** For functions that return one of their arguments unchanged: the arguments that may be returned … */
  readonly branches?: (argument: readonly Expression[]) => readonly Expression[];
  /** … and the one chosen for this row (null: none), so that its precision is kept. `apply` must agree. */
  readonly select?: (
    argument: readonly Expression[],
    row: Row,
    context: EvalContext,
    span: Span,
  ) => Expression | null;
  /** Arguments come with all their digits, without a check that the rounding of shown results makes no difference. */
  readonly rawArguments?: true;
  /** The precision of the result where documentation gives it. */
  readonly precision?: (argument: readonly Expression[], row: Row, context: EvalContext) => Precision;
  /** At least two examples `expression → result`, which the tests run; the result is JSON, with null for absent. */
  readonly examples: readonly (readonly [expression: string, result: string])[];
  /** Check literal arguments once, before a row is seen (a bad regular expression, a bad format). Throws SplError. */
  readonly check?: (argument: readonly Expression[], span: Span) => void;
  /** Arguments are expressions, because some functions (if, case, coalesce, mvmap) evaluate only some of them. */
  readonly apply: (argument: readonly Expression[], row: Row, context: EvalContext, span: Span) => Result;
}

/** One aggregate of stats, chart, timechart, eventstats, streamstats: `perc95(bytes) as p95`. */
export interface Aggregator {
  /** Take in one row's value (null where the row lacks the field). `time` is the row's _time or null. */
  add(value: Value | null, time: number | null): void;
  /** The result; null leaves the field absent. */
  result(): Value | null;
}

/** To be called with the characters of each value that an aggregate keeps where their number has no bound. Throws SplError "limit". */
export type Retain = (characters: number) => void;

/** A statistical function. */
export interface StatsFunction extends Documented {
  /** "optional": the function may stand without a field, as in count. "required": it needs one. */
  readonly argument: "optional" | "required";
  /** The same function under other names (distinct_count, stdev …). */
  readonly aliases?: readonly string[];
  /** `parameter` is the number in perc95; null otherwise. */
  readonly start: (parameter: number | null, settings: StatsSettings, retain: Retain) => Aggregator;
}

export type PercentileMethod = "nearest-rank" | "interpolated";

/** What limits.conf of the app says in [stats]. */
export interface StatsSettings {
  /** perc_method, where perc_digest_type is rdigest; null where the app leaves that open. */
  readonly percentiles: PercentileMethod | null;
}
