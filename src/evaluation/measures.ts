/** Measures of a ranking against labels. Scores are numbers, higher means worse; a label is true for malicious. */
export interface Judged {
  readonly score: number;
  readonly malicious: boolean;
  /** How much it counts, above 0; 1 if not given. */
  readonly weight?: number;
}

/** Weights of the malicious and the benign that share a score. */
interface Step {
  readonly score: number;
  bad: number;
  good: number;
}

/** From the highest score down. Equal scores are one step, so that the order of the events does not matter. */
function steps(judged: readonly Judged[]): readonly Step[] {
  const byScore = new Map<number, Step>();
  for (const { score, malicious, weight = 1 } of judged) {
    let step = byScore.get(score);
    if (step === undefined) {
      step = { score, bad: 0, good: 0 };
      byScore.set(score, step);
    }
    step[malicious ? "bad" : "good"] += weight;
  }
  return [...byScore.values()].sort((a, b) => b.score - a.score);
}

const total = (of: readonly Step[], kind: "bad" | "good") => of.reduce((sum, step) => sum + step[kind], 0);

/**
 * The area under the ROC curve: how often a malicious event is ranked above a benign one, ties counting half. From 0 to 1;
 * NaN where one of the two kinds is missing.
 */
export function rocAuc(judged: readonly Judged[]): number {
  const of = steps(judged);
  let [wins, above] = [0, 0];
  for (const { bad, good } of of) {
    wins += good * (above + bad / 2);
    above += bad;
  }
  return wins / (above * total(of, "good"));
}

/** Average precision: the precision at each score, weighted by what recall gains there. From 0 to 1. */
export function averagePrecision(judged: readonly Judged[]): number {
  const of = steps(judged);
  const malicious = total(of, "bad");
  let [sum, hits, taken] = [0, 0, 0];
  for (const { bad, good } of of) {
    hits += bad;
    taken += bad + good;
    sum += (bad / malicious) * (hits / taken);
  }
  return sum;
}

/** Shares from 0 to 1 of the malicious and of the benign events that reach the threshold; NaN where there are none. */
export function atThreshold(
  judged: readonly Judged[],
  threshold: number,
): { readonly recall: number; readonly falsePositives: number } {
  const of = steps(judged);
  const reached = of.filter(({ score }) => score >= threshold);
  return {
    recall: total(reached, "bad") / total(of, "bad"),
    falsePositives: total(reached, "good") / total(of, "good"),
  };
}
