/** Bounds that keep a search from filling memory or running for ever. What reaches one is rejected (SplError limit). */
import { SplError } from "../errors/spl-error.ts";

export interface Limits {
  /** Steps of regular expressions and loops that input decides. */
  readonly steps: number;
  /** Rows between two commands. */
  readonly rows: number;
  /** Seconds that a custom command may stay silent. */
  readonly silence: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 500_000_000, rows: 5_000_000, silence: 60 };

/** A counter that throws when more than `limit` steps were spent. */
export function stepCounter(limit: number): (steps: number) => void {
  let spent = 0;
  return (steps) => {
    spent += steps;
    if (spent > limit) {
      throw new SplError(
        "limit",
        `The search needs more than ${limit} steps; its regular expressions or loops are too costly.`,
      );
    }
  };
}
