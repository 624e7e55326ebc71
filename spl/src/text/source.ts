/**
 * The text of a search and where each part of it came from. Macros and comments are replaced before parsing, so an
 * error's offset in the text that was parsed must be traced back to the text that the user wrote.
 */
import type { Span } from "../errors/spl-error.ts";

/** A stretch of expanded text that a macro call (or a comment) left behind. */
export interface Replacement {
  /** Where the replacement stands in the expanded text. */
  readonly span: Span;
  /** What stood there in the original text: the whole macro call or comment. */
  readonly original: Span;
  /** The macro, as it is named in macros.conf, and where it is defined ("default/macros.conf:12"); null for a comment. */
  readonly macro: { readonly name: string; readonly place: string } | null;
}

/** Where the user finds the cause: a span of the original text, and the macro inside which it lies, if any. */
export interface Place {
  readonly span: Span;
  readonly macro: { readonly name: string; readonly place: string } | null;
}

export class Source {
  constructor(
    /** The text to parse: macros expanded, comments replaced by a space. */
    readonly text: string,
    /** The text as written. */
    readonly original: string = text,
    /** In order of position, without overlap. */
    private readonly replacements: readonly Replacement[] = [],
  ) {}

  /** Trace a span of the expanded text back to the original text. */
  locate(span: Span): Place {
    let shift = 0;
    for (const replacement of this.replacements) {
      if (replacement.span.start >= span.end && replacement.span.start > span.start) break;
      if (span.start < replacement.span.end && span.end > replacement.span.start) {
        return { span: replacement.original, macro: replacement.macro };
      }
      shift = replacement.original.end - replacement.span.end;
    }
    return { span: { start: span.start + shift, end: span.end + shift }, macro: null };
  }
}
