/**
 * Regular expressions as Splunk's PCRE reads them, on a matcher of our own that counts its steps: match(), replace(),
 * regex, rex. A pattern with features that it does not have is refused when it is compiled; a match that takes too many
 * steps ends in SplError "limit", whatever the pattern and the text.
 * Known difference: \w \d \s \b and the POSIX classes know ASCII only (PCRE's default); a "character" is a code point.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { parsePattern } from "./parser.ts";
import { compilePattern, type Program } from "./program.ts";
import { Machine } from "./run.ts";

export type Spend = (steps: number) => void;

export interface Match {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Text of each group, 0 the whole match; undefined where a group took no part. */
  readonly groups: readonly (string | undefined)[];
  /** Offsets of each group, [-1, -1] where it took no part. */
  readonly offsets: readonly (readonly [number, number])[];
}

export interface Regex {
  readonly source: string;
  /** Names of groups in order of appearance, with their numbers. */
  readonly names: ReadonlyMap<string, number>;
  readonly groupCount: number;
  test(text: string, spend: Spend): boolean;
  /** The first match at or after an offset. */
  exec(text: string, spend: Spend, from?: number): Match | null;
  /** All matches from left to right without overlap (at most `limit`; 0 = no limit). */
  all(text: string, spend: Spend, limit?: number): Match[];
  /** Replace every match (or only the first); \1 … \9 in the replacement stand for groups. */
  replace(text: string, replacement: Replacement, spend: Spend, everywhere?: boolean): string;
}

/** Pieces of a replacement: text, or the number of a group. */
export type Replacement = readonly (string | number)[];

const CACHE_LIMIT = 500;
const cache = new Map<string, Program>();

/** @throws SplError "refused_regex" or "limit" with this place. */
export function compileRegex(pattern: string, span?: Span): Regex {
  let program = cache.get(pattern);
  if (program === undefined) {
    if (pattern.length > 20_000) throw new SplError("limit", "The regular expression is too long.", span);
    program = compilePattern(parsePattern(pattern, span), span);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(pattern, program);
  }
  return new ProgramRegex(pattern, program, span);
}

/**
 * Read the replacement text of replace() and of sed's s///.
 * @throws SplError "ambiguous" for backslashes and dollar signs whose meaning is not documented, "refused_regex" for a
 * group that does not exist.
 */
export function parseReplacement(text: string, regex: Regex, span?: Span): Replacement {
  const pieces: (string | number)[] = [];
  for (const [piece] of text.matchAll(/\\[\s\S]?|\$[\d{&]|[^\\$]+|\$/g)) {
    const group = /^\\([1-9])$/.exec(piece)?.[1];
    if (group !== undefined) {
      if (Number(group) > regex.groupCount) {
        throw new SplError(
          "refused_regex",
          `The replacement names group \\${group}, which the pattern lacks.`,
          span,
        );
      }
      pieces.push(Number(group));
    } else if (piece[0] === "\\" || /^\$./.test(piece)) {
      throw new SplError(
        "ambiguous",
        `Documentation does not say what "${piece}" means in a replacement; groups are written \\1 to \\9.`,
        span,
      );
    } else pieces.push(piece);
  }
  return pieces;
}

class ProgramRegex implements Regex {
  constructor(
    readonly source: string,
    private readonly program: Program,
    private readonly span: Span | undefined,
  ) {}

  get names(): ReadonlyMap<string, number> {
    return this.program.names;
  }

  get groupCount(): number {
    return this.program.groups;
  }

  private search(text: string, spend: Spend, from: number): Int32Array | null {
    try {
      return new Machine(this.program, text, spend).search(from);
    } catch (error) {
      if (error instanceof SplError && error.span === undefined && this.span !== undefined) {
        throw new SplError(error.code, error.message, this.span);
      }
      throw error;
    }
  }

  test(text: string, spend: Spend): boolean {
    return this.search(text, spend, 0) !== null;
  }

  exec(text: string, spend: Spend, from = 0): Match | null {
    const slots = this.search(text, spend, from);
    if (slots === null) return null;
    const groups: (string | undefined)[] = [];
    const offsets: [number, number][] = [];
    for (let i = 0; i <= this.program.groups; i++) {
      const start = slots[2 * i]!;
      const end = slots[2 * i + 1]!;
      const took = start >= 0 && end >= start;
      groups.push(took ? text.slice(start, end) : undefined);
      offsets.push(took ? [start, end] : [-1, -1]);
    }
    return { start: slots[0]!, end: slots[1]!, groups, offsets };
  }

  all(text: string, spend: Spend, limit = 0): Match[] {
    const matches = this.matches(text, spend, limit);
    if (matches.some((match, i) => isOpenEmpty(match, matches[i - 1]))) throw this.openEmpty();
    return matches;
  }

  private matches(text: string, spend: Spend, limit: number): Match[] {
    const matches: Match[] = [];
    let from = 0;
    while (from <= text.length) {
      const match = this.exec(text, spend, from);
      if (match === null) break;
      matches.push(match);
      if (matches.length === limit) break;
      from =
        match.end > match.start ? match.end : match.end + (text.codePointAt(match.end)! > 0xffff ? 2 : 1);
    }
    return matches;
  }

  private openEmpty(): SplError {
    return new SplError(
      "ambiguous",
      `Whether an empty match right behind another one counts differs between engines: make ${this.source} match at ` +
        "least one character.",
      this.span,
    );
  }

  replace(text: string, replacement: Replacement, spend: Spend, everywhere = true): string {
    const matches = this.matches(text, spend, everywhere ? 0 : 1);
    if (matches.length === 0) return text;
    let result = "";
    let from = 0;
    matches.forEach((match, i) => {
      let inserted = "";
      for (const piece of replacement)
        inserted += typeof piece === "number" ? (match.groups[piece] ?? "") : piece;
      if (inserted !== "" && isOpenEmpty(match, matches[i - 1])) throw this.openEmpty();
      result += text.slice(from, match.start) + inserted;
      from = match.end;
    });
    return result + text.slice(from);
  }
}

/** An empty match where the one before it ended. */
function isOpenEmpty(match: Match, before: Match | undefined): boolean {
  return (
    before !== undefined &&
    match.start === match.end &&
    before.end === match.start &&
    before.start < before.end
  );
}
