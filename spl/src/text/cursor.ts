/**
 * Reading a command's arguments: a position in the expanded text that moves forward over words, quoted texts and
 * punctuation. It decides nothing about meaning; each command does that. The end is the end of the command (its pipe).
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { Source } from "./source.ts";

/** A word or a quoted text, with the quotes removed and backslash escapes (\" and \\) undone. */
export interface Token {
  readonly text: string;
  readonly quote: '"' | "'" | null;
  readonly span: Span;
}

/** Characters that end a bare word. */
const WORD_END = /[\s,()[\]=<>!"|]/;

export class Cursor {
  constructor(
    readonly source: Source,
    public position: number,
    readonly end: number,
  ) {}

  /** The same place, to look ahead from. */
  fork(): Cursor {
    return new Cursor(this.source, this.position, this.end);
  }

  get done(): boolean {
    this.skipSpace();
    return this.position >= this.end;
  }

  skipSpace(): void {
    while (this.position < this.end && /\s/.test(this.source.text[this.position]!)) this.position++;
  }

  /** The next character that is not a space, or "" at the end. Does not move. */
  peek(): string {
    this.skipSpace();
    return this.position < this.end ? this.source.text[this.position]! : "";
  }

  /** The text from here to the end of the command, spaces in front removed. Does not move. */
  rest(): string {
    this.skipSpace();
    return this.source.text.slice(this.position, this.end);
  }

  spanFrom(start: number): Span {
    return { start, end: Math.max(this.position, start) };
  }

  /** The place where the cursor stands: one character, or nothing at the end. */
  here(): Span {
    this.skipSpace();
    return { start: this.position, end: Math.min(this.position + 1, this.end) };
  }

  /** Take this punctuation (or keyword without regard to case) if it comes next. */
  take(text: string): boolean {
    this.skipSpace();
    const found = this.source.text.slice(this.position, Math.min(this.position + text.length, this.end));
    if (found.toLowerCase() !== text.toLowerCase()) return false;
    if (
      /\w$/.test(text) &&
      /[\w.]/.test(this.source.text[this.position + text.length] ?? "") &&
      this.position + text.length < this.end
    ) {
      return false;
    }
    this.position += text.length;
    return true;
  }

  /** Take it or say what was expected. */
  expect(text: string, what: string): void {
    if (!this.take(text)) throw this.unexpected(`${what} needs "${text}" here`);
  }

  /** A bare word or a quoted text, or undefined at punctuation and at the end. */
  tryToken(): Token | undefined {
    this.skipSpace();
    const start = this.position;
    if (start >= this.end) return undefined;
    const first = this.source.text[start]!;
    if (first === '"' || first === "'") return this.quoted(first);
    if (WORD_END.test(first)) return undefined;
    while (this.position < this.end && !WORD_END.test(this.source.text[this.position]!)) this.position++;
    return { text: this.source.text.slice(start, this.position), quote: null, span: this.spanFrom(start) };
  }

  token(what: string): Token {
    const token = this.tryToken();
    if (token === undefined) throw this.unexpected(`${what} is missing`, "missing_argument");
    return token;
  }

  /** `name=value` (spaces around "=" allowed) if that comes next; a value may be quoted. Nothing is taken otherwise. */
  tryOption(): { name: Token; value: Token } | undefined {
    const ahead = this.fork();
    const name = ahead.tryToken();
    if (name === undefined || name.quote !== null || !ahead.take("=")) return undefined;
    const value = ahead.tryToken();
    if (value === undefined) return undefined;
    this.position = ahead.position;
    return { name, value };
  }

  /** An error at the place where the cursor stands. */
  unexpected(message: string, code: "unexpected_text" | "missing_argument" = "unexpected_text"): SplError {
    const found = this.rest();
    const seen =
      found === "" ? "the command ends" : `found "${found.slice(0, 20)}${found.length > 20 ? "…" : ""}"`;
    return new SplError(code, `${message}: ${seen}.`, this.here());
  }

  /** Complain about whatever is left. */
  finish(command: string): void {
    if (!this.done) throw this.unexpected(`${command} has text that is not understood`);
  }

  private quoted(quote: '"' | "'"): Token {
    const start = this.position;
    let text = "";
    const dropped: number[] = [];
    for (let i = start + 1; i < this.end; i++) {
      const character = this.source.text[i]!;
      if (
        character === "\\" &&
        i + 1 < this.end &&
        (this.source.text[i + 1] === quote || this.source.text[i + 1] === "\\")
      ) {
        dropped.push(text.length);
        text += this.source.text[++i];
      } else if (character === quote) {
        this.position = i + 1;
        return { text, quote, span: { ...this.spanFrom(start), inside: { start: start + 1, dropped } } };
      } else {
        text += character;
      }
    }
    throw unclosed(quote, { start, end: start + 1 });
  }
}
