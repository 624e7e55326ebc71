/** Aggregates that read values as texts: count, dc, values, list, mode. */

import type { Retain, StatsFunction } from "../contract/function.ts";
import { SplError } from "../errors/spl-error.ts";
import { markUndelimited } from "../values/delimiter.ts";
import { textOf, valueFrom } from "../values/entries.ts";
import { compareText } from "../values/order.ts";
import { VALUE_SIZE } from "../values/size.ts";
import type { Scalar, Value } from "../values/table.ts";
import { EMPTY_TEXT, EntryAggregator } from "./entry.ts";

const AGGREGATE = "Search Reference, Aggregate functions";
const MULTIVALUE = "Search Reference, Multivalue stats and chart functions";

class Count extends EntryAggregator {
  private seen = 0;
  protected take(): void {
    this.seen++;
  }
  result(): number {
    return this.seen;
  }
}

class DistinctCount extends EntryAggregator {
  private readonly seen = new Set<string>();
  constructor(private readonly retain: Retain) {
    super();
  }
  protected take(entry: Scalar): void {
    const text = textOf(entry);
    if (this.seen.has(text)) return;
    this.retain(text.length + VALUE_SIZE);
    this.seen.add(text);
  }
  result(): number {
    return this.seen.size;
  }
}

/** Where a text belongs in a sorted list. */
function placeOf(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareText(sorted[middle]!, text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

class Values extends EntryAggregator {
  private readonly seen = new Set<string>();
  /** Once asked for, the list is kept in order, because streamstats asks after every row. */
  private sorted: string[] | null = null;
  constructor(private readonly retain: Retain) {
    super();
  }
  protected take(entry: Scalar): void {
    const text = textOf(entry);
    if (this.seen.has(text)) return;
    this.retain(text.length);
    this.sorted?.splice(placeOf(this.sorted, text), 0, text);
    this.seen.add(text);
  }
  result(): Value | null {
    this.sorted ??= [...this.seen].sort(compareText);
    return markUndelimited(valueFrom([...this.sorted]));
  }
}

/** "If more than 100 values are in a field, only the first 100 are returned." */
const LIST_LIMIT = 100;

class List extends EntryAggregator {
  private readonly seen: string[] = [];
  protected take(entry: Scalar): void {
    if (this.seen.length < LIST_LIMIT) this.seen.push(textOf(entry));
  }
  result(): Value | null {
    return markUndelimited(valueFrom([...this.seen]));
  }
}

class Mode extends EntryAggregator {
  private readonly seen = new Map<string, number>();
  constructor(private readonly retain: Retain) {
    super();
  }
  protected take(entry: Scalar): void {
    const text = textOf(entry);
    const count = this.seen.get(text) ?? 0;
    if (count === 0) this.retain(text.length + VALUE_SIZE);
    this.seen.set(text, count + 1);
  }
  result(): Value | null {
    let highest = 0;
    let winners: string[] = [];
    for (const [text, count] of this.seen) {
      if (count > highest) {
        highest = count;
        winners = [];
      }
      if (count === highest) winners.push(text);
    }
    if (winners.length > 1) {
      const two = winners.slice(0, 2).map((text) => `"${text}"`);
      throw new SplError(
        "ambiguous",
        `mode() is not settled: ${two.join(" and ")} are equally frequent. Count the values with top instead.`,
      );
    }
    return winners[0] ?? null;
  }
}

export const COUNTING: readonly StatsFunction[] = [
  {
    name: "count",
    aliases: ["c"],
    syntax: "count | count(<value>)",
    summary: "The number of rows, or of the values of a field, or of rows for which eval(…) is true.",
    page: AGGREGATE,
    argument: "optional",
    differences: [EMPTY_TEXT],
    start: () => new Count(),
  },
  {
    name: "dc",
    aliases: ["distinct_count"],
    syntax: "dc(<value>)",
    summary: "The number of distinct values, compared as texts: 1, 1.0 and 01 are three.",
    page: AGGREGATE,
    argument: "required",
    differences: [EMPTY_TEXT],
    start: (_parameter, _settings, retain) => new DistinctCount(retain),
  },
  {
    name: "values",
    syntax: "values(<value>)",
    summary: "The distinct values as texts, in lexicographic order, without limit.",
    page: MULTIVALUE,
    argument: "required",
    differences: [EMPTY_TEXT],
    start: (_parameter, _settings, retain) => new Values(retain),
  },
  {
    name: "list",
    syntax: "list(<value>)",
    summary: "The first 100 values as texts, in the order of the rows.",
    page: MULTIVALUE,
    argument: "required",
    differences: [EMPTY_TEXT],
    start: () => new List(),
  },
  {
    name: "mode",
    syntax: "mode(<value>)",
    summary: "The most frequent value, compared as text.",
    page: AGGREGATE,
    argument: "required",
    differences: [
      "Rejected when several values are equally frequent, because the reference names no winner.",
      EMPTY_TEXT,
    ],
    start: (_parameter, _settings, retain) => new Mode(retain),
  },
];
