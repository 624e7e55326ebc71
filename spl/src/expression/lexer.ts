/**
 * Reads the tokens of an eval expression, one at a time, from a search's text. It rejects characters that an
 * expression cannot have (a field name with them needs single quotes) and quotes left open.
 * Rules: Search Reference, eval ("Operators", "Field names"); Search Manual, Types of expressions (escapes).
 */

import { type Span, SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { Cursor } from "../text/cursor.ts";

export type Token =
  | { readonly type: "number"; readonly text: string; readonly span: Span }
  | { readonly type: "string"; readonly value: string; readonly lineEscape: boolean; readonly span: Span }
  | { readonly type: "quotedField"; readonly name: string; readonly span: Span }
  | { readonly type: "word"; readonly text: string; readonly span: Span }
  | { readonly type: "operator"; readonly text: string; readonly span: Span }
  | { readonly type: "end"; readonly span: Span };

const OPERATORS = ["==", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", ".", "!", "(", ")", ","];
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?/y;

/** The next token; the cursor moves behind it. */
export function readToken(cursor: Cursor): Token {
  cursor.skipSpace();
  const start = cursor.position;
  const source = cursor.source.text;
  if (start >= cursor.end) return { type: "end", span: { start, end: start } };
  const first = source[start]!;
  if (first === '"') return readText(cursor);
  if (first === "'") return readQuotedField(cursor);

  const word = matchAt(WORD, cursor);
  if (word !== null) {
    rejectGluedCharacter(cursor, start);
    return { type: "word", text: word, span: cursor.spanFrom(start) };
  }
  const number = matchAt(NUMBER, cursor);
  if (number !== null) {
    if (/[A-Za-z_]/.test(cursor.position < cursor.end ? source[cursor.position]! : "")) {
      while (cursor.position < cursor.end && /[\w.]/.test(source[cursor.position]!)) cursor.position++;
      const text = source.slice(start, cursor.position);
      throw new SplError(
        "unexpected_text",
        `"${text}" is neither a number nor a field name: write numbers in plain decimal form, and field names that ` +
          `begin with a digit in single quotes ('${text}').`,
        cursor.spanFrom(start),
      );
    }
    return { type: "number", text: number, span: cursor.spanFrom(start) };
  }
  for (const operator of OPERATORS) {
    if (source.startsWith(operator, start) && start + operator.length <= cursor.end) {
      cursor.position += operator.length;
      return { type: "operator", text: operator, span: cursor.spanFrom(start) };
    }
  }
  throw new SplError(
    "unexpected_text",
    `"${String.fromCodePoint(source.codePointAt(start)!)}" cannot stand in an expression: a field name that has it ` +
      "needs single quotes, a text double ones.",
    { start, end: start + (source.codePointAt(start)! > 0xffff ? 2 : 1) },
  );
}

function matchAt(pattern: RegExp, cursor: Cursor): string | null {
  pattern.lastIndex = cursor.position;
  const found = pattern.exec(cursor.source.text);
  if (found === null) return null;
  const end = Math.min(cursor.position + found[0].length, cursor.end);
  const text = cursor.source.text.slice(cursor.position, end);
  cursor.position = end;
  return text;
}

/** foo:bar, foo{}.x, größe: a name continues with a character that only a quoted name may have. */
function rejectGluedCharacter(cursor: Cursor, start: number): void {
  const source = cursor.source.text;
  if (cursor.position >= cursor.end) return;
  const next = source[cursor.position]!;
  if (next.charCodeAt(0) < 128 && !":{}@#$~?;\\[]^&`".includes(next)) return;
  while (cursor.position < cursor.end && /[^\s,()=!<>"'|]/.test(source[cursor.position]!)) cursor.position++;
  const name = source.slice(start, cursor.position);
  throw new SplError(
    "invalid_field_name",
    `A field name with characters other than letters, digits and _ needs single quotes: '${name}'.`,
    cursor.spanFrom(start),
  );
}

/** Escapes: \" \\ and \t are undone, every other backslash stays, because match() and replace() need it ("\d"). */
function readText(cursor: Cursor): Token {
  const source = cursor.source.text;
  const start = cursor.position;
  let value = "";
  let lineEscape = false;
  const dropped: number[] = [];
  for (let i = start + 1; i < cursor.end; i++) {
    const character = source[i]!;
    if (character === '"') {
      cursor.position = i + 1;
      const span = { ...cursor.spanFrom(start), inside: { start: start + 1, dropped } };
      return { type: "string", value, lineEscape, span };
    }
    if (character !== "\\" || i + 1 >= cursor.end) {
      value += character;
      continue;
    }
    const next = source[++i]!;
    if (next === '"' || next === "\\" || next === "t") {
      dropped.push(value.length);
      value += next === "t" ? "\t" : next;
    } else {
      if (next === "n" || next === "r") lineEscape = true;
      value += `\\${next}`;
    }
  }
  throw unclosed('"', { start, end: start + 1 });
}

function readQuotedField(cursor: Cursor): Token {
  const source = cursor.source.text;
  const start = cursor.position;
  let name = "";
  for (let i = start + 1; i < cursor.end; i++) {
    const character = source[i]!;
    if (character === "\\" && i + 1 < cursor.end && (source[i + 1] === "'" || source[i + 1] === "\\")) {
      name += source[++i];
    } else if (character === "'") {
      cursor.position = i + 1;
      if (name.trim() === "" || /^\s/.test(name)) {
        throw new SplError(
          "invalid_field_name",
          "A field name may not be empty or begin with a space.",
          cursor.spanFrom(start),
        );
      }
      return { type: "quotedField", name, span: cursor.spanFrom(start) };
    } else {
      name += character;
    }
  }
  throw unclosed("'", { start, end: start + 1 });
}
