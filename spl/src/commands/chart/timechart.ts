/**
 * timechart: aggregates by bins of _time, with a column for each value of a field if asked. Every bin of the time range
 * has a row (cont), and the range is that of the search where it has one (fixedrange), else that of the rows.
 */
import type { Command, RunContext } from "../../contract/command.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { isMultiple, numberOf } from "../../values/entries.ts";
import type { Row, Table } from "../../values/table.ts";
import { Grouping } from "../stats/groups.ts";
import { alignment, type BinSpan, Bins, readSpan } from "../support/bins.ts";
import type { GivenOption } from "../support/options.ts";
import { supported } from "../support/options.ts";
import { ambiguous, makeStep, placedAt } from "../support/step.ts";
import { readChart } from "./arguments.ts";
import { plainChart } from "./chart.ts";
import { CHART_OPTIONS, flag, seriesSettings } from "./options.ts";
import { type ChartRow, splitColumns } from "./series.ts";

const OPTIONS = [...CHART_OPTIONS, supported("partial", "true"), supported("fixedrange", "<bool>")];
const DEFAULT_BINS = 100;
const MAXIMUM_BINS = 50_000;
const DAY = 86_400;

/** "Default time spans" of the time ranges that the reference lists; for others it only gives the number of bins. */
const DEFAULT_SPANS: ReadonlyMap<number, BinSpan> = new Map([
  [900, { kind: "fixed", seconds: 10 }],
  [3600, { kind: "fixed", seconds: 60 }],
  [4 * 3600, { kind: "fixed", seconds: 300 }],
  [DAY, { kind: "fixed", seconds: 1800 }],
  [7 * DAY, { kind: "calendar", snap: "@d", beyond: 129_600 }],
  [30 * DAY, { kind: "calendar", snap: "@d", beyond: 129_600 }],
  [365 * DAY, { kind: "calendar", snap: "@mon", beyond: 33 * DAY }],
  [366 * DAY, { kind: "calendar", snap: "@mon", beyond: 33 * DAY }],
]);

function spanFor(option: GivenOption | undefined, context: RunContext, place: Span): BinSpan {
  if (option !== undefined) return readSpan(option);
  const listed = context.earliest === 0 ? undefined : DEFAULT_SPANS.get(context.latest - context.earliest);
  if (listed !== undefined) return listed;
  throw ambiguous("The span that Splunk chooses for this time range is not documented. Set span.", place);
}

function timeOf(row: Row, span: Span): number {
  const value = row.get("_time");
  let time: number | null = null;
  try {
    time = value === undefined || isMultiple(value) ? null : numberOf(value);
  } catch (error) {
    throw placedAt(span, error);
  }
  if (time === null) throw ambiguous("timechart needs a time in _time of every row.", span);
  return time;
}

interface Plan {
  readonly bins: Bins;
  readonly continuous: boolean;
  readonly fixedRange: boolean;
  readonly span: Span;
}

function rowsByTime(
  input: Table,
  { bins, continuous, fixedRange, span }: Plan,
  context: RunContext,
): ChartRow[] {
  const groups = new Map<number, Row[]>();
  for (const row of input.rows) {
    const start = bins.start(timeOf(row, span));
    const rows = groups.get(start);
    if (rows === undefined) groups.set(start, [row]);
    else rows.push(row);
  }
  const starts = [...groups.keys()].sort((a, b) => a - b);
  const ranged = context.earliest !== 0 || context.latest !== context.now;
  if (starts.length === 0) {
    if (ranged && fixedRange) {
      throw ambiguous(
        "Whether timechart of no rows shows empty bins is not documented. Give the search events, or a row with makeresults and append.",
        span,
      );
    }
    return [];
  }
  if (!continuous) return starts.map((start) => ({ label: start, rows: groups.get(start)! }));
  let first = starts[0]!;
  let end = bins.next(starts[starts.length - 1]!);
  if (ranged && fixedRange) {
    if (context.earliest === 0) {
      throw ambiguous(
        "Where timechart begins without an earliest time is not documented. Set earliest, or fixedrange=false.",
        span,
      );
    }
    first = bins.start(context.earliest);
    end = context.latest;
    if (starts[0]! < first || starts[starts.length - 1]! >= end) {
      throw ambiguous("There are rows outside the time range of the search; set fixedrange=false.", span);
    }
  }
  const rows: ChartRow[] = [];
  for (let start = first; start < end; start = bins.next(start)) {
    rows.push({ label: start, rows: groups.get(start) ?? [] });
    if (rows.length > MAXIMUM_BINS)
      throw new SplError("limit", `timechart would have more than ${MAXIMUM_BINS} bins.`, span);
  }
  return rows;
}

export const timechart: Command = {
  name: "timechart",
  syntax: "timechart [<options>] [span=<span-length>] <function>(<field>) [AS <field>] … [BY <field>]",
  summary: "Aggregates by bins of time, with a column for each value of a field.",
  page: "Search Reference, timechart",
  options: OPTIONS,
  differences: [
    "Without span only the time ranges that the reference lists are run (15 and 60 minutes, 4 and 24 hours, 7 and 30 days, a year).",
    "Without a time range of the search, the rows reach from the first to the last event.",
    "Columns are in the order of their values, then NULL, then OTHER; the reference promises no order.",
    "OTHER is rejected for functions other than count, sum, sumsq, min and max; per_* functions and the where clause are rejected.",
  ],
  examples: ["timechart span=1h count by host limit=5", "timechart span=1d sum(bytes) as total"],
  compile(cursor, context, span) {
    const { terms, options, axis, by, text } = readChart(cursor, "timechart", OPTIONS, context);
    const settings = seriesSettings(options);
    const partial = options.get("partial");
    if (partial !== undefined && !flag(options, "partial", true)) {
      throw new SplError(
        "unsupported_option",
        "partial=false is unsupported: which bins it drops is not documented. Drop the first and the last bin with where.",
        partial.value.span,
      );
    }
    const continuous = flag(options, "cont", true);
    const fixedRange = flag(options, "fixedrange", true);
    const column = by[0] ?? null;
    const binned = column?.axis.get("span") ?? column?.axis.get("aligntime");
    if (binned !== undefined) {
      const message = `Behind the split-by field ${binned.name} is for that field; put it before BY for the time.`;
      throw new SplError("unsupported_option", message, binned.value.span);
    }
    if (column !== null && terms.length === 1 && settings.shaped !== null) {
      throw ambiguous(
        "Whether sep and format change the columns of a single function is not documented. Leave them out, or use two functions.",
        settings.shaped.value.span,
      );
    }
    const given = axis.get("span");
    if (given !== undefined) readSpan(given);
    return makeStep("timechart", span, text, (input, run) => {
      const place = given?.value.span ?? span;
      const binSpan = spanFor(given, run, place);
      const align = binSpan.kind === "calendar" ? 0 : alignment(axis.get("aligntime"), run);
      const bins = new Bins(binSpan, align, run.timezone, place);
      const grouping = new Grouping(terms, [], { dedup: settings.dedup, allNumbers: false }, run, span);
      const rows = rowsByTime(input, { bins, continuous, fixedRange, span }, run);
      if (column === null) return plainChart("_time", rows, terms, grouping);
      return splitColumns(
        rows,
        {
          command: "timechart",
          rowField: "_time",
          column: column.field,
          terms,
          settings,
          grouping,
          bins: DEFAULT_BINS,
          span,
        },
        run,
      );
    });
  },
};
