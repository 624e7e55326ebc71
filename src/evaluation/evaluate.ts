/**
 * How well scores rank labelled events: beside the rankings of others, on ports that the points were not weighed on, and where they fail.
 * It gets scores and does not know what made them.
 */
import type { Baseline } from "./baselines.ts";
import { atThreshold, averagePrecision, rocAuc } from "./measures.ts";
import { halfOf, refit, weigh } from "./refit.ts";
import { portOf, type Scenario } from "./scenarios.ts";

/** A labelled event, its score, and the factors with their points that add up to it. */
export interface Scored {
  readonly scenario: Scenario;
  /** -1 where the event got none: below all others. */
  readonly score: number;
  readonly factors: ReadonlyMap<string, number>;
  /** Whether the detection has a row for it. */
  readonly reported: boolean;
}

/** How well one ranking does; shares and areas from 0 to 1, NaN where there is nothing to measure. */
export interface RankingResult {
  readonly name: string;
  readonly rocAuc: { readonly all: number; readonly clear: number; readonly hard: number };
  readonly averagePrecision: number;
  readonly recall: number;
  readonly falsePositives: number;
}

/** One half of the ports: ROC-AUC with the points as shipped, and with factors weighed anew on the other half. */
export interface HalfResult {
  readonly half: "first half" | "second half";
  readonly events: number;
  readonly shipped: number;
  readonly refitted: number;
}

export interface Evaluation {
  readonly events: number;
  readonly malicious: number;
  readonly threshold: number;
  readonly rankings: readonly RankingResult[];
  readonly halves: readonly HalfResult[];
  /** Events on the wrong side of the threshold, the furthest from it first. */
  readonly misses: readonly Scored[];
}

/** @param threshold from this score on an event counts as reported */
export function evaluate(
  scored: readonly Scored[],
  baselines: readonly Baseline[],
  threshold: number,
): Evaluation {
  return {
    events: scored.length,
    malicious: scored.filter(({ scenario }) => scenario.malicious).length,
    threshold,
    rankings: [
      ranking(`portrisk (at ${threshold})`, scored, ({ score }) => score, threshold),
      ranking("the scored detection", scored, ({ reported }) => Number(reported), 1),
      ...baselines.map(({ name, score }) => ranking(name, scored, ({ scenario }) => score(scenario), 1)),
    ],
    halves: [leftOut(scored, 0), leftOut(scored, 1)],
    misses: missesOf(scored, threshold),
  };
}

function ranking(
  name: string,
  scored: readonly Scored[],
  scoreOf: (event: Scored) => number,
  threshold: number,
): RankingResult {
  const judge = (strength?: Scenario["strength"]) =>
    scored
      .filter(({ scenario }) => strength === undefined || scenario.strength === strength)
      .map((event) => ({ malicious: event.scenario.malicious, score: scoreOf(event) }));
  return {
    name,
    rocAuc: { all: rocAuc(judge()), clear: rocAuc(judge("clear")), hard: rocAuc(judge("hard")) },
    averagePrecision: averagePrecision(judge()),
    ...atThreshold(judge(), threshold),
  };
}

function leftOut(scored: readonly Scored[], half: 0 | 1): HalfResult {
  const samples = scored.map(({ scenario, score, factors }) => ({
    half: halfOf(portOf(scenario)),
    malicious: scenario.malicious,
    score,
    factors,
  }));
  const judged = samples.filter((sample) => sample.half === half);
  const weights = refit(samples.filter((sample) => sample.half !== half));
  return {
    half: half === 0 ? "first half" : "second half",
    events: judged.length,
    shipped: rocAuc(judged),
    refitted: rocAuc(judged.map(({ malicious, factors }) => ({ malicious, score: weigh(factors, weights) }))),
  };
}

function missesOf(scored: readonly Scored[], threshold: number): readonly Scored[] {
  return scored
    .map((event) => {
      const above = event.score - threshold;
      return { event, by: event.scenario.malicious ? -above : above };
    })
    .filter(({ event, by }) => (event.scenario.malicious ? by > 0 : by >= 0))
    .sort((a, b) => b.by - a.by)
    .map(({ event }) => event);
}
