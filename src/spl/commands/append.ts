/** append, appendpipe and union: rows of a subsearch behind the rows that are there. */
import type { Command, Pipeline } from "../contract.ts";
import { SplError } from "../errors.ts";
import { EMPTY_TABLE, type Table } from "../table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, honoured, integerOption, refused } from "./support/options.ts";
import { joinParts } from "./support/print.ts";
import { ambiguous, makeStep, withFields } from "./support/step.ts";
import { readSubsearch, runPipeline } from "./support/subsearch.ts";

function joined(first: Table, second: Table): Table {
  return { fields: withFields(first.fields, second.fields), rows: [...first.rows, ...second.rows] };
}

/** "By default, subsearches return a maximum of 10,000 results", but append's own maxout is 50,000 by default. */
const SUBSEARCH_ROWS = 10_000;

const APPEND_OPTIONS = [
  honoured("maxtime", "<int>"),
  honoured("maxout", "<int>"),
  refused("extendtimerange", "<bool>", "the time range of a subsearch is that of the search."),
];

export const append: Command = {
  name: "append",
  syntax: "append [maxtime=<int>] [maxout=<int>] [<subsearch>]",
  summary: "Adds the rows of a subsearch behind the rows that are there.",
  page: "Search Reference, append",
  options: APPEND_OPTIONS,
  differences: [
    "maxtime never cuts a subsearch short.",
    "Without maxout, more than 10,000 rows are refused, because the reference names two limits.",
  ],
  examples: ["append [ | makeresults count=2 ]"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "append", APPEND_OPTIONS, options);
    const pipeline = readSubsearch(cursor, context, "append");
    cursor.finish("append");
    const given = options.get("maxout");
    const most = given === undefined ? null : integerOption(given, 1);
    if (options.has("maxtime")) integerOption(options.get("maxtime")!, 1);
    const text = joinParts(printOptions(options), `[ ${pipeline.text} ]`);
    return makeStep("append", span, text, async (input, run) => {
      const table = await runPipeline(pipeline, EMPTY_TABLE, run);
      if (most === null && table.rows.length > SUBSEARCH_ROWS) {
        throw ambiguous(
          `How many of the subsearch's ${table.rows.length} rows append returns is not settled. Set maxout.`,
          span,
        );
      }
      return joined(input, most === null ? table : { fields: table.fields, rows: table.rows.slice(0, most) });
    });
  },
};

const APPENDPIPE_OPTIONS = [honoured("run_in_preview", "<bool>")];

export const appendpipe: Command = {
  name: "appendpipe",
  subsearch: "transforming",
  syntax: "appendpipe [run_in_preview=<bool>] [<subpipeline>]",
  summary: "Adds what a pipeline makes of the rows behind the rows themselves.",
  page: "Search Reference, appendpipe",
  options: APPENDPIPE_OPTIONS,
  examples: ["appendpipe [stats sum(count) as count by action]"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "appendpipe", APPENDPIPE_OPTIONS, options);
    // Previews do not exist here, so the option changes nothing.
    if (options.has("run_in_preview")) booleanOption(options.get("run_in_preview")!);
    const pipeline = readSubsearch(cursor, context, "appendpipe");
    cursor.finish("appendpipe");
    const text = joinParts(printOptions(options), `[ ${pipeline.text} ]`);
    return makeStep("appendpipe", span, text, async (input, run) =>
      joined(input, await runPipeline(pipeline, input, run)),
    );
  },
};

/** Commands that are not distributable streaming, so that union works as append. */
const NOT_STREAMING = new Set([
  "chart",
  "dedup",
  "eventstats",
  "head",
  "inputlookup",
  "makeresults",
  "mvcombine",
  "rare",
]);
for (const name of ["sort", "stats", "streamstats", "table", "tail", "timechart", "top"])
  NOT_STREAMING.add(name);

const UNION_OPTIONS = [
  honoured("maxtime", "<int>"),
  honoured("maxout", "<int>"),
  honoured("timeout", "<int>"),
];

function isStreaming(pipeline: Pipeline): boolean {
  return !pipeline.steps.some((step) => NOT_STREAMING.has(step.command));
}

export const union: Command = {
  name: "union",
  syntax: "union [maxtime=<int>] [maxout=<int>] [timeout=<int>] <subsearch>",
  summary:
    "Adds the rows of a subsearch that is not streaming behind the rows that are there, as append does.",
  page: "Search Reference, union",
  options: UNION_OPTIONS,
  differences: [
    "Only one subsearch behind rows that are there, and only one that is not streaming (stats, table, head …): streaming ones are interleaved by time in a way that the reference does not fully describe.",
    "Named datasets are refused.",
  ],
  examples: ["union [ | makeresults ]"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "union", UNION_OPTIONS, options);
    for (const option of options.values()) integerOption(option, 1);
    if (cursor.peek() !== "[") {
      throw new SplError(
        "refused_command",
        "union of named datasets is refused; use a subsearch in [brackets].",
        cursor.here(),
      );
    }
    const pipeline = readSubsearch(cursor, context, "union");
    cursor.take(",");
    if (!cursor.done) {
      throw new SplError(
        "refused_command",
        "union of several subsearches is refused; use append for each.",
        cursor.here(),
      );
    }
    if (isStreaming(pipeline)) {
      throw ambiguous(
        "union of a streaming subsearch interleaves rows by time, which the reference does not fully describe. Use append.",
        span,
      );
    }
    const most = options.has("maxout") ? integerOption(options.get("maxout")!, 1) : 50_000;
    const text = joinParts(printOptions(options), `[ ${pipeline.text} ]`);
    return makeStep("union", span, text, async (input, run) => {
      const table = await runPipeline(pipeline, EMPTY_TABLE, run);
      return joined(input, { fields: table.fields, rows: table.rows.slice(0, most) });
    });
  },
};
