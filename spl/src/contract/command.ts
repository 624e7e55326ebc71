/**
 * A command, from its entry in the table to the step that runs: what it may use while it is compiled, and while it runs.
 */
import type { Assumptions } from "../assumptions/index.ts";
import type { Span } from "../errors/spl-error.ts";
import type { Cursor } from "../text/cursor.ts";
import type { Row, RowBatches, Table, Value } from "../values/table.ts";
import type { EvalContext, Expression } from "./expression.ts";
import type { Documented, StatsSettings } from "./function.ts";
import type { CsvStore, LookupDefinition, LookupStore } from "./lookup.ts";
import type { SearchState } from "./state.ts";

/** What the compile step of a command may use. */
export interface CompileContext {
  /** Parse an eval expression at the cursor, up to (not including) a top-level comma, a keyword of `stop`, or the end. */
  readonly expression: (cursor: Cursor, stop?: readonly string[]) => Expression;
  /** Compile a whole subsearch: the text between [ and ], without the brackets. */
  readonly subsearch: (cursor: Cursor, span: Span) => Pipeline;
  /**
   * Compile commands that are given rows, from a text of their own, as foreach makes one for each field. What is wrong inside is reported at
   * `span`.
   */
  readonly template: (text: string, span: Span) => Pipeline;
  /** The app's lookups, custom commands, event types and tags; null when the search runs without an app. */
  readonly app: AppView | null;
  /** True for the first command of a search or of a generating subsearch: it gets no rows. */
  readonly first?: boolean;
  /** How the time modifiers of a base search are read. */
  readonly times: SearchTimes;
  /** What endpoints of the REST API reply with, where it is given. */
  readonly replies?: ReadonlyMap<string, Table>;
  /** What lasts from search to search. Present where a search is compiled. */
  readonly state?: SearchState;
  /** What the user decides where documentation leaves it open. */
  readonly assumptions: Assumptions;
  /** The table of iplocation: network, City, Country and so on. */
  readonly locations?: Table;
  /** Datasets of data models whose rows the request gives: "Web.Web". */
  readonly datasets?: ReadonlySet<string>;
}

/** What is needed to turn time modifiers in a search into epoch seconds. */
export interface SearchTimes {
  readonly now: number;
  /** Throws SplError invalid_time or ambiguous, at `span`. */
  readonly resolve: (modifier: string, span: Span) => number;
  /** Whether the request sets a beginning of its own, beside the search. */
  readonly earliestGiven: boolean;
}

/** Epoch seconds, `earliest` inclusive, `latest` exclusive; null where the search itself does not set it. */
export interface TimeRange {
  readonly earliest: number | null;
  readonly latest: number | null;
}

/** What a command may use while it runs. */
export interface RunContext extends EvalContext {
  /** Earliest and latest time of the search in epoch seconds (0 and now where not given). */
  readonly earliest: number;
  readonly latest: number;
  /** The search as written, for a custom command's searchinfo. */
  readonly search: string;
  /** Messages for the user, from custom commands or from the runner itself: severity and text. */
  readonly message: (severity: "INFO" | "WARN" | "ERROR", text: string) => void;
  /** Counts a value that a command makes, and throws SplError "limit" when it, or all of them, take too much memory. */
  readonly hold: (value: Value, span?: Span) => void;
  /** The same for fields whose values other rows have too. */
  readonly holdFields: (count: number, span?: Span) => void;
  /** The same for characters that a command keeps beside its rows until the search ends: keys of groups, values of dc(). */
  readonly retain: (characters: number, span?: Span) => void;
  /** How much rows hold so far (not what is retained), and back to an earlier state when rows have been dropped. */
  readonly held: () => number;
  readonly release: (held: number) => void;
  /** Measures these rows anew where much was made: what is not in them is no longer held. `before` is what other rows hold. */
  readonly keep: (rows: readonly Row[], before?: number) => void;
  /** More rows than this that have to be held at once are rejected. */
  readonly maximumRows: number;
  /** Seconds that a custom command may be silent before it is stopped. */
  readonly silence: number;
  /** Whose value of a field counts in the merge of a custom command's reply ("event" where not given; external/merge.ts). */
  readonly mergePrecedence?: "event" | "reply";
  /**
   * The events that a base search reads, newest first; where its range is open, the time range of the search applies. Present in every run;
   * only a base search calls it.
   */
  readonly events?: (range: TimeRange, collected: Collected) => Table;
  /** What lasts from search to search. Present in every run. */
  readonly state?: SearchState;
  /** The same in batches; the columns are those of all events, also of those outside of the range. */
  readonly eventBatches?: (range: TimeRange, collected: Collected) => RowBatches;
  /** The rows that the request gives for a dataset ("Web.Web"), as `events` gives events; null where it gives none. */
  readonly dataset?: (path: string, range: TimeRange) => Table | null;
}

/**
 * A command at work on rows that come in batches. The rows that it gives, and its errors, do not depend on where batches end. It holds
 * as little as its result needs: nothing (where), the groups (stats).
 */
export interface RowStream {
  /** The next rows of the input → rows of the output, in order. Rows are not changed in place. */
  push(rows: readonly Row[]): readonly Row[];
  /** True where each row of the output is new or a row of the input, and the stream itself keeps none: the next step may change them. */
  readonly keepsNone?: true;
  /** To be called once, after the last row. `fields`: the columns of the input → the columns of the output, and its last rows. */
  finish(fields: readonly string[]): Table;
}

/** Whether a base search reads what searches have collected into indexes, beside the events that are given. */
export type Collected = "with collected" | "given only";

/** A command ready to run. */
export interface Step {
  readonly command: string;
  readonly span: Span;
  /** Canonical text of the command and its arguments, which parses to the same step. */
  readonly text: string;
  /** A generating command that may stand later, because it adds to its input (inputlookup append=true). */
  readonly appends?: boolean;
  /** Present when the step is a base search, which reads events: the range that its own time modifiers set. */
  readonly timeRange?: TimeRange;
  readonly collected?: Collected;
  /** The whole input at once. */
  run(input: Table, context: RunContext): Table | Promise<Table>;
  /** The same in batches, for commands that need not see all rows before they give one. A base search gets events as its rows. */
  readonly open?: (context: RunContext) => RowStream | Promise<RowStream>;
  /** The same as changes of one row at a time, for commands that neither drop, add nor compare rows (eval, lookup, fields). */
  readonly change?: (context: RunContext) => RowChange;
}

/** What a command does to each row by itself. */
export interface RowChange {
  readonly operations: readonly RowOperation[];
  /** The columns of the input → the columns of the output. To be called after the last row. */
  columns(fields: readonly string[]): readonly string[];
}

/**
 * One change of a row, in place. It depends on the fields that it reads and on nothing else: where they have the same values, the same
 * happens. So rows with the same values can share what it makes.
 */
export interface RowOperation {
  readonly reads: readonly string[];
  /** Fields that are set or removed. One that may also stay as it is belongs to `reads` too. */
  readonly writes: readonly string[];
  /** It removes fields by their names, these, whatever they are. */
  readonly removes?: (name: string) => boolean;
  apply(row: Row, context: RunContext): void;
}

export interface Pipeline {
  readonly steps: readonly Step[];
  readonly text: string;
}

export interface CommandOption {
  readonly name: string;
  /** Values it takes, in words or as in the reference: "<bool>", "<int>", "json|csv". */
  readonly values: string;
  /** "supported", or why the runner rejects it. */
  readonly status: "supported" | { readonly unsupported: string };
}

/** A command. */
export interface Command extends Documented {
  readonly options: readonly CommandOption[];
  /**
   * true: makes rows of its own, so it comes first (makeresults, inputlookup). "when first": makes rows when it comes first, works on its
   * input elsewhere (search). Absent: works on its input only.
   */
  readonly generating?: true | "when first";
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

/** What of an app a search can see. */
export interface AppView {
  /** By stanza or by file name; throws SplError unknown_lookup or malformed_lookup. */
  lookup(name: string, span: Span): LookupDefinition;
  /** Where outputlookup writes a lookup of this name; a file need not exist. Throws SplError unknown_lookup, malformed_lookup, ambiguous. */
  lookupStore(name: string, span: Span): LookupStore;
  /** The file as the app ships it; null where it does not. Throws SplError malformed_lookup. */
  shippedFile(store: CsvStore, span: Span): Table | null;
  /** A chunked custom command as a Command, or null when no such stanza exists. */
  customCommand(name: string): Command | null;
  /** The event types that are enabled and visible, by name. Throws SplError malformed_conf. */
  eventTypes(): readonly EventType[];
  /** Tags by field and value. Throws SplError malformed_conf. */
  tags(): readonly Tagged[];
  /** limits.conf, [stats], of the app that the search runs in. Throws SplError malformed_conf or invalid_option_value. */
  statsSettings(): StatsSettings;
}

/** A stanza of eventtypes.conf. */
export interface EventType {
  readonly name: string;
  readonly search: string;
  /** "default/eventtypes.conf:4" */
  readonly place: string;
}

/** A stanza of tags.conf: the tags that are enabled for a value of a field. */
export interface Tagged {
  readonly field: string;
  readonly value: string;
  readonly tags: readonly string[];
}
