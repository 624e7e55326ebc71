/**
 * The statistical functions, by name, and those of Splunk's reference that are rejected. Names are looked up without
 * regard to case; perc, p and exactperc carry their percentile in the name.
 */
import type { StatsFunction } from "../contract/function.ts";
import { COUNTING } from "./counting.ts";
import { EXTREMES } from "./extremes.ts";
import { NUMERIC } from "./numeric.ts";
import { PERCENTILES } from "./percentile.ts";

export { AllNumbers } from "./entry.ts";

/** By their own names (aliases are in the entries). */
export const STATS_FUNCTIONS: ReadonlyMap<string, StatsFunction> = new Map(
  [...COUNTING, ...NUMERIC, ...PERCENTILES, ...EXTREMES].map((entry) => [entry.name, entry]),
);

/** Statistical functions of Splunk's reference that are not run, with the reason. */
export const UNSUPPORTED_STATS_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["estdc", "it estimates by an algorithm that is not documented; use dc(), which is exact"],
  ["estdc_error", "it belongs to an estimate whose algorithm is not documented; use dc(), which is exact"],
  [
    "upperperc",
    "it is the upper bound of an approximation that is not documented; use exactperc(), which is exact",
  ],
  ["rate", "its treatment of counter resets is not documented; compute it from earliest and latest"],
  [
    "rate_avg",
    "it works on metric time series, which only mstats reads; compute it from earliest and latest",
  ],
  [
    "rate_sum",
    "it works on metric time series, which only mstats reads; compute it from earliest and latest",
  ],
  ["per_second", "its value depends on a span that is not documented; divide sum() by the span"],
  ["per_minute", "its value depends on a span that is not documented; divide sum() by the span"],
  ["per_hour", "its value depends on a span that is not documented; divide sum() by the span"],
  ["per_day", "its value depends on a span that is not documented; divide sum() by the span"],
  ["eval", "expressions over aggregates are not run; use eval after the command"],
  ["sparkline", "the inline chart that it draws has no documented form; use timechart"],
]);

/** Functions whose result is about numbers alone, to which allnum applies. */
export const NUMBER_FUNCTIONS: ReadonlySet<string> = new Set([
  ...NUMERIC.map((entry) => entry.name),
  ...PERCENTILES.map((entry) => entry.name),
]);

const BY_ANY_NAME: ReadonlyMap<string, StatsFunction> = new Map(
  [...STATS_FUNCTIONS.values()].flatMap((entry) =>
    [entry.name, ...(entry.aliases ?? [])].map((name) => [name, entry] as const),
  ),
);

export interface FoundFunction {
  readonly entry: StatsFunction;
  /** The percentile in the name, else null. */
  readonly parameter: number | null;
}

/** Find a function by any of its names; undefined when there is none. */
export function findStatsFunction(written: string): FoundFunction | undefined {
  const name = written.toLowerCase();
  const percentile = /^(perc|p|exactperc)(\d+(?:\.\d+)?)$/.exec(name);
  if (percentile !== null) {
    const entry = BY_ANY_NAME.get(percentile[1]!)!;
    const parameter = Number(percentile[2]);
    return parameter <= 100 ? { entry, parameter } : undefined;
  }
  const entry = BY_ANY_NAME.get(name);
  if (entry === undefined || entry.syntax.includes("<percentile>")) return undefined;
  return { entry, parameter: null };
}

/** Why a function is rejected, or undefined when it is not among the rejected. */
export function unsupportedStatsFunction(written: string): string | undefined {
  return UNSUPPORTED_STATS_FUNCTIONS.get(written.toLowerCase().replace(/[\d.]+$/, ""));
}

/** Every name that a statistical function can be written with, those that are rejected included. */
export const STATS_FUNCTION_NAMES: readonly string[] = [
  ...[...BY_ANY_NAME.keys()].filter((name) => !["perc", "p", "exactperc"].includes(name)),
  ...UNSUPPORTED_STATS_FUNCTIONS.keys(),
];
