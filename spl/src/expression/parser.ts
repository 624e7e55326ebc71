/**
 * Text → tree. Order of evaluation, from the Search Reference (eval, "Boolean expressions"): parentheses, NOT, AND, OR,
 * XOR; comparisons bind tighter than these, then + - and the joining period, then * / %, then the sign. Rejected:
 * chains whose grouping documentation does not give (1 - 2 . 3, a=b=c), and anything left over.
 */

import { SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { ComparisonOperator } from "../evaluation/compare.ts";
import type { Cursor } from "../text/cursor.ts";
import { readToken, type Token } from "./lexer.ts";
import type { ArithmeticOperator, Node } from "./tree.ts";

/** Deeper nesting than this is rejected, so that hostile input cannot exhaust the stack. */
const DEPTH_LIMIT = 200;
/**
 * Names of functions are case-sensitive (Search Reference, eval), but for these: published detections that Splunk's own tests run
 * (splunk/security_content) write LIKE(), CASE() and ISNOTNULL().
 */
const ANY_CASE: ReadonlySet<string> = new Set(["case", "isnotnull", "like"]);
/** More operators than this in one expression are unsupported: a chain nests as deep as it is long. */
const OPERATOR_LIMIT = 1000;
const COMPARISONS = new Map<string, ComparisonOperator>([
  ["=", "="],
  ["==", "="],
  ["!=", "!="],
  ["<", "<"],
  [">", ">"],
  ["<=", "<="],
  [">=", ">="],
]);
const KEYWORDS = new Set(["and", "or", "xor", "not", "like", "in"]);

/**
 * Parse one expression. The cursor then stands at a comma or closing parenthesis of the surrounding text, at a word of
 * `stop` (without regard to case), or at its end.
 */
export function parseExpression(cursor: Cursor, stop: readonly string[]): Node {
  const parser = new Parser(cursor, new Set(stop.map((word) => word.toLowerCase())));
  const tree = parser.xor();
  parser.finish();
  return tree;
}

class Parser {
  private token: Token;
  /** Where the token that was read ahead begins: the cursor is put back there at the end. */
  private before: number;
  private depth = 0;
  private operators = 0;

  constructor(
    private readonly cursor: Cursor,
    private readonly stop: ReadonlySet<string>,
  ) {
    this.before = cursor.position;
    this.token = this.read();
    if (this.ended()) {
      throw new SplError("missing_argument", "An expression is missing here.", this.cursorHere());
    }
  }

  finish(): void {
    const text = this.token.type === "operator" ? this.token.text : "";
    if (!this.ended() && text !== "," && text !== ")") {
      throw this.unexpected("An operator is missing, or the text is not understood");
    }
    this.cursor.position = this.before;
  }

  xor(): Node {
    if (++this.depth > DEPTH_LIMIT) {
      throw new SplError("limit", `The expression is nested more than ${DEPTH_LIMIT} deep.`, this.token.span);
    }
    const tree = this.logical(() => this.or(), "xor");
    this.depth--;
    return tree;
  }

  private or(): Node {
    return this.logical(() => this.and(), "or");
  }

  private and(): Node {
    return this.logical(() => this.not(), "and");
  }

  private logical(operand: () => Node, operator: "and" | "or" | "xor"): Node {
    let left = operand();
    while (this.takeWord(operator)) {
      this.countOperator();
      const right = operand();
      left = { type: "logical", operator, left, right, span: around(left, right) };
    }
    return left;
  }

  private not(): Node {
    const start = this.token.span.start;
    let count = 0;
    while (this.takeWord("not")) {
      if (++count > DEPTH_LIMIT) {
        throw new SplError(
          "limit",
          `The expression is nested more than ${DEPTH_LIMIT} deep.`,
          this.token.span,
        );
      }
    }
    let tree = this.comparison();
    for (let i = 0; i < count; i++) {
      tree = { type: "not", operand: tree, span: { start, end: tree.span.end } };
    }
    return tree;
  }

  private comparison(): Node {
    const left = this.sum();
    const token = this.token;
    if (token.type === "operator" && COMPARISONS.has(token.text)) {
      this.advance();
      const right = this.sum();
      this.rejectChain();
      const operator = COMPARISONS.get(token.text)!;
      return { type: "comparison", operator, left, right, span: around(left, right) };
    }
    if (this.takeWord("like")) {
      const right = this.sum();
      this.rejectChain();
      return {
        type: "call",
        name: "like",
        nameSpan: token.span,
        argument: [left, right],
        span: around(left, right),
      };
    }
    if (this.takeWord("in")) {
      this.expect("(", "IN needs its values in parentheses");
      const values = this.list(token);
      const span = { start: left.span.start, end: values.end };
      const argument = [left, ...values.nodes];
      this.rejectChain();
      return { type: "call", name: "in", nameSpan: token.span, argument, span };
    }
    if (token.type === "word" && token.text.toLowerCase() === "not" && !this.stop.has("not")) {
      throw new SplError(
        "ambiguous",
        "Documentation does not give NOT after a field (x NOT IN …, x NOT LIKE …) for expressions: write NOT in front, " +
          "as in NOT x IN (…).",
        token.span,
      );
    }
    return left;
  }

  private rejectChain(): void {
    const token = this.token;
    const chained =
      (token.type === "operator" && COMPARISONS.has(token.text)) ||
      (token.type === "word" && ["like", "in"].includes(token.text.toLowerCase()) && !this.ended());
    if (chained) {
      throw new SplError(
        "ambiguous",
        "A comparison of a comparison is not documented: join two comparisons with AND, or use parentheses.",
        token.span,
      );
    }
  }

  private sum(): Node {
    let left = this.product();
    for (;;) {
      const token = this.token;
      if (token.type !== "operator" || !(token.text === "+" || token.text === "-" || token.text === "."))
        return left;
      this.countOperator();
      this.advance();
      const right = this.product();
      const span = around(left, right);
      left =
        token.text === "."
          ? { type: "join", left, right, span }
          : { type: "arithmetic", operator: token.text as ArithmeticOperator, left, right, span };
    }
  }

  private product(): Node {
    let left = this.signed();
    for (;;) {
      const token = this.token;
      if (token.type !== "operator" || !["*", "/", "%"].includes(token.text)) return left;
      this.countOperator();
      this.advance();
      const right = this.signed();
      const operator = token.text as ArithmeticOperator;
      left = { type: "arithmetic", operator, left, right, span: around(left, right) };
    }
  }

  private signed(): Node {
    const token = this.token;
    if (token.type !== "operator" || (token.text !== "-" && token.text !== "+")) return this.primary();
    if (++this.depth > DEPTH_LIMIT) {
      throw new SplError("limit", `The expression is nested more than ${DEPTH_LIMIT} deep.`, token.span);
    }
    this.advance();
    const operand = this.signed();
    this.depth--;
    const span = { start: token.span.start, end: operand.span.end };
    if (token.text === "-") return { type: "negative", operand, span };
    // printf("%d", +4) is documented; a sign before anything but a number is not.
    if (operand.type !== "number") {
      throw new SplError(
        "ambiguous",
        'A "+" with nothing to add to is documented for numbers only.',
        token.span,
      );
    }
    return operand;
  }

  private primary(): Node {
    const token = this.token;
    if (this.ended()) throw this.unexpected("A value is missing");
    switch (token.type) {
      case "number":
        this.advance();
        return { type: "number", text: token.text, span: token.span };
      case "string":
        this.advance();
        return { type: "string", value: token.value, lineEscape: token.lineEscape, span: token.span };
      case "quotedField":
        this.advance();
        return { type: "field", name: token.name, span: token.span };
      case "word":
        return this.word(token);
      case "operator":
        if (token.text === "(") return this.parenthesis(token);
        if (token.text === "!") return this.bang(token);
        this.rejectBarePoint(token);
        throw this.unexpected("A value is missing");
      default:
        throw this.unexpected("A value is missing");
    }
  }

  /** A number that begins with its point. */
  private rejectBarePoint({ span }: Token): void {
    const found = /^\.\d+/.exec(this.cursor.source.text.slice(span.start, this.cursor.end));
    if (found === null) return;
    const place = { start: span.start, end: span.start + found[0].length };
    throw new SplError("unexpected_text", `A number begins with a digit: write 0${found[0]}.`, place);
  }

  private parenthesis(open: Token): Node {
    this.advance();
    const tree = this.xor();
    if (this.token.type === "operator" && this.token.text === ")") {
      const span = { start: open.span.start, end: this.token.span.end };
      this.advance();
      return { ...tree, span, grouped: true };
    }
    if (this.token.type === "end") {
      throw unclosed("(", open.span);
    }
    throw this.unexpected('A ")" is missing');
  }

  /** !isnull(x) is in the reference (mvfilter); "!" before anything but a call or a parenthesis is not. */
  private bang(token: Token): Node {
    if (++this.depth > DEPTH_LIMIT) {
      throw new SplError("limit", `The expression is nested more than ${DEPTH_LIMIT} deep.`, token.span);
    }
    this.advance();
    const operand = this.primary();
    this.depth--;
    if (operand.type !== "call" && operand.grouped !== true) {
      throw new SplError(
        "ambiguous",
        'What "!" applies to is documented for a function call only: use NOT, or parentheses.',
        token.span,
      );
    }
    return { type: "not", operand, span: { start: token.span.start, end: operand.span.end } };
  }

  private word(token: Token & { type: "word" }): Node {
    const lower = token.text.toLowerCase();
    this.advance();
    if (
      this.token.type === "operator" &&
      this.token.text === "(" &&
      (lower === "in" || lower === "like" || !KEYWORDS.has(lower))
    ) {
      this.advance();
      const values = this.list(token);
      const span = { start: token.span.start, end: values.end };
      const name = ANY_CASE.has(lower) ? lower : token.text;
      return { type: "call", name, nameSpan: token.span, argument: values.nodes, span };
    }
    if (KEYWORDS.has(lower)) {
      throw new SplError(
        "unexpected_text",
        `${token.text} is an operator and needs a value in front; a field of this name needs single quotes.`,
        token.span,
      );
    }
    // Search Manual, Types of expressions: true, false and null are literals. The same detections write NULL, which is null
    // either way, as the literal and as the field of that name, unless a row has that field.
    if (token.text === "null") return { type: "constant", value: null, span: token.span };
    if (lower === "true" || lower === "false") {
      if (token.text === lower) return { type: "constant", value: lower === "true", span: token.span };
      throw new SplError(
        "ambiguous",
        `Documentation gives the literal ${lower} in lower case only; a field of this name needs single quotes.`,
        token.span,
      );
    }
    if (lower === "null") return { type: "field", name: token.text, orNull: true, span: token.span };
    return { type: "field", name: token.text, span: token.span };
  }

  private countOperator(): void {
    if (++this.operators > OPERATOR_LIMIT) {
      throw new SplError(
        "limit",
        `The expression has more than ${OPERATOR_LIMIT} operators.`,
        this.token.span,
      );
    }
  }

  /** The values up to the closing parenthesis; the opening one is already read. */
  private list(open: Token): { nodes: Node[]; end: number } {
    const nodes: Node[] = [];
    if (!(this.token.type === "operator" && this.token.text === ")")) {
      do nodes.push(this.xor());
      while (this.takeOperator(","));
    }
    const end = this.token.span.end;
    if (this.token.type === "end") {
      const start = this.cursor.source.text.indexOf("(", open.span.end);
      throw unclosed("(", { start, end: start + 1 });
    }
    this.expect(")", 'A "," or ")" is missing');
    return { nodes, end };
  }

  private read(): Token {
    this.cursor.skipSpace();
    this.before = this.cursor.position;
    return readToken(this.cursor);
  }

  private advance(): void {
    this.token = this.read();
  }

  /** At the end of the text, or at a word that ends the expression. */
  private ended(): boolean {
    return (
      this.token.type === "end" ||
      (this.depth <= 1 && this.token.type === "word" && this.stop.has(this.token.text.toLowerCase()))
    );
  }

  private takeWord(word: string): boolean {
    if (this.token.type !== "word" || this.token.text.toLowerCase() !== word || this.ended()) return false;
    this.advance();
    return true;
  }

  private takeOperator(text: string): boolean {
    if (this.token.type !== "operator" || this.token.text !== text) return false;
    this.advance();
    return true;
  }

  private expect(text: string, message: string): void {
    if (!this.takeOperator(text)) throw this.unexpected(message);
  }

  private cursorHere() {
    return { start: this.before, end: Math.min(this.before + 1, this.cursor.end) };
  }

  private unexpected(message: string): SplError {
    const { token } = this;
    const found =
      token.type === "end"
        ? "the expression ends"
        : `found ${this.cursor.source.text.slice(token.span.start, token.span.end)}`;
    return new SplError("unexpected_text", `${message}: ${found}.`, token.span);
  }
}

function around(left: Node, right: Node) {
  return { start: left.span.start, end: right.span.end };
}
