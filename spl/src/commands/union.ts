/**
 * union: rows of several subsearches. From the first one on that is not streaming, each is appended; streaming ones before it
 * are interleaved by _time, newest first (Search Reference, union, "How the command is processed", "Interleaving results").
 * Rejects named datasets, and streaming subsearches behind rows that are there, whose own kind is unknown.
 */
import type { Command, Pipeline, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts } from "../text/quoting.ts";
import { EMPTY_TABLE, type Row, type Table } from "../values/table.ts";
import { joined } from "./append.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { type GivenOption, integerOption, supported } from "./support/options.ts";
import { ambiguous, makeStep, withFields } from "./support/step.ts";
import { readSubsearch, runPipeline } from "./support/subsearch.ts";

const OPTIONS = [supported("maxtime", "<int>"), supported("maxout", "<int>"), supported("timeout", "<int>")];

/** Enforced for appended subsearches even where maxout is greater ("Why unioned results might be truncated"). */
const MAXIMUM_OUT = 50_000;

/** Distributable streaming commands (Search Reference, Command types). */
const STREAMING = new Set(
  "search eval where fields rename rex regex replace spath makemv mvexpand lookup convert strcat nomv".split(
    " ",
  ),
);
/** Commands that are certainly not distributable streaming. */
const NOT_STREAMING = new Set(
  (
    "accum addcoltotals chart dedup delta eventstats format head inputlookup makeresults mvcombine rare reverse sort stats " +
    "streamstats table tail timechart top uniq"
  ).split(" "),
);

function isStreaming(pipeline: Pipeline, span: Span): boolean {
  if (pipeline.steps.some(({ command }) => NOT_STREAMING.has(command))) return false;
  const unsure = pipeline.steps.find(({ command }) => !STREAMING.has(command));
  if (unsure === undefined) return true;
  throw ambiguous(
    `Whether a subsearch of union with ${unsure.command} counts as streaming is not settled. Use append.`,
    span,
  );
}

/** Rows of searches that are each newest first, merged so; rows of the same second in the order of the subsearches. */
function interleave(tables: readonly Table[], span: Span): Table {
  if (tables.length === 1) return tables[0]!;
  const timed = tables.flatMap(({ rows }) =>
    rows.map((row, index) => {
      const time = row.get("_time");
      const before = index === 0 ? undefined : rows[index - 1]!.get("_time");
      if (typeof time !== "number" || (before !== undefined && time > Number(before))) {
        throw ambiguous(
          "union interleaves streaming subsearches by _time; what it does with rows that lack it or are not in descending order is not documented. Use append.",
          span,
        );
      }
      return [time, row] as const;
    }),
  );
  timed.sort(([left], [right]) => right - left);
  return {
    fields: withFields(
      [],
      tables.flatMap(({ fields }) => fields),
    ),
    rows: timed.map(([, row]): Row => row),
  };
}

interface Plan {
  readonly interleaved: readonly Pipeline[];
  readonly appended: readonly Pipeline[];
  readonly limit: number | null;
  readonly span: Span;
}

async function run(input: Table | null, plan: Plan, context: RunContext): Promise<Table> {
  const first: Table[] = [];
  for (const pipeline of plan.interleaved) first.push(await runPipeline(pipeline, EMPTY_TABLE, context));
  if (plan.limit !== null && first.some(({ rows }) => rows.length > plan.limit!)) {
    throw ambiguous(
      "Whether maxout of union counts for the first subsearch is not documented. Use append with maxout for the others.",
      plan.span,
    );
  }
  let table = input ?? interleave(first, plan.span);
  for (const pipeline of plan.appended) {
    const { fields, rows } = await runPipeline(pipeline, EMPTY_TABLE, context);
    table = joined(table, { fields, rows: rows.slice(0, Math.min(plan.limit ?? MAXIMUM_OUT, MAXIMUM_OUT)) });
  }
  return table;
}

export const union: Command = {
  name: "union",
  generating: true,
  syntax: "union [maxtime=<int>] [maxout=<int>] [timeout=<int>] <subsearch>[,] <subsearch>…",
  summary:
    "The rows of several subsearches, the first one streaming or not; or those of subsearches that are not streaming behind the rows that are there.",
  page: "Search Reference, union",
  options: OPTIONS,
  differences: [
    "Behind rows that are there, the first subsearch must be one that is not streaming (stats, table, head …); else use append.",
    "Streaming subsearches are interleaved only when their rows are in descending order of _time; rows of the same second keep the order of the subsearches, which the reference leaves open.",
    "Named datasets are rejected.",
  ],
  examples: ["union [search a=1] [search b=2]", "union [ | makeresults ] [ | makeresults ]"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "union", OPTIONS, options);
    for (const option of options.values()) integerOption(option, 1);
    const pipelines: { pipeline: Pipeline; span: Span }[] = [];
    do {
      if (cursor.peek() !== "[") {
        throw new SplError(
          "unsupported_command",
          "union of named datasets is rejected; use a subsearch in [brackets].",
          cursor.here(),
        );
      }
      const start = cursor.here().start;
      const pipeline = readSubsearch(cursor, context, "union");
      pipelines.push({ pipeline, span: cursor.spanFrom(start) });
      cursor.take(",");
    } while (!cursor.done);
    const generating = context.first === true;
    if (generating && pipelines.length < 2) {
      throw new SplError(
        "missing_argument",
        "union as the first command needs two or more subsearches.",
        span,
      );
    }
    const all = pipelines.map(({ pipeline }) => pipeline);
    const found = pipelines.findIndex(({ pipeline, span: place }) => !isStreaming(pipeline, place));
    const streaming = found < 0 ? all.length : found;
    if (!generating && streaming > 0) {
      throw ambiguous(
        "union of a streaming subsearch with the rows before it interleaves them by time or appends, depending on what made them. Use append.",
        span,
      );
    }
    const begin = generating ? Math.max(streaming, 1) : 0;
    const plan: Plan = {
      interleaved: all.slice(0, begin),
      appended: all.slice(begin),
      limit: options.has("maxout") ? integerOption(options.get("maxout")!, 1) : null,
      span,
    };
    const text = joinParts(printOptions(options), ...all.map((pipeline) => `[ ${pipeline.text} ]`));
    return {
      ...makeStep("union", span, text, (input, runContext) =>
        run(generating ? null : input, plan, runContext),
      ),
      appends: !generating,
    };
  },
};
