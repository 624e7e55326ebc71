/** A pattern that is read from left to right, and errors that name the place. */
import { partOf, type Span, SplError } from "../errors/spl-error.ts";

export class PatternCursor {
  position = 0;

  constructor(
    readonly source: string,
    private readonly span: Span | undefined,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.source.length;
  }

  /** The error that this is not supported at the current position. */
  reject(what: string): SplError {
    const { length } = this.source;
    const at = Math.min(this.position, length - 1);
    const where = this.position < length ? `at character ${at + 1}` : "at its end";
    return new SplError(
      "unsupported_regex",
      `The regular expression ${JSON.stringify(this.source)} is rejected ${where}: ${what}.`,
      length === 0 ? this.span : partOf(this.span, at, at + 1),
    );
  }

  peek(text: string): boolean {
    return this.source.startsWith(text, this.position);
  }

  take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.position += text.length;
    return true;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source);
    if (found !== null) this.position += found[0].length;
    return found;
  }

  rest(length: number): string {
    return this.source.slice(this.position, this.position + length);
  }
}
