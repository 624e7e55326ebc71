/** Aggregates of numbers: sum, avg, sumsq, range, stdev, stdevp, var, varp. Sums are taken in the order of the rows. */
import type { Aggregator, StatsFunction } from "../contract/function.ts";
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
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;
  protected number(number: number): void {
    if (number < this.least) this.least = number;
    if (number > this.most) this.most = number;
  }
  result(): number | null {
    return this.most < this.least ? null : this.most - this.least;
  }
}

/** Variance by Welford's method; of a sample (n − 1) or of a population (n). */
class Spread extends NumberAggregator {
  private seen = 0;
  private mean = 0;
  private squares = 0;
  constructor(
    private readonly population: boolean,
    private readonly finish: (variance: number) => number,
  ) {
    super();
  }
  protected number(number: number): void {
    this.seen++;
    const distance = number - this.mean;
    this.mean += distance / this.seen;
    this.squares += distance * (number - this.mean);
  }
  result(): number | null {
    if (this.seen === 0) return null;
    // The reference's example shows 0 for a single value, where the sample formula would divide by zero.
    if (this.seen === 1) return 0;
    return this.finish(this.squares / (this.population ? this.seen : this.seen - 1));
  }
}

function numeric(
  name: string,
  summary: string,
  start: () => Aggregator,
  aliases: readonly string[] = [],
): StatsFunction {
  const syntax = `${name}(<value>)`;
  return {
    name,
    aliases,
    syntax,
    summary,
    page: AGGREGATE,
    argument: "required",
    differences: [DIGITS],
    start,
  };
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
  numeric("stdev", "The sample standard deviation; 0 for one number.", () => new Spread(false, Math.sqrt)),
  numeric("stdevp", "The population standard deviation.", () => new Spread(true, Math.sqrt)),
  numeric("var", "The sample variance; 0 for one number.", () => new Spread(false, same)),
  numeric("varp", "The population variance.", () => new Spread(true, same)),
];
