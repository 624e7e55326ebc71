/**
 * The `search` command: as the first command it reads the events that match, later it filters rows. Reads a condition
 * (search/), gives the rows that match. Subsearches in it run first. Rejects what the condition's parser rejects.
 */
import type { Command, CompileContext, Pipeline, RowStream, RunContext, Step } from "../contract/command.ts";
import type { Span } from "../errors/spl-error.ts";
import { readsCollected } from "../search/collected.ts";
import { type Condition, prepareCondition } from "../search/condition.ts";
import { parseSearch } from "../search/parse.ts";
import type { RowPredicate } from "../search/predicate.ts";
import { readTimeRange } from "../search/time-range.ts";
import { printSearch } from "../search/tree.ts";
import { UndefinedTypes } from "../search/undefined-types.ts";
import { Unextracted } from "../search/unextracted.ts";
import type { Cursor } from "../text/cursor.ts";
import { EMPTY_TABLE } from "../values/table.ts";
import { changingStep, drain } from "./support/step.ts";
import { readSubsearch } from "./support/subsearch.ts";

export const SEARCH: Command = {
  name: "search",
  generating: "when first",
  syntax: "search <logical-expression>",
  summary: "Keeps the rows that fit a condition; at the beginning of a search, reads the events.",
  page: "Search Reference, search",
  differences: [
    "Words and phrases are looked for in _raw by the default segmentation rules; where the documentation leaves open whether a word matches, the search stops with an error instead of guessing.",
    "index, source, sourcetype and host are ordinary fields of the events; an event that lacks the one that a base search names is an error.",
    'Fields are those that the events bring; where a base search names one that no event has, while _raw holds its name and "=", a warning says so, because Splunk would extract it.',
    "A subsearch of more than 10,000 rows, field names and values that would need quoting in its condition, and a subsearch as the value of a field are rejected.",
    "eventtype and tag are fields of the events: those that events bring, else those that eventtypes.conf and tags.conf of the apps give them. They are added only to searches that name them, in alphabetical order.",
    "Saved searches inside the condition are rejected.",
  ],
  options: [
    { name: "earliest", values: "<time-modifier>", status: "supported" },
    { name: "latest", values: "<time-modifier>", status: "supported" },
    { name: "eventtype", values: "<string>", status: "supported" },
    { name: "tag", values: "<string>", status: "supported" },
    { name: "savedsearch", values: "<string>", status: { unsupported: "needs definitions of a deployment" } },
    {
      name: "_index_earliest",
      values: "<time-modifier>",
      status: { unsupported: "needs the time of indexing" },
    },
    {
      name: "_index_latest",
      values: "<time-modifier>",
      status: { unsupported: "needs the time of indexing" },
    },
    {
      name: "starthoursago",
      values: "<int>",
      status: { unsupported: "old time modifier; use earliest and latest" },
    },
    {
      name: "timeformat",
      values: "<string>",
      status: { unsupported: "old time modifier; use earliest and latest" },
    },
  ],
  examples: [
    'search action=blocked dest_port IN (22, 80) NOT src="10.0.0.0/8"',
    "search (error OR failed) user=*",
  ],
  compile: (cursor, context, span) =>
    context.first === true ? compileBase(cursor, context, span) : compileFilter(cursor, context, span),
};

function compileFilter(cursor: Cursor, context: CompileContext, span: Span): Step {
  const { tree } = parseSearch(cursor, false, subsearchReader(context));
  if (tree.kind === "all") {
    // Such a step is what remains of a macro that a site can fill in; rows pass as they are.
    const text = printSearch(tree);
    return changingStep("search", span, text, () => ({ operations: [], columns: (fields) => fields }));
  }
  const condition = prepareCondition(tree, false);
  return {
    command: "search",
    span,
    text: `search ${printSearch(tree)}`,
    ...streamed(async (run) => {
      const { predicate } = await condition(run);
      return filter(predicate);
    }),
  };
}

function filter(predicate: RowPredicate): RowStream {
  return {
    push: (rows) => rows.filter(predicate),
    keepsNone: true,
    finish: (fields) => ({ fields, rows: [] }),
  };
}

/** Both forms of a step whose conditions have to be found out before. */
function streamed(open: (run: RunContext) => Promise<RowStream>): Pick<Step, "open" | "run"> {
  return { open, run: async (input, run) => drain(await open(run), input) };
}

function subsearchReader(context: CompileContext): (cursor: Cursor) => Pipeline {
  return (cursor) => readSubsearch(cursor, context, "search");
}

/**
 * A base search reads the events of its time range instead of its input. A time modifier in the search replaces the time range of the
 * request as a whole; without latest= it ends now (Search Reference, Time modifiers).
 */
function compileBase(cursor: Cursor, context: CompileContext, span: Span): Step {
  const { tree, times } = parseSearch(cursor, true, subsearchReader(context));
  const condition = prepareCondition(tree, true);
  const timeRange = readTimeRange(times, context.times);
  const collected = readsCollected(tree, context.state, span);
  const modifiers = times.map(({ name, value }) => ` ${name}="${value.replace(/["\\]/g, "\\$&")}"`).join("");
  // Subsearches run once, also where the events come again in another order.
  const conditions = new WeakMap<RunContext, Promise<Condition>>();
  const open = async (run: RunContext): Promise<RowStream> => {
    const found = conditions.get(run) ?? condition(run);
    conditions.set(run, found);
    const resolved = await found;
    const unextracted = new Unextracted(resolved.tree);
    const undefinedTypes = new UndefinedTypes(resolved.tree);
    return {
      push: (rows) => {
        unextracted.see(rows);
        undefinedTypes.see(rows);
        return resolved.tree.kind === "all" ? rows : rows.filter(resolved.predicate);
      },
      keepsNone: true,
      finish: (fields) => {
        unextracted.warn(run);
        undefinedTypes.warn(run);
        return { fields, rows: [] };
      },
    };
  };
  return {
    command: "search",
    span,
    text: `search ${printSearch(tree)}${modifiers}`,
    timeRange,
    collected,
    open,
    run: async (_input, run) => drain(await open(run), run.events?.(timeRange, collected) ?? EMPTY_TABLE),
  };
}
