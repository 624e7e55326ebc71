/**
 * A whole search refused: everything that was found wrong with it, together with the text that the places refer to. It is
 * an SplError itself (its first one), so that a caller who only wants one reason has it.
 */
import { SplError } from "../errors/spl-error.ts";
import type { Source } from "./source.ts";

export class SearchRefusal extends SplError {
  /** At least one; in the order of the text. */
  readonly errors: readonly SplError[];

  constructor(
    errors: readonly SplError[],
    readonly source: Source,
  ) {
    const first = errors[0];
    if (first === undefined) throw new RangeError("a refusal needs an error");
    super(first.code, first.message, first.span);
    this.name = "SearchRefusal";
    this.errors = errors;
  }
}

/** Wrap what a step or the compiler threw. What is not an SplError is a defect of the runner and goes on as it is. */
export function refusal(error: unknown, source: Source): SearchRefusal {
  if (error instanceof SearchRefusal) return error;
  if (error instanceof SplError) return new SearchRefusal([error], source);
  throw error;
}
