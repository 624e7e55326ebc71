/** min and max (numbers where possible, else texts) and the aggregates of order: first, last, earliest, latest. */

import { compareText } from "../commands/support/order.ts";
import { numberOf, textOf } from "../commands/support/value.ts";
import type { Aggregator, StatsFunction } from "../contract.ts";
import { SplError } from "../errors.ts";
import type { Scalar, Value } from "../table.ts";
import { EntryAggregator } from "./entry.ts";

const AGGREGATE = "Search Reference, Aggregate functions";
const ORDER = "Search Reference, Event order functions";
const TIME = "Search Reference, Time functions";

/** Numbers sort before texts, so a text is the greatest if there is one, a number the least. */
class Extreme extends EntryAggregator {
  private number: number | null = null;
  private text: string | null = null;
  constructor(private readonly sign: 1 | -1) {
    super();
  }
  protected take(entry: Scalar): void {
    const number = numberOf(entry);
    if (number !== null) {
      if (this.number === null || (number - this.number) * this.sign > 0) this.number = number;
      return;
    }
    const text = textOf(entry);
    if (this.text === null || compareText(text, this.text) * this.sign > 0) this.text = text;
  }
  result(): Value | null {
    return this.sign > 0 ? (this.text ?? this.number) : (this.number ?? this.text);
  }
}

/** The single value of a field; which entry of several is meant is not documented. */
function single(value: Value, name: string): Scalar {
  if (typeof value !== "object") return value;
  throw new SplError(
    "ambiguous",
    `${name}() of a multi-value field is not settled by the reference. Pick an entry with eval mvindex() before.`,
  );
}

class First implements Aggregator {
  private value: Scalar | null = null;
  add(value: Value | null): void {
    if (this.value === null && value !== null && value !== "") this.value = single(value, "first");
  }
  result(): Value | null {
    return this.value;
  }
}

class Last implements Aggregator {
  private value: Scalar | null = null;
  add(value: Value | null): void {
    if (value !== null && value !== "") this.value = single(value, "last");
  }
  result(): Value | null {
    return this.value;
  }
}

/** The value of the least or greatest _time. */
class ByTime implements Aggregator {
  private value: Scalar | null = null;
  private time = 0;
  private tied = false;
  constructor(
    private readonly name: string,
    private readonly sign: 1 | -1,
    private readonly wantsTime: boolean,
  ) {}
  add(value: Value | null, time: number | null): void {
    if (value === null || value === "") return;
    const entry = single(value, this.name);
    if (time === null) {
      throw new SplError(
        "ambiguous",
        `${this.name}() needs _time in every row that has a value; results are random else.`,
      );
    }
    const distance = this.value === null ? 1 : (time - this.time) * this.sign;
    if (distance > 0) {
      this.value = entry;
      this.time = time;
      this.tied = false;
    } else if (distance === 0 && textOf(entry) !== textOf(this.value!)) {
      this.tied = true;
    }
  }
  result(): Value | null {
    if (this.value === null) return null;
    if (this.wantsTime) return this.time.toFixed(6);
    if (this.tied) {
      throw new SplError(
        "ambiguous",
        `${this.name}() is not settled: rows with different values share the same _time. ` +
          "Use values(), or first() or last() after a sort.",
      );
    }
    return this.value;
  }
}

const TIE = "Refused when rows with different values share that time, because the reference names no winner.";
const NO_TIME = "Refused for rows without _time, for which Splunk's results are random.";
const SEVERAL = "Refused for a multi-value field.";

export const EXTREMES: readonly StatsFunction[] = [
  {
    name: "max",
    syntax: "max(<value>)",
    summary: "The greatest value: numbers by size, texts lexicographically and after all numbers.",
    page: AGGREGATE,
    argument: "required",
    start: () => new Extreme(1),
  },
  {
    name: "min",
    syntax: "min(<value>)",
    summary: "The least value: numbers by size, texts lexicographically and after all numbers.",
    page: AGGREGATE,
    argument: "required",
    start: () => new Extreme(-1),
  },
  {
    name: "first",
    syntax: "first(<value>)",
    summary: "The value of the first row that has one.",
    page: ORDER,
    argument: "required",
    differences: [SEVERAL],
    start: () => new First(),
  },
  {
    name: "last",
    syntax: "last(<value>)",
    summary: "The value of the last row that has one.",
    page: ORDER,
    argument: "required",
    differences: [SEVERAL],
    start: () => new Last(),
  },
  {
    name: "earliest",
    syntax: "earliest(<value>)",
    summary: "The value of the row with the least _time.",
    page: TIME,
    argument: "required",
    differences: [TIE, NO_TIME, SEVERAL],
    start: () => new ByTime("earliest", -1, false),
  },
  {
    name: "latest",
    syntax: "latest(<value>)",
    summary: "The value of the row with the greatest _time.",
    page: TIME,
    argument: "required",
    differences: [TIE, NO_TIME, SEVERAL],
    start: () => new ByTime("latest", 1, false),
  },
  {
    name: "earliest_time",
    syntax: "earliest_time(<value>)",
    summary: "The least _time of a row that has the field, with six decimals.",
    page: TIME,
    argument: "required",
    differences: [NO_TIME, SEVERAL],
    start: () => new ByTime("earliest_time", -1, true),
  },
  {
    name: "latest_time",
    syntax: "latest_time(<value>)",
    summary: "The greatest _time of a row that has the field, with six decimals.",
    page: TIME,
    argument: "required",
    differences: [NO_TIME, SEVERAL],
    start: () => new ByTime("latest_time", 1, true),
  },
];
