/** min and max (numbers where possible, else texts) and the aggregates of order: first, last, earliest, latest. */

import type { Aggregator, StatsFunction } from "../contract/function.ts";
import { SplError } from "../errors/spl-error.ts";
import { numberOf, textOf } from "../values/entries.ts";
import { compareText } from "../values/order.ts";
import type { Scalar, Value } from "../values/table.ts";
import { EMPTY_TEXT, EntryAggregator } from "./entry.ts";

const AGGREGATE = "Search Reference, Aggregate functions";
const ORDER = "Search Reference, Event order functions";
const TIME = "Search Reference, Time functions";

/**
 * Numbers sort before texts, so a text is the greatest if there is one, a number the least. The winner keeps its own text
 * ("2.0" stays "2.0"), because the value of a field is returned, and its decimals count in later calculations.
 */
class Extreme extends EntryAggregator {
  private number: number | null = null;
  /** The entry that `number` was read from. */
  private entry: Scalar | null = null;
  /** A winner of the same size that is written otherwise. */
  private rival: Scalar | null = null;
  private text: string | null = null;
  constructor(
    private readonly name: string,
    private readonly sign: 1 | -1,
  ) {
    super();
  }
  protected take(entry: Scalar): void {
    const number = numberOf(entry);
    if (number !== null) {
      const distance = this.number === null ? 1 : (number - this.number) * this.sign;
      if (distance > 0) {
        this.number = number;
        this.entry = entry;
        this.rival = null;
      } else if (distance === 0 && entry !== this.entry && textOf(entry) !== textOf(this.entry!)) {
        this.rival = entry;
      }
      return;
    }
    const text = textOf(entry);
    if (this.text === null || compareText(text, this.text) * this.sign > 0) this.text = text;
  }
  result(): Value | null {
    if (this.sign > 0 && this.text !== null) return this.text;
    if (this.rival !== null) {
      throw new SplError(
        "ambiguous",
        `${this.name}() is not settled: ${textOf(this.entry!)} and ${textOf(this.rival)} are the same number, written ` +
          "differently. Convert the field before, as with eval tonumber() or round().",
      );
    }
    return this.entry ?? this.text;
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

const TIE =
  "Rejected when rows with different values share that time, because the reference names no winner.";
const NO_TIME = "Rejected for rows without _time, for which Splunk's results are random.";
const SEVERAL = "Rejected for a multi-value field.";
const SAME_NUMBER =
  "Rejected when the least or greatest number is written in several ways (2 and 2.0), because the reference does not say which is returned.";
const FILE_ORDER =
  "Events of the same second keep the order of the file; Splunk's order among them is not documented.";

export const EXTREMES: readonly StatsFunction[] = [
  {
    name: "max",
    syntax: "max(<value>)",
    summary: "The greatest value: numbers by size, texts lexicographically and after all numbers.",
    page: AGGREGATE,
    argument: "required",
    differences: [SAME_NUMBER, EMPTY_TEXT],
    start: () => new Extreme("max", 1),
  },
  {
    name: "min",
    syntax: "min(<value>)",
    summary: "The least value: numbers by size, texts lexicographically and after all numbers.",
    page: AGGREGATE,
    argument: "required",
    differences: [SAME_NUMBER, EMPTY_TEXT],
    start: () => new Extreme("min", -1),
  },
  {
    name: "first",
    syntax: "first(<value>)",
    summary: "The value of the first row that has one.",
    page: ORDER,
    argument: "required",
    differences: [SEVERAL, FILE_ORDER, EMPTY_TEXT],
    start: () => new First(),
  },
  {
    name: "last",
    syntax: "last(<value>)",
    summary: "The value of the last row that has one.",
    page: ORDER,
    argument: "required",
    differences: [SEVERAL, FILE_ORDER, EMPTY_TEXT],
    start: () => new Last(),
  },
  {
    name: "earliest",
    syntax: "earliest(<value>)",
    summary: "The value of the row with the least _time.",
    page: TIME,
    argument: "required",
    differences: [TIE, NO_TIME, SEVERAL, EMPTY_TEXT],
    start: () => new ByTime("earliest", -1, false),
  },
  {
    name: "latest",
    syntax: "latest(<value>)",
    summary: "The value of the row with the greatest _time.",
    page: TIME,
    argument: "required",
    differences: [TIE, NO_TIME, SEVERAL, EMPTY_TEXT],
    start: () => new ByTime("latest", 1, false),
  },
  {
    name: "earliest_time",
    syntax: "earliest_time(<value>)",
    summary: "The least _time of a row that has the field, with six decimals.",
    page: TIME,
    argument: "required",
    differences: [NO_TIME, SEVERAL, EMPTY_TEXT],
    start: () => new ByTime("earliest_time", -1, true),
  },
  {
    name: "latest_time",
    syntax: "latest_time(<value>)",
    summary: "The greatest _time of a row that has the field, with six decimals.",
    page: TIME,
    argument: "required",
    differences: [NO_TIME, SEVERAL, EMPTY_TEXT],
    start: () => new ByTime("latest_time", 1, true),
  },
];
