/**
 * Reads the text of a `search` condition, gives words, quoted texts and punctuation. Rejects characters in bare words
 * that Splunk wants in quotes.
 *
 * Rules (Search Reference, search, "Quotes and escaping characters"): values with spaces, commas, pipes, quotes and
 * brackets are quoted; \" and \| and \\ stand for the second character; any other backslash stays.
 */
import type { Pipeline } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { Cursor } from "../text/cursor.ts";

export interface SearchToken {
  readonly kind:
    | "word"
    | "quoted"
    | "subsearch"
    | "("
    | ")"
    | ","
    | "="
    | "!="
    | "<"
    | "<="
    | ">"
    | ">="
    | "end";
  /** The word or quoted text with escapes undone. */
  readonly text: string;
  readonly span: Span;
  /** Of a subsearch, `[ … ]`. */
  readonly pipeline?: Pipeline;
}

/** Reads the `[ … ]` at the cursor and moves behind it; null where no subsearch is allowed. */
export type SubsearchReader = ((cursor: Cursor) => Pipeline) | null;

const SPACE = /\s/;

/** All tokens up to the cursor's end; the last one is "end". Moves the cursor there. */
export function readSearchTokens(cursor: Cursor, subsearch: SubsearchReader): SearchToken[] {
  const tokens: SearchToken[] = [];
  for (;;) {
    const token = next(cursor, subsearch);
    tokens.push(token);
    if (token.kind === "end") return tokens;
  }
}

function next(cursor: Cursor, subsearch: SubsearchReader): SearchToken {
  cursor.skipSpace();
  const { text } = cursor.source;
  const start = cursor.position;
  const punctuation = (kind: SearchToken["kind"], length: number): SearchToken => {
    cursor.position += length;
    return { kind, text: kind, span: { start, end: start + length } };
  };
  if (start >= cursor.end) return { kind: "end", text: "", span: { start, end: start } };
  const first = text[start]!;
  const second = start + 1 < cursor.end ? text[start + 1] : "";
  switch (first) {
    case "(":
    case ")":
    case ",":
      return punctuation(first, 1);
    case "=":
      if (second === "=")
        throw unclear('"==" is not an operator of search; use "="', { start, end: start + 2 });
      return punctuation("=", 1);
    case "!":
      if (second === "=") return punctuation("!=", 2);
      break;
    case "<":
    case ">":
      return second === "=" ? punctuation(`${first}=`, 2) : punctuation(first, 1);
    case '"':
      return quoted(cursor, start);
    case "[": {
      if (subsearch === null) {
        const message =
          "A subsearch is only run in a search, not in this condition: use search with the subsearch before.";
        throw new SplError("unsupported_option", message, { start, end: start + 1 });
      }
      const pipeline = subsearch(cursor);
      return {
        kind: "subsearch",
        text: text.slice(start, cursor.position),
        span: { start, end: cursor.position },
        pipeline,
      };
    }
  }
  return word(cursor, start);
}

function quoted(cursor: Cursor, start: number): SearchToken {
  const { text } = cursor.source;
  let value = "";
  for (let i = start + 1; i < cursor.end; i++) {
    const character = text[i]!;
    if (character === '"') {
      cursor.position = i + 1;
      if (i + 1 < cursor.end && !/[\s),=!<>]/.test(text[i + 1]!)) {
        throw unclear(
          "What follows a quote directly has no documented meaning: write it inside the quotes, or behind a space",
          {
            start: i + 1,
            end: i + 2,
          },
        );
      }
      return { kind: "quoted", text: value, span: { start, end: i + 1 } };
    }
    if (character === "\\") {
      const escaped = text[i + 1];
      if (escaped === "|") throw unclear("A pipe needs no backslash inside quotes", { start: i, end: i + 2 });
      if (escaped === '"' || escaped === "\\") i++;
      value += text[i];
    } else value += character;
  }
  throw unclosed('"', { start, end: start + 1 });
}

function word(cursor: Cursor, start: number): SearchToken {
  const { text } = cursor.source;
  let value = "";
  let i = start;
  for (; i < cursor.end; i++) {
    const character = text[i]!;
    if (SPACE.test(character) || /[(),=<>]/.test(character)) break;
    if (character === "!" && text[i + 1] === "=" && i + 1 < cursor.end) break;
    if (/["'[\]`]/.test(character)) {
      throw unclear(`A word with ${character} in it must be quoted as a whole`, { start: i, end: i + 1 });
    }
    if (character === "\\" && i + 1 < cursor.end && /["|\\]/.test(text[i + 1]!)) i++;
    value += text[i];
  }
  cursor.position = i;
  return { kind: "word", text: value, span: { start, end: i } };
}

function unclear(message: string, span: Span): SplError {
  return new SplError("ambiguous", `${message}.`, span);
}
