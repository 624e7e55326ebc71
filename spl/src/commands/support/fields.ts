/**
 * Lists of field names as commands take them (separated by spaces or commas, quoted where needed), and the wildcard
 * in them. An asterisk stands for any characters; a name that begins with an underscore is internal and is matched
 * only by a pattern that begins with one (Search Reference, fields).
 */

import { SplError } from "../../errors/spl-error.ts";
import type { Cursor, Token } from "../../text/cursor.ts";
import { printName } from "../../text/quoting.ts";
import { globMatches, parseGlob } from "../../values/glob.ts";

/** A name as written, kept with its place. */
export interface FieldName {
  readonly name: string;
  readonly token: Token;
}

/** Check that a token can name a field. */
export function fieldName(token: Token, wildcard: "wildcard" | "plain" = "plain"): FieldName {
  if (token.text === "")
    throw new SplError("invalid_field_name", "A field name cannot be empty.", token.span);
  if (token.text.includes("\\")) {
    throw new SplError(
      "ambiguous",
      `The backslash in the field name "${token.text}" is read differently from command to command.`,
      token.span,
    );
  }
  if (wildcard === "plain" && token.text.includes("*")) {
    throw new SplError("invalid_field_name", `A wildcard is not allowed here: "${token.text}".`, token.span);
  }
  return { name: token.text, token };
}

/**
 * A token that names a field, if one comes next. A bare name may be that of an aggregate, as in `table host dc(user)`
 * (Search Reference, append, example 2): what stands in the parentheses right behind it belongs to the name.
 */
export function tryFieldToken(cursor: Cursor): Token | undefined {
  const token = cursor.tryToken();
  const { text } = cursor.source;
  if (
    token === undefined ||
    token.quote !== null ||
    cursor.position >= cursor.end ||
    text[cursor.position] !== "("
  ) {
    return token;
  }
  const close = text.indexOf(")", cursor.position);
  const inner = text.slice(cursor.position + 1, close);
  if (close < 0 || close >= cursor.end || /["'()[\]=<>!|]/.test(inner)) return token;
  cursor.position = close + 1;
  const span = cursor.spanFrom(token.span.start);
  return { text: text.slice(span.start, span.end), quote: null, span };
}

/** The same, or an error that says what is missing. */
export function fieldToken(cursor: Cursor, what: string): Token {
  const token = tryFieldToken(cursor);
  return token ?? cursor.token(what);
}

export interface ListLimits {
  /** Words (lower case) before which the list ends. */
  readonly stop?: readonly string[];
  readonly wildcard?: "wildcard" | "plain";
  /** Whether the list ends before `name=value`. */
  readonly endsAtOption?: boolean;
}

/** Read names until the end, a stop word, an option, or punctuation other than a comma. */
export function fieldList(cursor: Cursor, limits: ListLimits = {}): FieldName[] {
  const names: FieldName[] = [];
  let comma = false;
  for (;;) {
    const ahead = cursor.fork();
    const token = tryFieldToken(ahead);
    if (token === undefined) break;
    if (token.quote === null && limits.stop?.includes(token.text.toLowerCase())) break;
    if (limits.endsAtOption === true && token.quote === null && ahead.peek() === "=") break;
    names.push(fieldName(token, limits.wildcard));
    cursor.position = ahead.position;
    comma = cursor.take(",");
  }
  if (comma) throw cursor.unexpected("A field name is missing after the comma", "missing_argument");
  return names;
}

/** The same, of at least one name. */
export function someFields(cursor: Cursor, command: string, limits: ListLimits = {}): FieldName[] {
  const names = fieldList(cursor, limits);
  if (names.length === 0) throw cursor.unexpected(`${command} needs a field`, "missing_argument");
  return names;
}

/** Reject a name that is given twice. */
export function assertDistinct(names: readonly FieldName[], where: string): void {
  const seen = new Set<string>();
  for (const { name, token } of names) {
    if (seen.has(name)) {
      throw new SplError("invalid_field_name", `The field "${name}" is named twice in ${where}.`, token.span);
    }
    seen.add(name);
  }
}

export function printNames(names: readonly FieldName[], separator = " "): string {
  return names.map(({ name }) => printName(name)).join(separator);
}

export function isInternal(name: string): boolean {
  return name.startsWith("_");
}

/** A test for names that match a pattern. */
export function fieldPattern(pattern: string): (name: string) => boolean {
  if (!pattern.includes("*")) return (name) => name === pattern;
  const glob = parseGlob(pattern);
  return (name) => (!isInternal(name) || isInternal(pattern)) && globMatches(glob, name);
}

/** The fields of a table that a list of patterns names: in the order of the list, then of the table; none twice. */
export function expandFields(names: readonly FieldName[], fields: readonly string[]): string[] {
  const found = new Set<string>();
  for (const { name } of names) {
    if (!name.includes("*")) {
      found.add(name);
      continue;
    }
    const matches = fieldPattern(name);
    for (const field of fields) if (matches(field)) found.add(field);
  }
  return [...found];
}
