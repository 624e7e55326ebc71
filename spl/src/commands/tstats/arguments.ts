/** The arguments of tstats: options, aggregates, FROM, WHERE, BY. Gives them checked as far as no row is needed. */
import type { CommandOption, CompileContext, TimeRange } from "../../contract/command.ts";
import { type Dataset, findDataset } from "../../datamodel/dataset.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { parseSearch } from "../../search/parse.ts";
import { readTimeRange } from "../../search/time-range.ts";
import { printSearch, type SearchNode } from "../../search/tree.ts";
import { Cursor } from "../../text/cursor.ts";
import { joinParts, printName, printText } from "../../text/quoting.ts";
import { printOptions, takeOptions } from "../stats/arguments.ts";
import { assertNames, readTerm, type Term } from "../stats/terms.ts";
import { type BinSpan, readSpan } from "../support/bins.ts";
import { assertDistinct, type FieldName, fieldName } from "../support/fields.ts";
import { type GivenOption, supported, tryKnownOption } from "../support/options.ts";
import { ambiguous } from "../support/step.ts";
import { readSubsearch } from "../support/subsearch.ts";

export interface TstatsArguments {
  readonly options: ReadonlyMap<string, GivenOption>;
  readonly terms: readonly Term[];
  /** Null without FROM. */
  readonly dataset: Dataset | null;
  readonly where: SearchNode;
  readonly timeRange: TimeRange;
  readonly by: readonly FieldName[];
  readonly span: { readonly read: BinSpan; readonly place: Span } | null;
  readonly text: string;
}

/** Functions of stats that depend on the order of events in the index, which tstats does not document. */
const REJECTED = new Set(["first", "last", "rate", "list"]);

export function readTstats(
  cursor: Cursor,
  context: CompileContext,
  known: readonly CommandOption[],
): TstatsArguments {
  const options = new Map<string, GivenOption>();
  const terms: Term[] = [];
  for (;;) {
    takeOptions(cursor, "tstats", known, options);
    if (cursor.done || ahead(cursor, ["from", "where", "by", "groupby"])) break;
    if (terms.length > 0) cursor.take(",");
    terms.push(readAggregate(cursor, context));
  }
  if (terms.length === 0) throw cursor.unexpected("tstats needs a statistical function", "missing_argument");
  const dataset = cursor.take("from") ? readFrom(cursor, context) : null;
  const { where, timeRange, text: condition } = readWhere(cursor, context);
  const { by, span, text: groups } = readBy(cursor);
  cursor.finish("tstats");
  assertDistinct(by, "BY");
  assertNames(
    terms,
    by.map(({ name }) => name),
  );
  const text = joinParts(
    printOptions(options),
    terms.map((term) => term.text).join(" "),
    dataset === null ? "" : `from datamodel=${dataset.path}`,
    condition,
    groups,
  );
  return { options, terms, dataset, where, timeRange, by, span, text };
}

function readAggregate(cursor: Cursor, context: CompileContext): Term {
  const term = readTerm(cursor, context);
  const name = term.entry.name;
  if (term.expression !== null || REJECTED.has(name)) {
    const what = term.expression === null ? `${name}()` : "eval(…)";
    throw new SplError(
      "unsupported_function",
      `tstats cannot support ${what}; use stats over the events.`,
      term.span,
    );
  }
  if (term.pattern !== null) {
    throw new SplError("invalid_field_name", "tstats takes no wildcards in names of fields.", term.span);
  }
  return term;
}

function ahead(cursor: Cursor, words: readonly string[]): boolean {
  const token = cursor.fork().tryToken();
  return token?.quote === null && words.includes(token.text.toLowerCase());
}

function readFrom(cursor: Cursor, context: CompileContext): Dataset {
  const source = cursor.token("datamodel= after FROM");
  if (source.quote !== null || source.text.toLowerCase() !== "datamodel") {
    const message =
      "tstats reads FROM datamodel=<model>.<dataset> only: name a dataset, or use a base search and stats.";
    throw new SplError("unsupported_option", message, source.span);
  }
  cursor.take("=");
  const name = cursor.token("The data model");
  return findDataset(name.text, context, name.span);
}

function readWhere(
  cursor: Cursor,
  context: CompileContext,
): { where: SearchNode; timeRange: TimeRange; text: string } {
  const open = { earliest: null, latest: null };
  if (!cursor.take("where")) return { where: { kind: "all" }, timeRange: open, text: "" };
  const end = endOfWhere(cursor);
  const clause = new Cursor(cursor.source, cursor.position, end);
  const { tree, times } = parseSearch(clause, true, (inner) => readSubsearch(inner, context, "tstats"));
  cursor.position = end;
  const modifiers = times.map(({ name, value }) => ` ${name}=${printText(value)}`).join("");
  return {
    where: tree,
    timeRange: readTimeRange(times, context.times),
    text: `where ${printSearch(tree)}${modifiers}`,
  };
}

/** Where BY begins behind WHERE, or the end of the command. */
function endOfWhere(cursor: Cursor): number {
  const { text } = cursor.source;
  let depth = 0;
  for (let i = cursor.position; i < cursor.end; i++) {
    const character = text[i]!;
    if (character === "\\") i++;
    else if (character === '"') {
      for (i++; i < cursor.end && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (character === "(" || character === "[") depth++;
    else if (character === ")" || character === "]") depth--;
    else if (depth === 0 && /[\s)"]/.test(text[i - 1] ?? "") && /^(?:group)?by\s/i.test(text.slice(i, i + 8)))
      return i;
  }
  return cursor.end;
}

const SPAN = [supported("span", "<timespan>")];

function readBy(cursor: Cursor): {
  by: readonly FieldName[];
  span: TstatsArguments["span"];
  text: string;
} {
  if (!cursor.take("by") && !cursor.take("groupby")) return { by: [], span: null, text: "" };
  const by: FieldName[] = [];
  let option: GivenOption | undefined;
  while (!cursor.done) {
    const next = tryKnownOption(cursor, "tstats BY", SPAN);
    if (next !== undefined) option = next;
    else by.push(fieldName(cursor.token("A field of BY")));
    cursor.take(",");
  }
  if (by.length === 0) throw cursor.unexpected("BY needs a field", "missing_argument");
  const time = by.find(({ name }) => name === "_time");
  if (time !== undefined && option === undefined) {
    throw ambiguous(
      "The bins that Splunk chooses for BY _time without span are not documented. Set span=.",
      time.token.span,
    );
  }
  if (option !== undefined && time === undefined) {
    throw new SplError(
      "invalid_option_value",
      "span= is for bins of _time; add _time to BY.",
      option.value.span,
    );
  }
  const text = `by ${by
    .map(({ name }) => (name === "_time" ? `_time span=${option!.value.text}` : printName(name)))
    .join(" ")}`;
  return {
    by,
    span: option === undefined ? null : { read: readSpan(option), place: option.value.span },
    text,
  };
}
