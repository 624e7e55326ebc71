/**
 * Rows counted into cells: by a row key and by the value of a column-split field, which becomes a column. Chooses the
 * columns (limit, ties broken lexicographically), gathers the rest as OTHER and rows without the field as NULL.
 */

import type { RunContext } from "../../contract/command.ts";
import type { Aggregator } from "../../contract/function.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { plainNumberOf, textOf } from "../../values/entries.ts";
import { withAllDigits } from "../../values/number.ts";
import { compareNatural, compareText } from "../../values/order.ts";
import type { Row, Scalar, Table } from "../../values/table.ts";
import { type Grouping, groupEntries, MAXIMUM_GROUPS, timeOf } from "../stats/groups.ts";
import type { Term } from "../stats/terms.ts";
import type { FieldName } from "../support/fields.ts";
import { ambiguous, placedAt } from "../support/step.ts";
import type { SeriesSettings } from "./options.ts";

/** A row of the chart: its label, and the rows of input that belong to it. */
export interface ChartRow {
  readonly label: Scalar;
  readonly rows: readonly Row[];
}

export interface Split {
  readonly command: string;
  readonly rowField: string;
  readonly column: FieldName;
  readonly terms: readonly Term[];
  readonly settings: SeriesSettings;
  readonly grouping: Grouping;
  /** From how many distinct numbers on Splunk would put the columns into bins of its own choice. */
  readonly bins: number;
  readonly span: Span;
}

/** Aggregates for which all events of the other series together give the merged series, however one merges. */
const MERGEABLE = new Set(["count", "sum", "sumsq", "min", "max"]);

type Series = { readonly kind: "value"; readonly text: string } | { readonly kind: "null" | "other" };

/** The series that a row of input belongs to. */
function seriesOf(row: Row, split: Split): Series[] {
  const entries = groupEntries(row, split.column, split.settings.dedup);
  if (entries === null) return split.settings.nullLabel === null ? [] : [{ kind: "null" }];
  return entries.map((entry) => ({ kind: "value", text: textOf(entry) }));
}

class Cells {
  private readonly cells = new Map<string, Aggregator[]>();

  constructor(private readonly split: Split) {}

  get(index: number, column: string): Aggregator[] | undefined {
    return this.cells.get(`${index}:${column}`);
  }

  add(index: number, column: string, row: Row): void {
    const key = `${index}:${column}`;
    let aggregators = this.cells.get(key);
    if (aggregators === undefined) {
      if (this.cells.size >= MAXIMUM_GROUPS) {
        throw new SplError("limit", `${this.split.command} would have too many cells.`, this.split.span);
      }
      aggregators = this.split.grouping.start();
      this.cells.set(key, aggregators);
    }
    this.split.grouping.feed(aggregators, row, timeOf(row));
  }
}

/** The values that become columns, in order; and whether others are left for OTHER. */
function choose(rows: readonly ChartRow[], split: Split): { kept: string[]; others: boolean } {
  const { limit } = split.settings;
  const frequency = new Map<string, number>();
  for (const { rows: input } of rows) {
    for (const row of input) {
      for (const series of seriesOf(row, split)) {
        if (series.kind === "value") frequency.set(series.text, (frequency.get(series.text) ?? 0) + 1);
      }
    }
  }
  const all = [...frequency.keys()].sort(compareNatural);
  if (all.length > split.bins && all.every((text) => plainNumberOf(text) !== null)) {
    throw ambiguous(
      `"${split.column.name}" has more than ${split.bins} different numbers, which Splunk puts into bins of its own choice. Use bin before.`,
      split.column.token.span,
    );
  }
  if (limit === null || all.length <= limit.count) return { kept: all, others: false };
  // Only timechart's page says by what several functions are scored, and how ties are broken.
  const settled = split.command === "timechart";
  if (split.terms.length > 1 && !settled) {
    throw ambiguous(
      "Which columns chart keeps of several functions is not documented. Set limit=0.",
      split.span,
    );
  }
  const score = split.terms.length === 1 ? sums(rows, split) : frequency;
  const scoreOf = (text: string): number => score.get(text) ?? 0;
  const sign = limit.from === "top" ? -1 : 1;
  const ranked = [...all].sort((a, b) => (scoreOf(a) - scoreOf(b)) * sign || compareText(a, b));
  if (!settled && scoreOf(ranked[limit.count - 1]!) === scoreOf(ranked[limit.count]!)) {
    throw ambiguous(
      `Which of several equal columns are among the ${limit.count} of chart is not documented. Raise limit, or set limit=0.`,
      split.column.token.span,
    );
  }
  const kept = new Set(ranked.slice(0, limit.count));
  return { kept: all.filter((text) => kept.has(text)), others: true };
}

/** "The score is based on the sum of the values in the aggregation for that split-by value." */
function sums(rows: readonly ChartRow[], split: Split): Map<string, number> {
  const cells = new Cells(split);
  const seen = new Set<string>();
  rows.forEach(({ rows: input }, index) => {
    for (const row of input) {
      for (const series of seriesOf(row, split)) {
        if (series.kind !== "value") continue;
        cells.add(index, series.text, row);
        seen.add(series.text);
      }
    }
  });
  const score = new Map<string, number>();
  for (const text of seen) {
    let sum = 0;
    rows.forEach((_, index) => {
      const result = resultOf(cells.get(index, text)?.[0], split.terms[0]!);
      if (result === null) return;
      const number = typeof result === "object" ? null : plainNumberOf(result);
      if (number === null) {
        throw ambiguous(
          `Which series are kept when ${split.terms[0]!.entry.name}() gives no numbers is not documented. Set limit=0.`,
          split.terms[0]!.span,
        );
      }
      sum += number;
    });
    score.set(text, sum);
  }
  return score;
}

function resultOf(aggregator: Aggregator | undefined, term: Term): ReturnType<Aggregator["result"]> {
  try {
    return withAllDigits(aggregator?.result() ?? null);
  } catch (error) {
    throw placedAt(term.span, error);
  }
}

/** The name of a value's column. Timechart sets VALUE before a leading underscore, so that the column is not hidden. */
function labelOf(text: string, split: Split): string {
  if (!text.startsWith("_")) return text;
  if (split.command === "timechart") return `VALUE${text}`;
  throw ambiguous(
    `What chart calls the column of "${text}", which begins like an internal field, is not documented. Give it another name with eval before.`,
    split.column.token.span,
  );
}

/** Make the table of a chart with a column-split field. */
export function splitColumns(rows: readonly ChartRow[], split: Split, context: RunContext): Table {
  const { settings, terms, grouping } = split;
  const { kept, others } = choose(rows, split);
  const keptSet = new Set(kept);
  const wantsOther = others && settings.otherLabel !== null;
  if (wantsOther) assertMergeable(split);
  const cells = new Cells(split);
  let nulls = false;
  rows.forEach(({ rows: input }, index) => {
    context.spend(input.length);
    for (const row of input) {
      for (const series of seriesOf(row, split)) {
        if (series.kind === "null") {
          nulls = true;
          cells.add(index, "null", row);
        } else if (series.kind === "value" && keptSet.has(series.text)) {
          cells.add(index, `=${series.text}`, row);
        } else if (wantsOther) {
          cells.add(index, "other", row);
        }
      }
    }
  });
  const columns = kept.map((text) => ({ key: `=${text}`, label: labelOf(text, split) }));
  if (nulls) columns.push({ key: "null", label: settings.nullLabel! });
  if (wantsOther) columns.push({ key: "other", label: settings.otherLabel! });
  const nameOf = (term: Term, label: string): string =>
    terms.length === 1 ? label : settings.columnName(term.name, label);
  const names = terms.flatMap((term) => columns.map(({ label }) => nameOf(term, label)));
  const fields = [split.rowField, ...names];
  const twice = fields.find((name, index) => fields.indexOf(name) !== index);
  if (twice !== undefined) {
    throw ambiguous(
      `Two columns would be named "${twice}". Set nullstr, otherstr or format, or rename values before.`,
      split.column.token.span,
    );
  }
  const made = rows.map(({ label }, index) => {
    const row: Row = new Map([[split.rowField, label]]);
    for (const column of columns) {
      const aggregators = cells.get(index, column.key) ?? grouping.start();
      terms.forEach((term, position) => {
        const result = resultOf(aggregators[position], term);
        if (result === null) return;
        context.hold(result, term.span);
        row.set(nameOf(term, column.label), result);
      });
    }
    return row;
  });
  return { fields, rows: made };
}

function assertMergeable({ terms, settings }: Split): void {
  const term = terms.find(({ entry }) => !MERGEABLE.has(entry.name));
  if (term === undefined) return;
  throw ambiguous(
    `How ${term.entry.name}() of the series beyond the limit of ${settings.limit!.count} is merged into ` +
      `${settings.otherLabel} is not documented. Set limit=0 or useother=false.`,
    term.span,
  );
}
