/**
 * JSON texts: a parser that keeps the order of keys, and a compact writer. An object is a Map. A number keeps the digits of
 * its text (1.50 stays 1.50). Rejected: a key twice in one object, deep nesting.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { hasCertainText, orderText, scalarText } from "./number.ts";

export type Json =
  | string
  | number
  | JsonNumber
  | boolean
  | null
  | readonly Json[]
  | ReadonlyMap<string, Json>;

/** A number as a JSON text writes it, where its digits are not those that the number alone would be shown with. */
export class JsonNumber {
  constructor(readonly digits: string) {}
}

const DEPTH_LIMIT = 200;

/** The value, or undefined if the text is not JSON. Throws SplError ambiguous for a repeated key, limit for deep nesting. */
export function parseJson(text: string, span?: Span): Json | undefined {
  const parser = new JsonParser(text, span);
  return parser.whole();
}

export function writeJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (value instanceof Map) {
    return `{${[...(value as ReadonlyMap<string, Json>)].map(([key, one]) => `${JSON.stringify(key)}:${writeJson(one)}`).join(",")}}`;
  }
  if (value instanceof JsonNumber) return value.digits;
  return typeof value === "number" ? scalarText(value) : JSON.stringify(value);
}

export function isJsonObject(value: Json | undefined): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

const BAD = Symbol("no JSON");

class JsonParser {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly span: Span | undefined,
  ) {}

  whole(): Json | undefined {
    try {
      const value = this.value();
      this.space();
      return this.position === this.text.length ? value : undefined;
    } catch (error) {
      if (error === BAD) return undefined;
      throw error;
    }
  }

  private space(): void {
    while (/[ \t\n\r]/.test(this.text[this.position] ?? "")) this.position++;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.position += found[0].length;
    return found[0];
  }

  private value(): Json {
    if (++this.depth > DEPTH_LIMIT) {
      throw new SplError("limit", `JSON nests more than ${DEPTH_LIMIT} deep.`, this.span);
    }
    this.space();
    const value = this.one();
    this.depth--;
    return value;
  }

  private one(): Json {
    switch (this.text[this.position]) {
      case "{":
        return this.object();
      case "[":
        return this.array();
      case '"':
        return this.string();
      default:
    }
    const word = this.match(/(?:true|false|null)/y);
    if (word !== null) return word === "null" ? null : word === "true";
    const number = this.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number === null) throw BAD;
    const value = Number(number);
    return orderText(value) === number && hasCertainText(value) ? value : new JsonNumber(number);
  }

  private string(): string {
    const text = this.match(/"(?:[^"\\]|\\[\s\S])*"/y);
    if (text === null) throw BAD;
    try {
      return JSON.parse(text) as string;
    } catch {
      throw BAD;
    }
  }

  private take(character: string): boolean {
    this.space();
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private array(): Json {
    this.position++;
    const items: Json[] = [];
    if (this.take("]")) return items;
    do items.push(this.value());
    while (this.take(","));
    if (!this.take("]")) throw BAD;
    return items;
  }

  private object(): Json {
    this.position++;
    const members = new Map<string, Json>();
    if (this.take("}")) return members;
    do {
      this.space();
      const key = this.string();
      if (!this.take(":")) throw BAD;
      if (members.has(key)) {
        throw new SplError(
          "ambiguous",
          `The key "${key}" stands twice in one JSON object, and documentation does not say which value counts: name it once.`,
          this.span,
        );
      }
      members.set(key, this.value());
    } while (this.take(","));
    if (!this.take("}")) throw BAD;
    return members;
  }
}
