/** Measures of a ranking against labels. Scores are numbers, higher means worse; a label is true for malicious. */
export interface Judged {
  readonly score: number;
  readonly malicious: boolean;
}

/**
 * The area under the ROC curve: how often a malicious event is ranked above a benign one, ties counting half. From 0 to 1;
 * NaN where one of the two kinds is missing.
 */
export function rocAuc(judged: readonly Judged[]): number {
  const bad = judged.filter(({ malicious }) => malicious);
  const good = judged.filter(({ malicious }) => !malicious);
  let wins = 0;
  for (const { score } of bad) {
    for (const other of good) wins += score > other.score ? 1 : score === other.score ? 0.5 : 0;
  }
  return wins / (bad.length * good.length);
}

/**
 * Average precision: the precision at each score, weighted by what recall gains there. Equal scores are one step, so that
 * the order of the file does not matter. From 0 to 1.
 */
export function averagePrecision(judged: readonly Judged[]): number {
  const total = judged.filter(({ malicious }) => malicious).length;
  const scores = [...new Set(judged.map(({ score }) => score))].sort((a, b) => b - a);
  let sum = 0;
  let before = 0;
  for (const threshold of scores) {
    const taken = judged.filter(({ score }) => score >= threshold);
    const hits = taken.filter(({ malicious }) => malicious).length;
    sum += ((hits - before) / total) * (hits / taken.length);
    before = hits;
  }
  return sum;
}

/** Shares from 0 to 1 of the malicious and of the benign events that reach the threshold. */
export function atThreshold(
  judged: readonly Judged[],
  threshold: number,
): { readonly recall: number; readonly falsePositives: number } {
  const share = (malicious: boolean) => {
    const those = judged.filter((event) => event.malicious === malicious);
    return those.filter(({ score }) => score >= threshold).length / those.length;
  };
  return { recall: share(true), falsePositives: share(false) };
}
