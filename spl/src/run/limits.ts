/** Bounds that keep a search from filling memory or running for ever. What reaches one is rejected (SplError limit). */
import { type Span, SplError } from "../errors/spl-error.ts";
import { MAX_CHARACTERS, MAX_VALUES, sizeOf, sizeOfRows, VALUE_SIZE } from "../values/size.ts";
import type { Row, Value } from "../values/table.ts";

export interface Limits {
  /** Steps of regular expressions and loops that input decides, beside those that events add. */
  readonly steps: number;
  /** Rows that are held at once: of the result, or for a command that needs them all. */
  readonly rows: number;
  /** Characters of the values that commands make; see sizeOf. */
  readonly characters: number;
  /** Seconds that a custom command may stay silent. */
  readonly silence: number;
}

export const DEFAULT_LIMITS: Limits = {
  steps: 500_000_000,
  rows: 5_000_000,
  characters: 1_000_000_000,
  silence: 60,
};

/** Steps that each event that is read adds to those of a search, so that many events are no reason to end. */
const STEPS_OF_EVENT = 10_000;

/** All limits of a search, in words. */
export const LIMITS_IN_WORDS: readonly (readonly [what: string, limit: number])[] = [
  [
    `Steps of regular expressions and loops, with ${STEPS_OF_EVENT.toLocaleString("en-US")} more for each event that is read`,
    DEFAULT_LIMITS.steps,
  ],
  ["Rows held at once: of the result, or for a command that needs all of them", DEFAULT_LIMITS.rows],
  ["Characters of a string, or of all values of a field", MAX_CHARACTERS],
  ["Values of a multivalue field", MAX_VALUES],
  [
    `Characters of all values that commands make, with ${VALUE_SIZE} more for each value`,
    DEFAULT_LIMITS.characters,
  ],
  ["Seconds to wait for a custom command", DEFAULT_LIMITS.silence],
];

export class StepCounter {
  private spent = 0;

  constructor(private limit: number) {}

  /** @throws SplError "limit" when more steps than allowed were spent */
  readonly spend = (steps: number): void => {
    this.spent += steps;
    if (this.spent > this.limit) {
      throw new SplError(
        "limit",
        `The search needs more than ${this.limit} steps; its regular expressions or loops are too costly.`,
      );
    }
  };

  readonly addEvents = (count: number): void => {
    this.limit += count * STEPS_OF_EVENT;
  };
}

/** Counts what rows hold beside the events' own values, and what commands keep beside rows. */
export class Holdings {
  private inRows = 0;
  private retained = 0;

  constructor(private readonly limit: number) {}

  /** A value that a command puts into a row. @throws SplError "limit" where it, or all of them, are too large. */
  readonly hold = (value: Value, span?: Span): void => this.add(sizeOf(value, span), span);

  /** Fields of a row whose values another row has too. @throws SplError "limit" */
  readonly holdFields = (count: number, span?: Span): void => this.add(count * VALUE_SIZE, span);

  /** Characters that stay until the search ends. @throws SplError "limit" */
  readonly retain = (characters: number, span?: Span): void => {
    this.retained += characters;
    this.add(0, span);
  };

  readonly held = (): number => this.inRows;

  readonly release = (held: number): void => {
    this.inRows = held;
  };

  /**
   * Values that are in none of these rows are no longer held. Rows are measured only when much was made, so that ordinary searches pay
   * nothing.
   */
  readonly keep = (rows: readonly Row[], before = 0): void => {
    if (this.inRows > this.limit / 2) {
      this.inRows = Math.min(this.inRows, before + sizeOfRows(rows, this.inRows));
    }
  };

  private add(size: number, span?: Span): void {
    this.inRows += size;
    if (this.inRows + this.retained <= this.limit) return;
    throw new SplError(
      "limit",
      `The search makes values of more than ${this.limit} characters; keep fewer rows or fields before.`,
      span,
    );
  }
}
