/**
 * The `search` command: as the base search it takes the events that fit out of the index, later it filters rows. Reads a
 * condition (spl/src/search), gives the rows that fit. Subsearches in it run first. Refuses what the condition's parser refuses.
 */
import type { Command, CompileContext, Pipeline, RunContext, Step } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { parseSearch } from "../search/parse.ts";
import { compilePredicate, type RowPredicate } from "../search/predicate.ts";
import { hasSubsearch, resolveSubsearches, withoutSubsearches } from "../search/subsearch.ts";
import { printSearch, type SearchNode, type TimeModifier } from "../search/tree.ts";
import { warnUnextracted } from "../search/unextracted.ts";
import type { Cursor } from "../text/cursor.ts";
import type { Table } from "../values/table.ts";
import { readSubsearch } from "./support/subsearch.ts";

export const SEARCH: Command = {
  name: "search",
  syntax: "search <logical-expression>",
  summary: "Keeps the rows that fit a condition; at the beginning of a search, reads the events.",
  page: "Search Reference, search",
  differences: [
    "Words and phrases are looked for in _raw by the default segmentation rules; where the documentation leaves open whether a word matches, the search stops with an error instead of guessing.",
    "index, source, sourcetype and host are ordinary fields of the events; an event that lacks the one that a base search names is an error.",
    'Fields are those that the events bring; where a base search names one that no event has, while _raw holds its name and "=", a warning says so, because Splunk would extract it.',
    "A subsearch of more than 10,000 rows, field names and values that would need quoting in its condition, and a subsearch as the value of a field are refused.",
    "Event types, tags and saved searches inside the condition are refused.",
  ],
  options: [
    { name: "earliest", values: "<time-modifier>", status: "honoured" },
    { name: "latest", values: "<time-modifier>", status: "honoured" },
    { name: "eventtype", values: "<string>", status: { refused: "needs definitions of a deployment" } },
    { name: "tag", values: "<string>", status: { refused: "needs definitions of a deployment" } },
    { name: "savedsearch", values: "<string>", status: { refused: "needs definitions of a deployment" } },
    { name: "_index_earliest", values: "<time-modifier>", status: { refused: "needs the time of indexing" } },
    { name: "_index_latest", values: "<time-modifier>", status: { refused: "needs the time of indexing" } },
    {
      name: "starthoursago",
      values: "<int>",
      status: { refused: "old time modifier; use earliest and latest" },
    },
    {
      name: "timeformat",
      values: "<string>",
      status: { refused: "old time modifier; use earliest and latest" },
    },
  ],
  examples: [
    'search action=blocked dest_port IN (22, 80) NOT src="10.0.0.0/8"',
    "search (error OR failed) user=*",
  ],
  compile: (cursor, context, span) => compileFilter(cursor, context, span),
};

function compileFilter(cursor: Cursor, context: CompileContext, span: Span): Step {
  const { tree } = parseSearch(cursor, false, subsearchReader(context));
  const condition = prepareCondition(tree, false);
  return {
    command: "search",
    span,
    text: `search ${printSearch(tree)}`,
    run: async (input, run) => {
      const { predicate } = await condition(run);
      return { fields: input.fields, rows: input.rows.filter(predicate) };
    },
  };
}

function countLeaves(node: SearchNode): number {
  if (node.kind === "not") return countLeaves(node.node);
  if (node.kind !== "and" && node.kind !== "or") return 1;
  return node.nodes.reduce((sum, child) => sum + countLeaves(child), 0);
}

function subsearchReader(context: CompileContext): (cursor: Cursor) => Pipeline {
  return (cursor) => readSubsearch(cursor, context, "search");
}

interface Condition {
  readonly tree: SearchNode;
  readonly predicate: RowPredicate;
}

/** Check and compile what can be before anything runs; the rest when the subsearches have. Throws SplError. */
function prepareCondition(tree: SearchNode, base: boolean): (run: RunContext) => Promise<Condition> {
  const known = { tree, predicate: compilePredicate(withoutSubsearches(tree), base) };
  if (!hasSubsearch(tree)) return async () => known;
  return async (run) => {
    const resolved = await resolveSubsearches(tree, run, (cursor) => parseSearch(cursor, false).tree);
    const predicate = compilePredicate(resolved, base);
    const cost = countLeaves(resolved);
    return {
      tree: resolved,
      // What a subsearch found decides how much work each row is.
      predicate: (row) => {
        run.spend(cost);
        return predicate(row);
      },
    };
  };
}

/** What a base search needs to know to turn time modifiers into epoch seconds. */
export interface SearchTimes {
  readonly now: number;
  readonly resolve: (modifier: TimeModifier) => number;
  /** Whether the request sets a beginning of its own, beside the search. */
  readonly earliestGiven: boolean;
}

/** The base search: it reads the events of its time range instead of its input. */
export interface BaseSearch {
  readonly step: Step;
  /** The range that its own modifiers set, in epoch seconds; both null where it has none. */
  readonly earliest: number | null;
  readonly latest: number | null;
}

/**
 * Compile the condition at the cursor as a base search. A time modifier in the search replaces the time range of the
 * request as a whole; without latest= it ends now (Search Reference, Time modifiers). Throws SplError.
 */
export function compileBaseSearch(
  cursor: Cursor,
  context: CompileContext,
  span: Span,
  times: SearchTimes,
): BaseSearch {
  const parsed = parseSearch(cursor, true, subsearchReader(context));
  const condition = prepareCondition(parsed.tree, true);
  const { earliest, latest } = timeRange(parsed.times, times);
  const modifiers = parsed.times
    .map(({ name, value }) => ` ${name}="${value.replace(/["\\]/g, "\\$&")}"`)
    .join("");
  return {
    earliest,
    latest,
    step: {
      command: "search",
      span,
      text: `search ${printSearch(parsed.tree)}${modifiers}`,
      run: async (_input, run): Promise<Table> => {
        const { tree, predicate } = await condition(run);
        const { fields, rows } = run.events?.(earliest, latest) ?? { fields: [], rows: [] };
        warnUnextracted(tree, rows, run);
        return { fields, rows: tree.kind === "all" ? rows : rows.filter(predicate) };
      },
    },
  };
}

function timeRange(
  modifiers: readonly TimeModifier[],
  { now, resolve, earliestGiven }: SearchTimes,
): { earliest: number | null; latest: number | null } {
  if (modifiers.length === 0) return { earliest: null, latest: null };
  const find = (name: TimeModifier["name"]) => modifiers.find((modifier) => modifier.name === name);
  const earliest = find("earliest");
  const latest = find("latest");
  if (earliest === undefined && earliestGiven) {
    const message =
      "latest= replaces the time range of the request; where the search then begins is not documented.";
    throw new SplError("ambiguous", `${message} Add earliest=.`, latest!.span);
  }
  const range = {
    earliest: earliest === undefined ? 0 : resolve(earliest),
    latest: latest === undefined ? now : resolve(latest),
  };
  if (range.earliest > range.latest) {
    throw new SplError("bad_time", "The time range ends before it begins.", (latest ?? earliest)!.span);
  }
  return range;
}
