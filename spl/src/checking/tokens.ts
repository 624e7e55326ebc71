/**
 * Tokens of saved searches and views: $name$, with filters ($name|s$ quotes the value for a search). Their values are chosen later, so a
 * search with tokens is checked with several stand-ins; what is wrong with all of them is wrong.
 */
import type { Span } from "../errors/spl-error.ts";

const TOKEN = /\$([A-Za-z_][\w.:{}-]*)((?:\|[a-z]+)*)\$/g;

/** Values to try, in this order: a word, a number, everything, a text. */
const STAND_INS = ["token", "1", "*", '"token"'];

export interface Filled {
  readonly text: string;
  /** The span of the text as written. */
  readonly locate: (span: Span) => Span;
  /** The tokens in a span of the filled text, as written. */
  readonly tokensIn: (span: Span) => readonly string[];
}

/** The text with each stand-in for its tokens; once as it is where it has none. */
export function* fillings(
  text: string,
  given: ReadonlyMap<string, string>,
  defaults: ReadonlyMap<string, string>,
): Iterable<Filled> {
  if (text.search(TOKEN) < 0) {
    yield fill(text, () => "");
    return;
  }
  for (const standIn of STAND_INS) yield fill(text, (name) => chosenValue(name, given, defaults, standIn));
}

function chosenValue(
  name: string,
  given: ReadonlyMap<string, string>,
  defaults: ReadonlyMap<string, string>,
  standIn: string,
): string {
  const known = given.get(name) ?? given.get(name.replace(/^form\./, "")) ?? defaults.get(name);
  if (known !== undefined) return known;
  if (/(?:^|\.)earliest$/.test(name)) return "0";
  return /(?:^|\.)latest$/.test(name) ? "now" : standIn;
}

interface Piece {
  readonly token: string;
  readonly start: number;
  readonly end: number;
  readonly filledStart: number;
  readonly filledEnd: number;
}

function fill(text: string, value: (name: string) => string): Filled {
  const pieces: Piece[] = [];
  let filled = "";
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, name, filters] = match;
    filled += text.slice(last, match.index);
    const filledStart = filled.length;
    const chosen = value(name!);
    filled += filters!.split("|").includes("s") ? `"${chosen.replace(/[\\"]/g, "\\$&")}"` : chosen;
    last = match.index + token.length;
    pieces.push({ token, start: match.index, end: last, filledStart, filledEnd: filled.length });
  }
  filled += text.slice(last);
  const at = (offset: number, side: "start" | "end"): number => {
    let shift = 0;
    for (const piece of pieces) {
      if (offset < piece.filledStart || (side === "end" && offset === piece.filledStart)) break;
      if (offset < piece.filledEnd || (side === "end" && offset === piece.filledEnd)) return piece[side];
      shift = piece.end - piece.filledEnd;
    }
    return offset + shift;
  };
  return {
    text: filled,
    locate: ({ start, end }) => ({
      start: at(start, "start"),
      end: Math.max(at(end, "end"), at(start, "start")),
    }),
    tokensIn: ({ start, end }) =>
      pieces
        .filter(({ filledStart, filledEnd }) => filledStart < Math.max(end, start + 1) && filledEnd > start)
        .map(({ token }) => token),
  };
}
