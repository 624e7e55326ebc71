/** An error in a search: a code, the place in the text, and a sentence for the user. */
import type { ErrorCode } from "./codes.ts";

/** A range of UTF-16 offsets in the text of a Source: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Of a text in quotes: how the offsets of its value lie in the source. */
  readonly inside?: {
    /** Where the first character of the value stands. */
    readonly start: number;
    /** Offsets in the value, in order, before which a backslash of the source was dropped. */
    readonly dropped: readonly number[];
  };
}

/** The place of a part of a text's value; the whole text where its parts cannot be traced. */
export function partOf(span: Span | undefined, start: number, end: number): Span | undefined {
  if (span?.inside === undefined) return span;
  const { inside } = span;
  // A character that lost its backslash begins at the backslash.
  const before = inside.dropped.filter((offset) => offset < start).length;
  const until = inside.dropped.filter((offset) => offset < end).length;
  const last = Math.min(inside.start + end + until, span.end);
  return { start: Math.min(inside.start + start + before, last - 1), end: last };
}

/** An error: what, where in the (macro-expanded) text, and what to do instead. */
export class SplError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** One sentence that names the thing rejected and, where there is one, the way out. */
    message: string,
    /** The place in the expanded text; absent when the cause is in no search text (a damaged file, say). */
    readonly span?: Span | undefined,
  ) {
    super(message);
    this.name = "SplError";
  }
}
