/**
 * A check that the model's points come from reasons and not from the events at hand: weigh the factors anew on half of the
 * ports, by ridge-regularised logistic regression, and see how well these weights rank the other half. Had the shipped
 * points been bent to single ports, weights learnt on other ports would rank much worse, or the shipped ones would be far
 * better on one half than on the other.
 */
export interface Sample {
  /** Factor → its points. */
  readonly factors: ReadonlyMap<string, number>;
  readonly malicious: boolean;
}

const STEPS = 3000;
const RATE = 0.5;
/** Pulls the weights towards those of the model: every factor as it is, scaled equally. */
const RIDGE = 0.02;
const SCALE = 25;

/** What each point of a factor is worth after refitting, 1 being as shipped. */
export function refit(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const names = [...new Set(samples.flatMap(({ factors }) => [...factors.keys()]))].sort();
  const weights = new Map(names.map((name) => [name, 1]));
  let bias = -2;
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Map(names.map((name) => [name, RIDGE * (weights.get(name)! - 1)]));
    let biasGradient = 0;
    for (const { factors, malicious } of samples) {
      const error =
        (1 / (1 + Math.exp(-(bias + weigh(factors, weights) / SCALE))) - Number(malicious)) / samples.length;
      biasGradient += error;
      for (const [name, points] of factors)
        gradient.set(name, gradient.get(name)! + (error * points) / SCALE);
    }
    for (const name of names) weights.set(name, weights.get(name)! - RATE * gradient.get(name)!);
    bias -= RATE * biasGradient;
  }
  return weights;
}

/** The sum of the factors' points, each times its weight; a factor never met while fitting counts as shipped. */
export function weigh(factors: ReadonlyMap<string, number>, weights: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [name, points] of factors) sum += points * (weights.get(name) ?? 1);
  return sum;
}

/** Which of two halves a port belongs to: 0 or 1, the same on every run, and unlike for neighbours. */
export function halfOf(port: number): 0 | 1 {
  const mixed = Math.imul(port ^ (port >>> 7), 0x9e3779b1) >>> 0;
  return ((mixed >>> 16) & 1) as 0 | 1;
}
