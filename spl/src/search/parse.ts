/**
 * Reads the condition of a `search`, gives its tree and time modifiers. Rejects what Splunk's Search Reference (search)
 * does not settle, and modifiers that need a deployment (savedsearch).
 *
 * Order (Search Manual, "Boolean expressions"): parentheses, NOT, OR, then AND; AND is implied between terms. The operators
 * are upper-case; a lower-case "and" is a word like any other.
 */

import { type Span, SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { Cursor } from "../text/cursor.ts";
import { readSearchTokens, type SearchToken, type SubsearchReader } from "./lexer.ts";
import { UNSUPPORTED_MODIFIERS } from "./modifiers.ts";
import type { Operator, SearchNode, TimeModifier } from "./tree.ts";

export interface ParsedSearch {
  readonly tree: SearchNode;
  readonly times: readonly TimeModifier[];
}

const OPERATORS = new Set(["=", "!=", "<", "<=", ">", ">="]);
const MAXIMUM_DEPTH = 200;

/** Parse from the cursor to its end. `base` is true for the search that reads the events. Throws SplError. */
export function parseSearch(cursor: Cursor, base: boolean, subsearch: SubsearchReader = null): ParsedSearch {
  return new SearchParser(readSearchTokens(cursor, subsearch), base).parse();
}

class SearchParser {
  private position = 0;
  private depth = 0;
  private readonly times: TimeModifier[] = [];

  constructor(
    private readonly tokens: readonly SearchToken[],
    private readonly base: boolean,
  ) {}

  parse(): ParsedSearch {
    if (this.peek().kind === "end") {
      throw new SplError(
        "missing_argument",
        'search needs a condition; "*" takes every event.',
        this.peek().span,
      );
    }
    const tree = this.conjunction(true);
    const rest = this.peek();
    if (rest.kind !== "end") throw unexpected(rest);
    return { tree: tree ?? { kind: "all" }, times: this.times };
  }

  private peek(ahead = 0): SearchToken {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!;
  }

  private isWord(text: string): boolean {
    return this.peek().kind === "word" && this.peek().text === text;
  }

  /** Terms joined by AND, written or implied. Null if it holds nothing but time modifiers. */
  private conjunction(top: boolean): SearchNode | null {
    const nodes: SearchNode[] = [];
    for (let first = true; ; first = false) {
      const kind = this.peek().kind;
      if (this.isWord("AND")) {
        if (first) throw unexpected(this.peek());
        this.position++;
      } else if (!first && (kind === "end" || kind === ")")) break;
      const node = this.disjunction(top);
      if (node !== null) nodes.push(node);
    }
    return nodes.length > 1 ? { kind: "and", nodes } : (nodes[0] ?? null);
  }

  private disjunction(top: boolean): SearchNode | null {
    const before = this.times.length;
    const nodes = [this.negation(top)];
    while (this.isWord("OR")) {
      const or = this.peek();
      this.position++;
      nodes.push(this.negation(false));
      if (nodes.includes(null) || this.times.length > before) {
        throw new SplError(
          "ambiguous",
          "A time modifier beside OR is not supported; put it outside.",
          or.span,
        );
      }
    }
    return nodes.length > 1 ? { kind: "or", nodes: nodes as SearchNode[] } : nodes[0]!;
  }

  private negation(top: boolean): SearchNode | null {
    if (!this.isWord("NOT")) return this.atom(top);
    const not = this.peek();
    this.enter(not.span);
    this.position++;
    const node = this.negation(false);
    this.depth--;
    if (node === null)
      throw new SplError(
        "ambiguous",
        "NOT before a time modifier has no documented meaning: use earliest for latest, or latest for earliest.",
        not.span,
      );
    return { kind: "not", node };
  }

  private atom(top: boolean): SearchNode | null {
    const token = this.peek();
    if (token.kind === "(") {
      this.enter(token.span);
      this.position++;
      if (this.peek().kind === ")")
        throw new SplError("missing_argument", "The parentheses are empty.", token.span);
      const node = this.conjunction(top);
      if (this.peek().kind !== ")") {
        throw unclosed("(", token.span);
      }
      this.position++;
      this.depth--;
      return node;
    }
    if (token.kind === "subsearch") {
      this.position++;
      return { kind: "subsearch", pipeline: token.pipeline!, span: token.span };
    }
    if (token.kind !== "word" && token.kind !== "quoted") throw unexpected(token);
    if (token.kind === "word" && ["AND", "OR", "NOT", "XOR", "IN"].includes(token.text)) {
      if (token.text !== "XOR" && token.text !== "IN") throw unexpected(token);
      throw new SplError(
        "unexpected_text",
        `${token.text} has no place here in search; quote it to look for the word.`,
        token.span,
      );
    }
    const following = this.peek(1);
    if (OPERATORS.has(following.kind)) return this.comparison(top);
    if (following.kind === "word" && following.text.toUpperCase() === "IN" && this.peek(2).kind === "(")
      return this.list();
    this.position++;
    if (token.kind === "word" && following.kind === "(" && following.span.start === token.span.end)
      return this.form(token);
    if (token.kind === "word") rejectIndexedField(token);
    if (token.text === "*") return { kind: "all" };
    return { kind: "term", text: token.text, form: "plain", span: token.span };
  }

  private comparison(top: boolean): SearchNode | null {
    const name = this.peek();
    const field = fieldName(name);
    const operator = this.peek(1).kind as Operator;
    const value = this.peek(2);
    this.position += 2;
    if (value.kind === "subsearch") {
      const message = `A subsearch as the value of ${field} is unsupported: its rows are a condition, not a value. Write the subsearch as a term of its own, with a field of this name.`;
      throw new SplError("unsupported_option", message, value.span);
    }
    if (value.kind !== "word" && value.kind !== "quoted") {
      throw new SplError(
        "missing_argument",
        `The value to compare ${field} with is missing; an empty text is "".`,
        value.span,
      );
    }
    this.position++;
    rejectOperatorAsValue(value);
    const after = this.peek();
    if (OPERATORS.has(after.kind) || after.kind === ",") {
      throw new SplError("ambiguous", `A value with "${after.text}" in it must be quoted.`, after.span);
    }
    if (after.kind === "(" && after.span.start === value.span.end) {
      throw new SplError("ambiguous", "A value with a parenthesis in it must be quoted.", after.span);
    }
    const span = { start: name.span.start, end: value.span.end };
    if (name.kind === "word" && (field === "earliest" || field === "latest")) {
      if (!this.base || operator !== "=" || !top) {
        const message = `${field}= is a time modifier of the whole base search: write it beside the other terms, with "=".`;
        throw new SplError("unsupported_option", message, span);
      }
      if (this.times.some((time) => time.name === field)) {
        throw new SplError("ambiguous", `${field}= comes twice.`, span);
      }
      this.times.push({ name: field, value: value.text, span: value.span });
      return null;
    }
    if (/^[<>]/.test(operator) && value.text.includes("*")) {
      throw new SplError(
        "ambiguous",
        `A wildcard beside ${operator} has no documented meaning: write a number or a text without one.`,
        value.span,
      );
    }
    return { kind: "compare", field, operator, value: value.text, span };
  }

  private list(): SearchNode {
    const name = this.peek();
    const keyword = this.peek(1);
    const field = fieldName(name);
    if (keyword.text !== "IN")
      throw new SplError("unexpected_text", "In search, IN is written in upper case.", keyword.span);
    this.position += 3;
    const values: string[] = [];
    for (;;) {
      const value = this.peek();
      if (value.kind !== "word" && value.kind !== "quoted") {
        throw new SplError(
          "unexpected_text",
          `The list of ${field} IN (…) needs values separated by commas.`,
          value.span,
        );
      }
      rejectOperatorAsValue(value);
      values.push(value.text);
      this.position++;
      const after = this.peek();
      if (after.kind !== "," && after.kind !== ")") {
        throw new SplError(
          "unexpected_text",
          `The list of ${field} IN (…) needs a comma or ")" here.`,
          after.span,
        );
      }
      this.position++;
      if (after.kind === ")")
        return { kind: "in", field, values, span: { start: name.span.start, end: after.span.end } };
    }
  }

  /** TERM(text) and CASE(text). */
  private form(name: SearchToken): SearchNode {
    const form = name.text;
    if (form !== "TERM" && form !== "CASE") {
      throw new SplError(
        "unexpected_text",
        `search knows no function ${form}(…); only TERM(…) and CASE(…).`,
        name.span,
      );
    }
    const open = this.peek();
    const value = this.peek(1);
    const close = this.peek(2);
    const span = { start: name.span.start, end: close.span.end };
    if (value.kind !== "word" || close.kind !== ")" || value.text.includes("*")) {
      throw new SplError("ambiguous", `${form}(…) takes one bare word without wildcard here.`, open.span);
    }
    if (!this.base)
      throw new SplError(
        "unsupported_option",
        `${form}(…) looks into the index, so only the base search has it.`,
        span,
      );
    this.position += 3;
    return { kind: "term", text: value.text, form, span };
  }

  private enter(span: Span): void {
    if (++this.depth > MAXIMUM_DEPTH)
      throw new SplError("limit", `Conditions nest deeper than ${MAXIMUM_DEPTH}.`, span);
  }
}

function fieldName(token: SearchToken): string {
  const field = token.text;
  const reason = token.kind === "word" ? UNSUPPORTED_MODIFIERS.get(field) : undefined;
  if (reason !== undefined) throw new SplError("unsupported_option", reason, token.span);
  const tagged = /^tag::[\w.]+$/.test(field);
  if (field === "" || field.includes("*") || (field.includes("::") && !tagged)) {
    throw new SplError("invalid_field_name", `"${field}" cannot be the field of a comparison.`, token.span);
  }
  return field;
}

/** "a= OR b=1" has most likely lost a value. */
function rejectOperatorAsValue(token: SearchToken): void {
  if (token.kind !== "word" || !/^(?:AND|OR|NOT|XOR|IN)$/.test(token.text)) return;
  throw new SplError("ambiguous", `${token.text} as a value must be quoted.`, token.span);
}

function rejectIndexedField(token: SearchToken): void {
  if (!/^[A-Za-z_][\w.]*::/.test(token.text)) return;
  throw new SplError(
    "ambiguous",
    "name::value looks for an indexed field; write name=value, or quote the text.",
    token.span,
  );
}

function unexpected(token: SearchToken): SplError {
  const what = token.kind === "end" ? "The condition ends too early" : `"${token.text}" has no place here`;
  return new SplError(token.kind === "end" ? "missing_argument" : "unexpected_text", `${what}.`, token.span);
}
