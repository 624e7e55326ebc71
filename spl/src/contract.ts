/**
 * The three interfaces that the parts of the runner meet at: eval functions, statistical functions, and commands. Each
 * kind is a table of entries; the parser and the checker get the tables as arguments, so that whatever is not in a
 * table is refused by name, and the documentation is generated from what really runs.
 */
import type { Cursor } from "./cursor.ts";
import type { Span } from "./errors.ts";
import type { Row, Scalar, Table, Value } from "./table.ts";

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

/** A compiled expression. It throws SplError for what is refused only when seen (a wrong type, a limit). */
export interface Expression {
  readonly span: Span;
  /** The expression printed in a canonical form that parses to the same tree. */
  readonly text: string;
  /** Fields that it reads, sorted. */
  readonly fields: readonly string[];
  /** "boolean" for a condition (comparison, AND, match() …), "value" for anything a field can hold, "any" if unknown. */
  readonly kind: "boolean" | "value" | "any";
  /** What is known of a value's type before a row is seen; a field is "any", because its text may denote a number. */
  readonly type: StaticType;
  /** The constant, if the expression is nothing but a literal text or number. */
  readonly literal?: Scalar;
  /** For a calculation with + - * / %: its operator and both sides. */
  readonly calculation?: { readonly operator: string; readonly sides: readonly [Expression, Expression] };
  /** The result to calculate and compare with: numbers are full doubles. */
  evaluate(row: Row, context: EvalContext): Result;
  /** The result as Splunk shows and stores it: a number rounded to the precision of its least precise input. */
  display(row: Row, context: EvalContext): Result;
  /** To how many decimals a number that this evaluates to is known. */
  precision(row: Row, context: EvalContext): Precision;
}

export type StaticType = "number" | "text" | "boolean" | "any";

/**
 * Decimal places to which a number is shown. `otherwise` differs from `decimals` where Splunk's documentation leaves
 * open whether a function's result counts as exact; such a number is refused when the two would be shown differently.
 */
export interface Precision {
  readonly decimals: number;
  readonly otherwise: number;
  /**
   * A result of round(): by itself it is shown with these decimals, but whether a calculation around it counts them as its
   * precision or takes the number as exact is open.
   */
  readonly rounded?: true;
}

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
  readonly type?: "number" | "text";
  /**
   * What each argument must be, where that can be known before a row is seen; the last one repeats. "value" is
   * anything but a Boolean, "any" is anything. Absent: "value" throughout.
   */
  readonly parameters?: readonly ("number" | "text" | "boolean" | "value" | "any")[];
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

/** A statistical function. */
export interface StatsFunction extends Documented {
  /** "none": count without argument is allowed as well; "field": needs an argument. */
  readonly argument: "optional" | "required";
  /** The same function under other names (distinct_count, stdev …). */
  readonly aliases?: readonly string[];
  /** `parameter` is the number in perc95; absent otherwise. */
  readonly start: (parameter: number | null) => Aggregator;
}

/** What the compile step of a command may use. */
export interface CompileContext {
  /** Parse an eval expression at the cursor, up to (not including) a top-level comma, a keyword of `stop`, or the end. */
  readonly expression: (cursor: Cursor, stop?: readonly string[]) => Expression;
  /** Compile a whole subsearch: the text between [ and ], without the brackets. */
  readonly subsearch: (cursor: Cursor, span: Span) => Pipeline;
  /** The app's lookups, macros and custom commands; null when the search runs without an app. */
  readonly app: AppView | null;
  /** True for the first command after a pipe in front, which gets no rows. */
  readonly first?: boolean;
}

/** What a command may use while it runs. */
export interface RunContext extends EvalContext {
  /** Earliest and latest time of the search in epoch seconds (0 and now where not given). */
  readonly earliest: number;
  readonly latest: number;
  /** The search as written, for a custom command's searchinfo. */
  readonly search: string;
  /** Messages for the person (from custom commands, or of our own): severity and text. */
  readonly message: (severity: "INFO" | "WARN" | "ERROR", text: string) => void;
  /** Seconds that a custom command may be silent before it is stopped (60 where not given). */
  readonly silence?: number;
  /**
   * The events that a base search reads, newest first, within [earliest, latest) where given, else within the time range
   * of the search. Present in every run; only the base search asks for it.
   */
  readonly events?: (earliest: number | null, latest: number | null) => Table;
}

/** A command ready to run. */
export interface Step {
  readonly command: string;
  readonly span: Span;
  /** Canonical text of the command and its arguments, which parses to the same step. */
  readonly text: string;
  /** A generating command that may stand later, because it adds to its input (inputlookup append=true). */
  readonly appends?: boolean;
  run(input: Table, context: RunContext): Table | Promise<Table>;
}

export interface Pipeline {
  readonly steps: readonly Step[];
  readonly text: string;
}

export interface CommandOption {
  readonly name: string;
  /** Values it takes, in words or as in the reference: "<bool>", "<int>", "json|csv". */
  readonly values: string;
  /** "honoured", or why the runner refuses it. */
  readonly status: "honoured" | { readonly refused: string };
}

/** A command. */
export interface Command extends Documented {
  readonly options: readonly CommandOption[];
  /** Generating commands (makeresults, inputlookup) come first and read no events. */
  readonly generating?: boolean;
  /**
   * What its subsearch begins with: "generating" (the default: rows of its own, as in append) or "transforming" (a command
   * that works on rows it is given, as in appendpipe).
   */
  readonly subsearch?: "generating" | "transforming";
  /** At least one example pipeline that the tests compile. */
  readonly examples: readonly string[];
  /** Read the arguments (the cursor stands behind the command's name, its end at the pipe) and make a step. */
  readonly compile: (cursor: Cursor, context: CompileContext, span: Span) => Step;
}

/** A CSV lookup with its definition, ready to be asked. */
export interface LookupDefinition {
  readonly name: string;
  /** "lookups/portrisk_ports.csv" */
  readonly place: string;
  readonly table: Table;
  /** Match type by field; "exact" where none is set. */
  readonly matchTypes: ReadonlyMap<string, "exact" | "cidr" | "wildcard">;
  readonly caseSensitive: boolean;
  readonly maxMatches: number;
  readonly minMatches: number;
  readonly defaultMatch: string | null;
}

/** What of an app a search can see. */
export interface AppView {
  /** By stanza or by file name; throws SplError unknown_lookup or damaged_lookup. */
  lookup(name: string, span: Span): LookupDefinition;
  /** A chunked custom command as a Command, or null when no such stanza exists. */
  customCommand(name: string): Command | null;
}
