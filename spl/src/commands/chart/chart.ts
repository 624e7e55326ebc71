/** chart: a table with a row for each value of one field and, if asked, a column for each value of another. */
import type { Command, RunContext } from "../../contract/command.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { numberOf, plainNumberOf } from "../../values/entries.ts";
import { compareNatural } from "../../values/order.ts";
import type { Row, Scalar, Table } from "../../values/table.ts";
import { combinations, Grouping, groupKey } from "../stats/groups.ts";
import type { Term } from "../stats/terms.ts";
import { alignment, Bins, binLabel, readSpan } from "../support/bins.ts";
import { ambiguous, makeStep, placedAt } from "../support/step.ts";
import { readChart, type SplitField } from "./arguments.ts";
import { CHART_OPTIONS, flag, seriesSettings } from "./options.ts";
import { type ChartRow, splitColumns } from "./series.ts";

/** Beyond as many different numbers Splunk puts them into bins of its own choice. */
const DEFAULT_BINS = 300;

interface Axis {
  readonly split: SplitField;
  readonly dedup: boolean;
  readonly continuous: boolean;
  readonly span: Span;
}

/** The rows of input by the value of the row-split field, in its order. */
function rowsByValue(input: Table, { split, dedup }: Axis, context: RunContext): ChartRow[] {
  const { field } = split;
  if (field.name === "_time") {
    throw ambiguous(
      "The bins that Splunk chooses for _time without span are not settled. Set span.",
      field.token.span,
    );
  }
  const groups = new Map<string, { label: Scalar; rows: Row[] }>();
  for (const row of input.rows) {
    for (const [value] of combinations(row, [field], dedup, context)) {
      const key = groupKey([value!]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { label: value!, rows: [row] });
      else group.rows.push(row);
    }
  }
  const rows = [...groups.values()].sort((a, b) => compareNatural(a.label, b.label));
  if (rows.length > DEFAULT_BINS && rows.every(({ label }) => plainNumberOf(label) !== null)) {
    throw ambiguous(
      `"${field.name}" has more than ${DEFAULT_BINS} different numbers, which Splunk puts into bins of its own choice. Set span.`,
      field.token.span,
    );
  }
  return rows;
}

/** The rows of input by the bin of the row-split field. */
function rowsByBin(input: Table, axis: Axis, context: RunContext): ChartRow[] {
  const { field, axis: options } = axis.split;
  const given = options.get("span")!;
  const span = readSpan(given);
  const timed = field.name === "_time" || span.kind !== "bare";
  const align = timed && span.kind !== "calendar" ? alignment(options.get("aligntime"), context) : 0;
  const bins = new Bins(span, align, context.timezone, given.value.span);
  const groups = new Map<number, Row[]>();
  for (const row of input.rows) {
    for (const [value] of combinations(row, [field], axis.dedup, context)) {
      const number = placedNumber(value!, field.token.span);
      if (number === null) {
        throw ambiguous(
          `The bin of "${field.name}" for a value that is not a number is not documented.`,
          field.token.span,
        );
      }
      const start = bins.start(number);
      const rows = groups.get(start);
      if (rows === undefined) groups.set(start, [row]);
      else rows.push(row);
    }
  }
  const starts = [...groups.keys()].sort((a, b) => a - b);
  const gap = starts.some((start, index) => index > 0 && bins.next(starts[index - 1]!) !== start);
  if (gap && axis.continuous) {
    throw ambiguous(
      "There are bins without rows between the others; the reference says that chart shows them, its example leaves them out. Set cont=false, or use timechart.",
      given.value.span,
    );
  }
  return starts.map((start) => ({
    label: timed ? start : binLabel(start, bins.next(start)),
    rows: groups.get(start)!,
  }));
}

function placedNumber(value: Scalar, span: Span): number | null {
  try {
    return numberOf(value);
  } catch (error) {
    throw placedAt(span, error);
  }
}

/** A chart without a column-split field: the aggregates are the columns. */
export function plainChart(
  rowField: string,
  rows: readonly ChartRow[],
  terms: readonly Term[],
  grouping: Grouping,
): Table {
  const names = terms.map((term) => term.name);
  const same = terms.find((term) => term.name === rowField);
  if (same !== undefined)
    throw new SplError("invalid_field_name", `Two columns would be named "${rowField}".`, same.span);
  return {
    fields: [rowField, ...names],
    rows: rows.map(({ label, rows: input }) => {
      const row: Row = new Map([[rowField, label]]);
      grouping.write(grouping.aggregate(input), row);
      return row;
    }),
  };
}

export const chart: Command = {
  name: "chart",
  syntax:
    "chart [<options>] <function>(<field>) [AS <field>] … [OVER <row-split>] [BY <row-split> [<column-split>]]",
  summary: "A table of aggregates: rows by one field, columns by another.",
  page: "Search Reference, chart",
  options: CHART_OPTIONS,
  differences: [
    "Columns are in the order of their values, then NULL, then OTHER; the reference promises no order.",
    "OTHER is rejected for functions other than count, sum, sumsq, min and max, whose merging is not documented.",
    "More than 300 different numbers, _time without span, and gaps between bins without cont=false are rejected.",
    "The where clause, agg, bins, minspan, start and end are rejected.",
  ],
  examples: ["chart max(delay) over site by org", "chart count by status, host useother=f"],
  compile(cursor, context, span) {
    const { terms, options, axis, over, by, text } = readChart(cursor, "chart", CHART_OPTIONS, context);
    const settings = seriesSettings(options);
    const continuous = flag(options, "cont", true);
    const stray = axis.get("span") ?? axis.get("aligntime");
    if (stray !== undefined) {
      throw new SplError(
        "unexpected_text",
        `Put ${stray.name} behind the field that it is for.`,
        stray.value.span,
      );
    }
    const row = over ?? by[0] ?? null;
    const column = (over === null ? by[1] : by[0]) ?? null;
    const binned = column?.axis.get("span") ?? column?.axis.get("aligntime");
    if (binned !== undefined) {
      throw new SplError(
        "unsupported_option",
        `Bins for the columns are rejected; use bin on "${column!.field.name}" before.`,
        binned.value.span,
      );
    }
    if (column !== null && terms.length === 1 && settings.shaped !== null) {
      throw ambiguous(
        "Whether sep and format change the columns of a single function is not documented. Leave them out, or use two functions.",
        settings.shaped.value.span,
      );
    }
    return makeStep("chart", span, text, (input, run) => {
      const grouping = new Grouping(terms, [], { dedup: settings.dedup, allNumbers: false }, run, span);
      if (row === null) {
        const result: Row = new Map();
        grouping.write(grouping.aggregate(input.rows), result);
        return { fields: terms.map((term) => term.name), rows: [result] };
      }
      const own: Axis = { split: row, dedup: settings.dedup, continuous, span };
      const rows = row.axis.has("span") ? rowsByBin(input, own, run) : rowsByValue(input, own, run);
      if (column === null) return plainChart(row.field.name, rows, terms, grouping);
      return splitColumns(
        rows,
        {
          command: "chart",
          rowField: row.field.name,
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
