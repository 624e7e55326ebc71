/**
 * Percentiles and the median. The reference speaks of the nearest rank below 1,000 distinct values, yet its worked
 * examples (perc50 of 1 to 10 is 5.5, perc95 is 9.55; of the visitors 1996.5 and 3858.35) interpolate between the two
 * neighbours of rank (n − 1)·p/100. The examples show what runs, so they are followed. From 1,000 distinct values on
 * Splunk approximates, which cannot be repeated, and only exactperc is answered.
 */
import type { StatsFunction } from "../contract/function.ts";
import { SplError } from "../errors/spl-error.ts";
import { NumberAggregator } from "./entry.ts";

const AGGREGATE = "Search Reference, Aggregate functions";
const EXACT_BELOW = 1000;

abstract class Numbers extends NumberAggregator {
  private readonly numbers: number[] = [];
  protected number(number: number): void {
    this.numbers.push(number);
  }
  protected sorted(): Float64Array {
    return Float64Array.from(this.numbers).sort();
  }
}

function assertFew(sorted: Float64Array, name: string, instead: string): void {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  if (distinct < EXACT_BELOW) return;
  throw new SplError(
    "limit",
    `${name}() is approximate in Splunk from ${EXACT_BELOW} distinct values on; ${instead}() is exact.`,
  );
}

class Percentile extends Numbers {
  constructor(
    private readonly percent: number,
    private readonly exact: boolean,
  ) {
    super();
  }
  result(): number | null {
    const sorted = this.sorted();
    if (sorted.length === 0) return null;
    if (!this.exact) assertFew(sorted, `perc${this.percent}`, `exactperc${this.percent}`);
    // The rank in hundredths, so that the fraction is as exact as a double can be (0.55, not 0.5500000000000007).
    const hundredths = (sorted.length - 1) * this.percent;
    const below = Math.floor(hundredths / 100);
    const fraction = (hundredths % 100) / 100;
    const left = sorted[below]!;
    const right = sorted[Math.min(below + 1, sorted.length - 1)]!;
    return left + fraction * (right - left);
  }
}

class Median extends Numbers {
  result(): number | null {
    const sorted = this.sorted();
    if (sorted.length === 0) return null;
    assertFew(sorted, "median", "exactperc50");
    const upper = sorted[sorted.length >> 1]!;
    if (sorted.length % 2 === 0 && sorted[(sorted.length >> 1) - 1] !== upper) {
      throw new SplError(
        "ambiguous",
        "median() of an even number of values is not settled: the reference says the higher of the two in the middle, " +
          "its percentile examples take the value between them. Use exactperc50() or max() and min() instead.",
      );
    }
    return upper;
  }
}

export const PERCENTILES: readonly StatsFunction[] = [
  {
    name: "perc",
    aliases: ["p"],
    syntax: "perc<percentile>(<value>) | p<percentile>(<value>)",
    summary: "The percentile (0 to 100) of the values that are numbers, interpolated between neighbours.",
    page: AGGREGATE,
    argument: "required",
    differences: [
      "Interpolates as the reference's examples do, although its text speaks of the nearest rank.",
      "Rejected from 1,000 distinct values on, where Splunk approximates.",
    ],
    start: (parameter) => new Percentile(parameter ?? 95, false),
  },
  {
    name: "exactperc",
    syntax: "exactperc<percentile>(<value>)",
    summary: "The percentile of any number of values.",
    page: AGGREGATE,
    argument: "required",
    differences: [
      "Interpolates as the reference's examples do, although its text speaks of the nearest rank.",
    ],
    start: (parameter) => new Percentile(parameter ?? 95, true),
  },
  {
    name: "median",
    syntax: "median(<value>)",
    summary: "The number in the middle.",
    page: AGGREGATE,
    argument: "required",
    differences: [
      "Rejected for an even number of values whose two middle ones differ, because the reference contradicts itself.",
      "Rejected from 1,000 distinct values on, where Splunk approximates.",
    ],
    start: () => new Median(),
  },
];
