/** What is wrong with a search of an app, and where the user finds it. */
import type { ErrorCode } from "../errors/codes.ts";

/** Codes beside those of searches. */
export const CHECK_CODES = {
  malformed_view: "A view cannot be read.",
  malformed_test: "A file of tests cannot be read.",
} as const;

export type FindingCode = ErrorCode | keyof typeof CHECK_CODES;

export interface Finding {
  /** A warning: what the runner rejects and Splunk may run, or what cannot be decided without the values of tokens or arguments. */
  readonly severity: "error" | "warning";
  readonly code: FindingCode;
  /** One sentence, with the way out where there is one. */
  readonly message: string;
  /** Relative to where the user is; "" for a search of the command line. */
  readonly file: string;
  readonly line: number;
  /** The search, such as `saved search "Blocked"`; several where all of them run into the same error of a macro. */
  readonly of: readonly string[];
  /** The line of the search and carets under the place; empty where there is none. */
  readonly excerpt: readonly string[];
}

/** One search and where its text is. */
export interface CheckedSearch {
  readonly of: string;
  readonly file: string;
  /** The line of a place in the text, which is an offset. */
  readonly lineAt: (offset: number) => number;
  readonly text: string;
  /** What runs in front of it (a base search of a view), whose own errors are reported there. */
  readonly before: string;
  /** Whether $name$ in it stands for a value that is given later. */
  readonly hasTokens: boolean;
  /** Values that tokens have without a user's choice. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** Finds the line of an offset in a text that begins at this line. */
export function linesFrom(text: string, first: number): (offset: number) => number {
  return (offset) => first + (text.slice(0, offset).match(/\n/g)?.length ?? 0);
}

/** The same for a text whose line ends are written as \n in the file. */
export function alwaysLine(line: number): () => number {
  return () => line;
}

/** What is found in an app or a file: searches, and what cannot be read at all. */
export interface Collected {
  readonly searches: readonly CheckedSearch[];
  readonly findings: readonly Finding[];
}

export function unreadable(code: FindingCode, file: string, line: number, message: string): Finding {
  return { severity: "error", code, message, file, line, of: [], excerpt: [] };
}
