/**
 * Patterns of names (src/risk/kinds.ts) as the wildcards of `search`, so that a base search finds the events whose names match. A
 * wildcard may match more than the pattern, never less. The patterns know only alternatives, groups, `.*`, classes and `?`, `*`,
 * `+` behind them; blanks around a name are left out, since no firewall writes them.
 */

/** @throws Error for a pattern that has no wildcard form shorter than `*`. */
export function globsOf(pattern: string): readonly string[] {
  const parser = new Parser(pattern);
  const globs = parser.alternatives();
  if (parser.position !== pattern.length) throw new Error(`unexpected ")" in the pattern ${pattern}`);
  const short = [...new Set(globs.map((glob) => glob.replace(/\*+/g, "*")))];
  if (short.includes("*")) throw new Error(`this pattern matches everything: ${pattern}`);
  return short;
}

class Parser {
  position = 0;

  constructor(private readonly text: string) {}

  alternatives(): readonly string[] {
    const found: string[] = [...this.sequence()];
    while (this.text[this.position] === "|") {
      this.position++;
      found.push(...this.sequence());
    }
    return found;
  }

  private sequence(): readonly string[] {
    let globs: readonly string[] = [""];
    while (this.position < this.text.length && !"|)".includes(this.text[this.position]!)) {
      const next = this.repeated(this.atom());
      globs = globs.flatMap((glob) => next.map((part) => glob + part));
    }
    return globs;
  }

  private atom(): readonly string[] {
    const { text } = this;
    if (text.startsWith("(?:", this.position)) {
      this.position += 3;
      const inside = this.alternatives();
      this.position++;
      return inside;
    }
    const character = text[this.position++]!;
    // The start and the end of a value, and the blanks beside them.
    if (character === "^" || character === "$") return [""];
    if (character === "[") {
      const end = text.indexOf("]", this.position + 1);
      const members = text.slice(this.position, end);
      this.position = end + 1;
      if (members === " \\t") return [""];
      // A bracketed literal, such as [.]
      return members.length === 1 ? [members] : ["*"];
    }
    if (character === ".") return ["*"];
    if (character === "\\") return [text[this.position++]!];
    return [character];
  }

  private repeated(parts: readonly string[]): readonly string[] {
    const sign = this.text[this.position];
    if (sign === "?") {
      this.position++;
      return ["", ...parts];
    }
    if (sign === "*" || sign === "+" || sign === "{") {
      this.position = sign === "{" ? this.text.indexOf("}", this.position) + 1 : this.position + 1;
      return parts.every((part) => part === "") ? [""] : ["*"];
    }
    return parts;
  }
}
