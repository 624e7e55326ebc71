/**
 * JSON read so that numbers keep their digits (1.0 stays 1.0), for spath: Splunk's fields are texts. Gives a tree, or
 * null for text that is not one well-formed JSON value.
 */
export type JsonNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "null" }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, JsonNode>; readonly repeated: boolean };

const MAXIMUM_DEPTH = 200;

export function readJson(text: string): JsonNode | null {
  try {
    // JSON.parse decides what is well formed; the walk below may then trust the text.
    JSON.parse(text);
  } catch {
    return null;
  }
  return new Walker(text).value(0);
}

class Walker {
  private position = 0;
  constructor(private readonly text: string) {}

  private next(): string {
    while (/\s/.test(this.text[this.position] ?? "")) this.position++;
    return this.text[this.position] ?? "";
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)![0];
    this.position += found.length;
    return found;
  }

  value(depth: number): JsonNode | null {
    if (depth > MAXIMUM_DEPTH) return null;
    const first = this.next();
    if (first === "{") return this.object(depth);
    if (first === "[") return this.array(depth);
    if (first === '"') return { kind: "text", text: this.string() };
    const word = this.match(/[^\s,\]}]+/y);
    return word === "null" ? { kind: "null" } : { kind: "text", text: word };
  }

  private string(): string {
    return JSON.parse(this.match(/"(?:[^"\\]|\\.)*"/y)) as string;
  }

  private array(depth: number): JsonNode | null {
    const items: JsonNode[] = [];
    this.position++;
    if (this.next() === "]") this.position++;
    else {
      for (let more = true; more; ) {
        const item = this.value(depth + 1);
        if (item === null) return null;
        items.push(item);
        more = this.next() === ",";
        this.position++;
      }
    }
    return { kind: "array", items };
  }

  private object(depth: number): JsonNode | null {
    const members = new Map<string, JsonNode>();
    let repeated = false;
    this.position++;
    if (this.next() === "}") this.position++;
    else {
      for (let more = true; more; ) {
        this.next();
        const name = this.string();
        this.next();
        this.position++;
        const member = this.value(depth + 1);
        if (member === null) return null;
        repeated ||= members.has(name);
        members.set(name, member);
        more = this.next() === ",";
        this.position++;
      }
    }
    return { kind: "object", members, repeated };
  }
}
