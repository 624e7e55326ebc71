/** append and appendpipe: rows of a subsearch behind the rows that are there. */
import type { Command } from "../contract/command.ts";
import { joinParts } from "../text/quoting.ts";
import { EMPTY_TABLE, type Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, integerOption, supported, unsupported } from "./support/options.ts";
import { ambiguous, makeStep, withFields } from "./support/step.ts";
import { readSubsearch, runPipeline } from "./support/subsearch.ts";

/** The rows of both, the columns of the second behind those of the first. */
export function joined(first: Table, second: Table): Table {
  return { fields: withFields(first.fields, second.fields), rows: [...first.rows, ...second.rows] };
}

/** "By default, subsearches return a maximum of 10,000 results", but append's own maxout is 50,000 by default. */
const SUBSEARCH_ROWS = 10_000;

const APPEND_OPTIONS = [
  supported("maxtime", "<int>"),
  supported("maxout", "<int>"),
  unsupported(
    "extendtimerange",
    "<bool>",
    "the time range of a subsearch is that of the search; leave it out.",
  ),
];

export const append: Command = {
  name: "append",
  syntax: "append [maxtime=<int>] [maxout=<int>] [<subsearch>]",
  summary: "Adds the rows of a subsearch behind the rows that are there.",
  page: "Search Reference, append",
  options: APPEND_OPTIONS,
  differences: [
    "maxtime never cuts a subsearch short.",
    "Without maxout, more than 10,000 rows are rejected, because the reference names two limits.",
  ],
  examples: ["append [ | makeresults count=2 ]"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "append", APPEND_OPTIONS, options);
    const pipeline = readSubsearch(cursor, context, "append");
    cursor.finish("append");
    const given = options.get("maxout");
    const limit = given === undefined ? null : integerOption(given, 1);
    if (options.has("maxtime")) integerOption(options.get("maxtime")!, 1);
    const text = joinParts(printOptions(options), `[ ${pipeline.text} ]`);
    return makeStep("append", span, text, async (input, run) => {
      const table = await runPipeline(pipeline, EMPTY_TABLE, run);
      if (limit === null && table.rows.length > SUBSEARCH_ROWS) {
        throw ambiguous(
          `How many of the subsearch's ${table.rows.length} rows append returns is not settled. Set maxout.`,
          span,
        );
      }
      return joined(
        input,
        limit === null ? table : { fields: table.fields, rows: table.rows.slice(0, limit) },
      );
    });
  },
};

const APPENDPIPE_OPTIONS = [supported("run_in_preview", "<bool>")];

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
