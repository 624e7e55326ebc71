/**
 * One program on one text: the first match, all matches, and replacement. Where engines differ about empty matches, the
 * answer is unsupported: after an empty match PCRE2's substitute and Perl try for a longer one at the same place, others continue
 * with the next character, and some drop an empty match right behind another match. An answer stands when all three agree.
 */
import { SplError } from "../errors/spl-error.ts";
import { characters, MAX_VALUES, tooMany } from "../values/size.ts";
import type { Program } from "./program.ts";
import { Machine } from "./run.ts";

export type Spend = (steps: number) => void;

/** Pieces of a replacement: text, or the number of a group. */
export type Replacement = readonly (string | number)[];

export interface Match {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Text of each group, 0 the whole match; undefined where a group took no part. */
  readonly groups: readonly (string | undefined)[];
  /** Offsets of each group, [-1, -1] where it took no part. */
  readonly offsets: readonly (readonly [number, number])[];
}

export class Matcher {
  private readonly machine: Machine;

  constructor(
    private readonly program: Program,
    private readonly text: string,
    spend: Spend,
  ) {
    this.machine = Machine.for(program, text, spend);
  }

  test(): boolean {
    return this.machine.matches(0);
  }

  exec(from = 0): Match | null {
    const slots = this.machine.search(from);
    if (slots === null) return null;
    const { text } = this;
    const groups: (string | undefined)[] = [];
    const offsets: [number, number][] = [];
    for (let i = 0; i <= this.program.groups; i++) {
      const start = slots[2 * i]!;
      const end = slots[2 * i + 1]!;
      groups.push(start < 0 ? undefined : text.slice(start, end));
      offsets.push([start, end]);
    }
    return { start: slots[0]!, end: slots[1]!, groups, offsets };
  }

  /** All matches from left to right without overlap (at most `limit`; 0 = no limit). */
  all(limit: number): Match[] {
    const matches = this.matches(limit);
    if (matches.some((match, i) => isBehindAnother(match, matches[i - 1]))) throw openEmpty();
    return matches;
  }

  replace(replacement: Replacement, everywhere: boolean): string {
    const { text } = this;
    let result = "";
    let from = 0;
    let before: Match | undefined;
    for (const match of this.matches(everywhere ? 0 : 1)) {
      let inserted = "";
      for (const piece of replacement)
        inserted += typeof piece === "number" ? (match.groups[piece] ?? "") : piece;
      if (inserted !== "" && isBehindAnother(match, before)) throw openEmpty();
      result += text.slice(from, match.start) + inserted;
      characters(result.length);
      from = match.end;
      before = match;
    }
    return result + text.slice(from);
  }

  private matches(limit: number): Match[] {
    const { text } = this;
    const matches: Match[] = [];
    let from = 0;
    while (from <= text.length) {
      const match = this.exec(from);
      if (match === null) break;
      if (matches.push(match) > MAX_VALUES) throw tooMany();
      if (matches.length === limit) break;
      from = match.end;
      if (match.end > match.start) continue;
      if (this.machine.isNonEmptyAt(from)) throw openEmpty();
      from += text.codePointAt(from)! > 0xffff ? 2 : 1;
    }
    return matches;
  }
}

/** An empty match where the one before it ended. */
function isBehindAnother(match: Match, before: Match | undefined): boolean {
  return (
    before !== undefined &&
    match.start === match.end &&
    before.end === match.start &&
    before.start < before.end
  );
}

function openEmpty(): SplError {
  return new SplError(
    "ambiguous",
    "Engines differ about an empty match beside another one: make the regular expression match at least one character.",
  );
}
