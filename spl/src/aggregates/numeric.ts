/** Aggregates of numbers: sum, avg, sumsq, range, stdev, stdevp, var, varp. Sums are taken in the order of the rows. */
import type { Aggregator, StatsFunction } from "../contract/function.ts";
import { decimalOf, ratio } from "../values/rational.ts";
import { NumberAggregator } from "./entry.ts";

/** The reference's examples show averages with all their digits, and say nothing of decimals that the values show. */
const DIGITS =
  "The result has the digits of the number itself: zeros that the values show behind the point (2.0 and 3.0) are not shown, nor do they count in later calculations.";

const AGGREGATE = "Search Reference, Aggregate functions";

class Sum extends NumberAggregator {
  private total = 0;
  private seen = 0;
  constructor(private readonly finish: (total: number, seen: number) => number) {
    super();
  }
  protected number(number: number): void {
    this.total += number;
    this.seen++;
  }
  result(): number | null {
    return this.seen === 0 ? null : this.finish(this.total, this.seen);
  }
}

class SumOfSquares extends NumberAggregator {
  private total = 0;
  private seen = 0;
  protected number(number: number): void {
    this.total += number * number;
    this.seen++;
  }
  result(): number | null {
    return this.seen === 0 ? null : this.total;
  }
}

class Range extends NumberAggregator {
  private minimum = Number.POSITIVE_INFINITY;
  private maximum = Number.NEGATIVE_INFINITY;
  protected number(number: number): void {
    if (number < this.minimum) this.minimum = number;
    if (number > this.maximum) this.maximum = number;
  }
  result(): number | null {
    return this.maximum < this.minimum ? null : this.maximum - this.minimum;
  }
}

/**
 * Variance, of a sample (n − 1) or of a population (n). It is calculated exactly, in whole numbers of a power of ten, as
 * (n·Σx² − (Σx)²) / (n·(n − 1)) or / n², and rounded once at the end: the order of the values makes no difference, and
 * a variance of 4 is 4. The reference gives the formula and says nothing of how Splunk rounds.
 */
class Spread extends NumberAggregator {
  private seen = 0;
  /** The power of ten that all sums count in; their squares count in its square. */
  private exponent = 0;
  private sum = 0n;
  private squares = 0n;
  private finite = true;
  constructor(
    private readonly population: boolean,
    private readonly finish: (variance: number) => number,
  ) {
    super();
  }
  protected number(number: number): void {
    this.seen++;
    this.finite &&= Number.isFinite(number);
    if (!this.finite) return;
    let { digits, exponent } = decimalOf(number);
    if (exponent < this.exponent) {
      const finer = 10n ** BigInt(this.exponent - exponent);
      this.sum *= finer;
      this.squares *= finer * finer;
      this.exponent = exponent;
    } else if (exponent > this.exponent) digits *= 10n ** BigInt(exponent - this.exponent);
    this.sum += digits;
    this.squares += digits * digits;
  }
  result(): number | null {
    if (this.seen === 0) return null;
    // The reference's example shows 0 for a single value, where the sample formula would divide by zero.
    if (this.seen === 1) return 0;
    if (!this.finite) return Number.NaN;
    const count = BigInt(this.seen);
    const numerator = count * this.squares - this.sum * this.sum;
    const denominator = count * (this.population ? count : count - 1n) * 10n ** BigInt(-2 * this.exponent);
    return this.finish(ratio(numerator, denominator));
  }
}

function numeric(
  name: string,
  summary: string,
  start: () => Aggregator,
  aliases: readonly string[] = [],
  differences: readonly string[] = [],
): StatsFunction {
  const syntax = `${name}(<value>)`;
  return {
    name,
    aliases,
    syntax,
    summary,
    page: AGGREGATE,
    argument: "required",
    differences: [...differences, DIGITS],
    start,
  };
}

const EXACT =
  "The variance is calculated exactly and rounded once to a double; Splunk may show other last digits.";

function spread(
  name: string,
  summary: string,
  population: boolean,
  finish: (variance: number) => number,
): StatsFunction {
  return numeric(name, summary, () => new Spread(population, finish), [], [EXACT]);
}

const same = (number: number): number => number;

export const NUMERIC: readonly StatsFunction[] = [
  numeric("sum", "The sum of the values that are numbers.", () => new Sum(same)),
  numeric(
    "avg",
    "The average of the values that are numbers.",
    () => new Sum((total, seen) => total / seen),
    ["mean"],
  ),
  numeric("sumsq", "The sum of the squares of the values that are numbers.", () => new SumOfSquares()),
  numeric("range", "The difference between the greatest and the least number.", () => new Range()),
  spread("stdev", "The sample standard deviation; 0 for one number.", false, Math.sqrt),
  spread("stdevp", "The population standard deviation.", true, Math.sqrt),
  spread("var", "The sample variance; 0 for one number.", false, same),
  spread("varp", "The population variance.", true, same),
];
