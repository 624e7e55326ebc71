/**
 * Everything that is wrong with a search, with the text that the places refer to. It is an SplError itself (the first one), for a caller
 * who needs one reason only.
 */
import { SplError } from "../errors/spl-error.ts";
import type { Source } from "./source.ts";

export class SearchError extends SplError {
  /** At least one; in the order of the text. */
  readonly errors: readonly SplError[];

  constructor(
    errors: readonly SplError[],
    readonly source: Source,
  ) {
    const first = errors[0];
    if (first === undefined) throw new RangeError("a SearchError needs at least one error");
    super(first.code, first.message, first.span);
    this.name = "SearchError";
    this.errors = errors;
  }
}

/** Wraps what a step or the compiler threw. What is not an SplError is a defect of the runner and is thrown as it is. */
export function toSearchError(error: unknown, source: Source): SearchError {
  if (error instanceof SearchError) return error;
  if (error instanceof SplError) return new SearchError([error], source);
  throw error;
}
