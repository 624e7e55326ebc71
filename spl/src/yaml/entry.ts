/**
 * Reads YAML (1.2, core schema) into entries that know their line and reject what is not expected there, with the place. Nothing is
 * converted: a plain scalar is the text that the file has, so that 1.50, 0x1F and no are what the user wrote.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  Scalar,
} from "yaml";
import { nearest } from "../errors/nearest.ts";
import { resolveAliases } from "./aliases.ts";
import { FileError } from "./file-error.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A value in the file. */
export class Entry {
  private constructor(
    private readonly node: ParsedNode | null,
    private readonly source: YamlSource,
    /** The line of the value, or of its key where it has none. */
    readonly line: number,
  ) {}

  /** The one document of a file, of its bytes or its text. Throws FileError. */
  static read(content: string | Uint8Array, file: string): Entry {
    const lines = new LineCounter();
    const fault = (line: number, reason: string) => new FileError({ file, line }, reason);
    let text: string;
    try {
      text = typeof content === "string" ? content : UTF8.decode(content);
    } catch {
      throw fault(1, "The file is not valid UTF-8.");
    }
    const documents = parseAllDocuments(text, { lineCounter: lines });
    const [document, ...others] = Array.isArray(documents) ? documents : [];
    if (document === undefined) throw fault(1, "The file is empty.");
    if (others.length > 0) throw fault(1, "The file has several YAML documents; split it.");
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined)
      throw fault(
        lines.linePos(problem.pos[0]).line,
        problem.message.startsWith("Maximum call stack")
          ? "Invalid YAML: values are nested too deeply."
          : `Invalid YAML: ${problem.message.split(/ at line|\n/)[0]}.`,
      );
    const aliases = resolveAliases(document.contents, (node, reason) =>
      fault(lines.linePos(node.range[0]).line, reason),
    );
    return new Entry(document.contents, { file, lines, aliases }, 1);
  }

  get file(): string {
    return this.source.file;
  }

  error(reason: string): FileError {
    return new FileError({ file: this.file, line: this.line }, reason);
  }

  /** null, ~ or nothing behind the colon. */
  get isNull(): boolean {
    return this.node === null || (isScalar(this.node) && this.node.value === null);
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  /** Whether it is a text in quotes or a block, which is never a number. */
  get isQuoted(): boolean {
    return isScalar(this.node) && this.node.type !== Scalar.PLAIN;
  }

  /** The text of a scalar as the file has it. */
  text(what: string): string {
    if (!isScalar(this.node) || this.isNull) throw this.error(`${what} must be a text.`);
    const { value, source } = this.node;
    return this.isQuoted ? String(value) : (source ?? String(value));
  }

  flag(what: string): boolean {
    const text = this.isQuoted ? "" : this.text(what);
    if (text !== "true" && text !== "false") throw this.error(`${what} must be true or false.`);
    return text === "true";
  }

  count(what: string): number {
    const text = this.text(what);
    if (!/^\d{1,15}$/.test(text)) throw this.error(`${what} must be a whole number from 0.`);
    return Number(text);
  }

  list(what: string): Entry[] {
    if (!isSeq(this.node)) throw this.error(`${what} must be a list.`);
    return this.node.items.map((item) => this.child(item as ParsedNode | null));
  }

  /** The entries of a mapping, in order. */
  map(what: string): Map<string, Entry> {
    return new Map(this.pairs(what).map(([name, , value]) => [name, value]));
  }

  /** The same, with no names but these. */
  record<Name extends string>(what: string, names: readonly Name[]): Partial<Record<Name, Entry>> {
    const pairs = this.pairs(what);
    for (const [name, line] of pairs) {
      if ((names as readonly string[]).includes(name)) continue;
      const close = nearest(name, names);
      const hint = close === null ? `It takes: ${names.join(", ")}.` : `Did you mean ${close}?`;
      throw new FileError({ file: this.file, line }, `${what} has no "${name}". ${hint}`);
    }
    return Object.fromEntries(pairs.map(([name, , value]) => [name, value])) as Partial<Record<Name, Entry>>;
  }

  /** Name, line of the name, value. What a merge key (<<, of YAML 1.1) takes from elsewhere comes first, and is replaced by own names. */
  private pairs(what: string): (readonly [string, number, Entry])[] {
    if (!isMap(this.node)) throw this.error(`${what} must be a mapping of names and values.`);
    const pairs = new Map<string, readonly [string, number, Entry]>();
    const own = this.node.items.map(({ key, value }) => {
      const name = this.child(key as ParsedNode | null);
      const text = name.text(`A name of ${what}`);
      const entry = this.child(value as ParsedNode | null, name.line);
      return { pair: [text, name.line, entry] as const, isMerge: text === "<<" && !name.isQuoted };
    });
    for (const { pair, isMerge } of own)
      if (isMerge) for (const merged of pair[2].pairs("What << names")) pairs.set(merged[0], merged);
    for (const { pair, isMerge } of own) if (!isMerge) pairs.set(pair[0], pair);
    return [...pairs.values()];
  }

  /**
   * As JSON. A plain number with JSON's digits is that number, digit by digit; every other plain scalar but null, true and false is a text.
   */
  json(): string {
    if (this.isNull) return "null";
    if (isSeq(this.node))
      return `[${this.list("")
        .map((item) => item.json())
        .join(",")}]`;
    if (isMap(this.node))
      return `{${[...this.map("An event")].map(([name, value]) => `${JSON.stringify(name)}:${value.json()}`).join(",")}}`;
    const text = this.text("A value");
    const isLiteral = /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/.test(text);
    return !this.isQuoted && isLiteral ? text : JSON.stringify(text);
  }

  private child(node: ParsedNode | null, line?: number): Entry {
    const { aliases, lines } = this.source;
    const start = node?.range?.[0];
    const own =
      start === undefined || (isScalar(node) && node.value === null) ? undefined : lines.linePos(start).line;
    // What an alias stands for is written elsewhere; errors name the alias.
    const value = node !== null && isAlias(node) ? (aliases.get(node) ?? null) : node;
    return new Entry(value, this.source, own ?? line ?? this.line);
  }
}

interface YamlSource {
  readonly file: string;
  readonly lines: LineCounter;
  /** Alias → what it stands for. */
  readonly aliases: ReadonlyMap<ParsedNode, ParsedNode>;
}
