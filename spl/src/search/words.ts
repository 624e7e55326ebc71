/**
 * Looks for a word or phrase in _raw. Gives true or false where Splunk's documentation settles it, and "unclear" where it
 * does not, which the caller turns into an error.
 *
 * Rules (Search Manual, "Use CASE and TERM to match phrases" and "Wildcards"; segmenters.conf.spec): words are matched
 * without regard to case against whole segments, so `fail` does not match "failed" but `fail*` does. Text with breakers in
 * it is a phrase: every part must be a segment, and the whole must occur as written. TERM wants one segment; CASE
 * respects case. Behind the base search there is no index, so whether parts of words match is not documented there.
 */

import { globMatches, parseGlob } from "../values/glob.ts";
import { beginsSegment, endsSegment, followsMajorBreaker, isBreaker, isMajorBreaker } from "./breakers.ts";

export type WordAnswer = boolean | "unclear";
export type WordMatcher = (raw: string) => WordAnswer;

export interface WordOptions {
  readonly form: "plain" | "TERM" | "CASE";
  /** The base search looks into the index (whole segments); a later search does not. */
  readonly base: boolean;
}

/** A matcher for a term, or a sentence that says why its meaning is not settled. */
export function compileWord(text: string, { form, base }: WordOptions): WordMatcher | string {
  if ([...text].every((character) => isBreaker(character)))
    return "a text of nothing but breakers and wildcards is in no index";
  const fold = form === "CASE" ? (raw: string) => raw : (raw: string) => raw.toLowerCase();
  const wanted = fold(text);
  if (form === "TERM") return (raw) => containsTerm(fold(raw), wanted);
  const openStart = wanted.startsWith("*");
  const openEnd = wanted.endsWith("*");
  const core = wanted.replace(/^\*+|\*+$/g, "");
  if (core.includes("*")) return compileInnerWildcard(wanted, base);
  const edge = {
    openStart: openStart || isBreaker(core[0]!),
    openEnd: openEnd || isBreaker(core[core.length - 1]!),
  };
  const parts = core.split(/[[\]<>(){}|!;,'"\n\r \t&?+/:=@.\-$#%\\_]+/).filter((part) => part !== "");
  const isPhrase = parts.length !== 1 || parts[0] !== core;
  return (raw) => {
    const folded = fold(raw);
    const found = contains(folded, core, edge);
    if (found !== "inside") return found;
    // It occurs, but in the middle of words.
    if (!base) return "unclear";
    if (!isPhrase) return false;
    const first = contains(folded, parts[0]!, {
      openStart: edge.openStart && openStart,
      openEnd: parts.length === 1 && openEnd,
    });
    const last = contains(folded, parts[parts.length - 1]!, {
      openStart: parts.length === 1 && openStart,
      openEnd,
    });
    return first === true && last === true ? "unclear" : false;
  };
}

interface Edges {
  readonly openStart: boolean;
  readonly openEnd: boolean;
}

/** Whether `core` occurs between segment ends, only elsewhere ("inside"), or not at all. */
function contains(raw: string, core: string, { openStart, openEnd }: Edges): boolean | "inside" {
  let inside = false;
  for (let at = raw.indexOf(core); at >= 0; at = raw.indexOf(core, at + 1)) {
    if ((openStart || beginsSegment(raw, at)) && (openEnd || endsSegment(raw, at + core.length))) return true;
    inside = true;
  }
  return inside ? "inside" : false;
}

/** One whole segment: from a major breaker to any breaker, or between minor ones if it holds none itself. */
function containsTerm(raw: string, term: string): WordAnswer {
  const hasBreaker = [...term].some((character) => isBreaker(character));
  for (let at = raw.indexOf(term); at >= 0; at = raw.indexOf(term, at + 1)) {
    const begins = hasBreaker ? followsMajorBreaker(raw, at) : beginsSegment(raw, at);
    if (begins && endsSegment(raw, at + term.length)) return true;
  }
  return false;
}

/**
 * A wildcard between characters. Inside one short segment it is clear; over minor breakers Splunk warns of inconsistent
 * results, so a match that only exists there is unclear.
 */
function compileInnerWildcard(wanted: string, base: boolean): WordMatcher | string {
  if ([...wanted].some((character) => character !== "*" && isBreaker(character))) {
    return "a wildcard in the middle of a text with breakers gives inconsistent results in Splunk";
  }
  const glob = parseGlob(wanted);
  const anywhere = parseGlob(`*${wanted}*`);
  return (raw) => {
    const folded = raw.toLowerCase();
    let possible = false;
    for (const segment of segments(folded, isMajorBreaker)) {
      if (!globMatches(anywhere, segment)) continue;
      for (const part of segments(segment, isBreaker)) if (globMatches(glob, part)) return true;
      possible ||= !base || [...segment].some((character) => isBreaker(character));
    }
    return possible ? "unclear" : false;
  };
}

function segments(text: string, isEnd: (character: string) => boolean): string[] {
  const found: string[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && !isEnd(text[i]!)) continue;
    if (i > start) found.push(text.slice(start, i));
    start = i + 1;
  }
  return found;
}
