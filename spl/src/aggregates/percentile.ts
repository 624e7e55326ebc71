/**
 * Percentiles and the median. limits.conf decides how they are computed ([stats], "computing percentiles (and medians=50
 * percentile)"): perc_digest_type is tdigest by default, or rdigest, which goes by perc_method, nearest-rank or interpolated.
 * The reference does not settle which of them an answer follows: its text has the nearest rank (and for a median the higher
 * of two), its worked examples interpolate (perc50 of 1 to 10 is 5.5). So one rule holds for perc, p, exactperc and median:
 * both methods are computed, and where they differ the app's own limits.conf has to say which one. From 1,000 distinct
 * values on Splunk approximates, which cannot be repeated, and only exactperc is answered.
 */
import type { PercentileMethod, Retain, StatsFunction } from "../contract/function.ts";
import { SplError } from "../errors/spl-error.ts";
import { NumberAggregator } from "./entry.ts";

const PAGE = "Search Reference, Aggregate functions; Admin Manual, limits.conf, [stats]";
const EXACT_BELOW = 1000;
/** Bytes of a number. */
const NUMBER_SIZE = 8;

abstract class Numbers extends NumberAggregator {
  private readonly numbers: number[] = [];
  constructor(private readonly retain: Retain) {
    super();
  }
  protected number(number: number): void {
    this.retain(NUMBER_SIZE);
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
    `${name}() is approximate in Splunk from ${EXACT_BELOW} distinct values on; use ${instead}(), which is exact.`,
  );
}

class Percentile extends Numbers {
  constructor(
    /** As in the reference: "perc95", "median". */
    private readonly name: string,
    private readonly percent: number,
    private readonly method: PercentileMethod | null,
    private readonly exact: boolean,
    retain: Retain,
  ) {
    super(retain);
  }

  result(): number | null {
    const sorted = this.sorted();
    if (sorted.length === 0) return null;
    if (!this.exact) assertFew(sorted, this.name, `exactperc${this.percent}`);
    const nearest = nearestRank(sorted, this.percent);
    const between = interpolated(sorted, this.percent);
    if (nearest === between || this.method === "nearest-rank") return nearest;
    if (this.method === "interpolated") return between;
    throw new SplError(
      "ambiguous",
      `${this.name}() of these values is ${nearest} by the nearest rank and ${between} interpolated, and documentation does not ` +
        "settle which of them Splunk computes: set perc_digest_type = rdigest and perc_method = nearest-rank or " +
        "interpolated in the [stats] stanza of the app's limits.conf, as on your search head.",
    );
  }
}

/** limits.conf.spec, perc_method: "the number with 0-based rank R = floor((percent/100)*count)"; the greatest for 100. */
function nearestRank(sorted: Float64Array, percent: number): number {
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)]!;
}

/** limits.conf.spec, perc_method: between the neighbours of rank F = (percent/100)*(count-1). */
function interpolated(sorted: Float64Array, percent: number): number {
  // The rank in hundredths, so that the fraction is as exact as a double can be (0.55, not 0.5500000000000007).
  const hundredths = (sorted.length - 1) * percent;
  const below = Math.floor(hundredths / 100);
  const fraction = (hundredths % 100) / 100;
  const left = sorted[below]!;
  const right = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return left + fraction * (right - left);
}

const BOTH_METHODS =
  "Rejected where the nearest rank and interpolation differ, unless [stats] in the app's limits.conf sets perc_digest_type = rdigest and perc_method.";
const APPROXIMATE = "Rejected from 1,000 distinct values on, where Splunk approximates.";

export const PERCENTILES: readonly StatsFunction[] = [
  {
    name: "perc",
    aliases: ["p"],
    syntax: "perc<percentile>(<value>) | p<percentile>(<value>)",
    summary: "The percentile (0 to 100) of the values that are numbers.",
    page: PAGE,
    argument: "required",
    differences: [BOTH_METHODS, APPROXIMATE],
    start: (parameter, { percentiles }, retain) =>
      new Percentile(`perc${parameter}`, parameter!, percentiles, false, retain),
  },
  {
    name: "exactperc",
    syntax: "exactperc<percentile>(<value>)",
    summary: "The percentile of any number of values.",
    page: PAGE,
    argument: "required",
    differences: [BOTH_METHODS],
    start: (parameter, { percentiles }, retain) =>
      new Percentile(`exactperc${parameter}`, parameter!, percentiles, true, retain),
  },
  {
    name: "median",
    syntax: "median(<value>)",
    summary: "The number in the middle.",
    page: PAGE,
    argument: "required",
    differences: [BOTH_METHODS, APPROXIMATE],
    start: (_, { percentiles }, retain) => new Percentile("median", 50, percentiles, false, retain),
  },
];
