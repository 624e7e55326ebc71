/** The scale of scores. */
export interface Level {
  readonly name: string;
  /** The lowest score of this level; the next level begins where this one ends. */
  readonly from: number;
}

export const LOWEST_SCORE = 0;
export const HIGHEST_SCORE = 100;

/**
 * Highest first. The bounds follow Splunk's detection scoring guide: below 10 very low, 10–19 weak or noisy, 20–49 unusual
 * up to worth an investigation, 50–69 maps to a known technique, 70 and more strong evidence.
 */
export const LEVELS: readonly Level[] = [
  { name: "critical", from: 70 },
  { name: "high", from: 50 },
  { name: "medium", from: 20 },
  { name: "low", from: 10 },
  { name: "informational", from: 0 },
];
