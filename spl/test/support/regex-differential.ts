/**
 * Random patterns and texts, each made from one number, on our matcher and on PCRE2: the same match, the same groups, the
 * same replacement, in each mode. What our matcher rejects is not compared; what PCRE2 rejects must be rejected.
 */
import { SplError } from "../../src/errors/spl-error.ts";
import { Matcher } from "../../src/regex/matcher.ts";
import { BYTES, type Mode, UCP, UTF } from "../../src/regex/mode.ts";
import { parsePattern } from "../../src/regex/parser.ts";
import { compilePattern } from "../../src/regex/program.ts";
import { isAscii, toBytes } from "../../src/regex/utf8.ts";
import type { Oracle } from "./pcre2.ts";

const MODES = [BYTES, UTF, UCP] as const;
const STEPS = 200_000;

export interface Comparison {
  /** "equal", "rejected" (ours), "limit" (either side's), or a sentence about the difference. */
  readonly outcome: string;
  readonly pattern: string;
  readonly text: string;
  readonly mode: string;
}

export function compare(oracle: Oracle, seed: number): Comparison {
  const draw = new Draw(seed);
  const mode = draw.of(MODES);
  const alphabet = draw.of(ALPHABETS);
  const pattern = new PatternMaker(draw, alphabet).make();
  const text = Array.from({ length: draw.below(9) }, () => draw.of(alphabet)).join("");
  return { outcome: outcome(oracle, pattern, text, mode, draw.chance(0.3)), pattern, text, mode: mode.name };
}

function outcome(oracle: Oracle, pattern: string, text: string, mode: Mode, replaces: boolean): string {
  const isBytes = mode === BYTES;
  // The oracle knows bytes as characters of Latin-1 only, some of which have two cases.
  if (isBytes && pattern.includes("i") && !(isAscii(pattern) && isAscii(text))) return "rejected";
  const ourPattern = isBytes ? toBytes(pattern) : pattern;
  const ourText = isBytes ? toBytes(text) : text;
  // Without the optimisations, of which some of this old version are wrong.
  const theirPattern = `${mode === UCP ? "(*UCP)" : ""}(*NO_START_OPT)(*NO_AUTO_POSSESS)${ourPattern}`;
  let left = STEPS;
  const spend = (steps: number) => {
    left -= steps;
    if (left < 0) throw new SplError("limit", "too many steps");
  };
  try {
    const matcher = new Matcher(compilePattern(parsePattern(ourPattern, mode)), ourText, spend);
    if (replaces && ourText !== "") {
      const ours = matcher.replace(["-"], true);
      const theirs = oracle.replaceAll(theirPattern, ourText, "-");
      return theirs === null || ours === theirs
        ? "equal"
        : `replaced: ours ${JSON.stringify(ours)}, PCRE2 ${JSON.stringify(theirs)}`;
    }
    const ours = matcher.exec();
    const theirs = oracle.exec(theirPattern, ourText);
    if (theirs.kind === "limit") return "limit";
    if (theirs.kind === "invalid") return `ours takes what PCRE2 rejects: ${theirs.message}`;
    const ourOffsets = JSON.stringify(ours === null ? null : ours.offsets);
    const theirOffsets = JSON.stringify(theirs.kind === "no match" ? null : theirs.offsets);
    return ourOffsets === theirOffsets ? "equal" : `matched: ours ${ourOffsets}, PCRE2 ${theirOffsets}`;
  } catch (error) {
    if (error instanceof SplError) return error.code === "limit" ? "limit" : "rejected";
    throw error;
  }
}

/** Letters with several cases (ſ K µ ς ẞ ǅ and the Turkish i), marks, digits and blanks of other scripts, two beyond the basic plane. */
const ALPHABETS: readonly (readonly string[])[] = [
  [..."ab"],
  [..."aAbB1_ .-\n"],
  [..."kKsSiIkK", "\u212a", "\u017f", "\u0131", "\u0130"],
  [..."abé\u00c9\u00e8ßµ", "\u03bc", "\u03c3", "\u03c2", "\u03a3", "\u1e9e", "\u01c4", "\u01c5", "\u01c6"],
  [..."a1_", "\u0661", "\u00a0", "\u2003", "\u2028", "\u0085", "\u3000", "\r", "\n", "\t", "\v"],
  [..."ab\u00e9", "\u{10400}", "\u{10428}", "\u{1f600}", "\u4e2d", "\u0416", "\u0436", "«", "€"],
];

class Draw {
  private state: number;
  constructor(seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  }
  /** Mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

const CLASSES = [..."dDwWsShHvV"].map((letter) => `\\${letter}`);
const PROPERTIES = [
  "\\p{L}",
  "\\P{L}",
  "\\p{Lu}",
  "\\p{Ll}",
  "\\p{N}",
  "\\p{^Nd}",
  "\\pP",
  "\\p{Z}",
  "\\p{S}",
  "\\p{M}",
];
const POSIX = "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit".split(
  " ",
);
const ASSERTIONS = ["^", "$", "\\b", "\\B", "\\A", "\\Z", "\\z"];
const QUANTIFIERS = ["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}"];

class PatternMaker {
  private groups = 0;
  /** Numbers and names of the groups that are closed. */
  private readonly closed: { readonly number: number; readonly name: string | null }[] = [];

  constructor(
    private readonly draw: Draw,
    private readonly alphabet: readonly string[],
  ) {}

  make(): string {
    const options = this.draw.chance(0.4) ? `(?${this.draw.of(["i", "s", "m", "x", "im", "is", "-i"])})` : "";
    return options + this.choice(3);
  }

  private choice(depth: number): string {
    const options = Array.from({ length: this.draw.chance(0.25) ? 2 + this.draw.below(2) : 1 }, () =>
      this.sequence(depth),
    );
    return options.join("|");
  }

  private sequence(depth: number): string {
    return Array.from({ length: this.draw.below(4) }, () => this.item(depth)).join("");
  }

  private item(depth: number): string {
    const { draw } = this;
    if (draw.chance(0.12)) return draw.of(ASSERTIONS);
    if (draw.chance(0.02)) return draw.of(["(?i)", "(?-i)", "(?s)", "(?m)", "(?x)", "(?#note)", "\\E"]);
    const atom = this.atom(depth);
    // A quantifier on an assertion is rejected.
    return /^\(\?<?[=!]/.test(atom) ? atom : atom + this.quantifier();
  }

  private quantifier(): string {
    const { draw } = this;
    return draw.chance(0.45) ? draw.of(QUANTIFIERS) + draw.of(["", "", "?", "+"]) : "";
  }

  private atom(depth: number): string {
    const { draw } = this;
    if (depth > 0 && draw.chance(0.4)) return this.group(depth - 1);
    if (this.closed.length > 0 && draw.chance(0.15)) return this.reference();
    // To a group that is open, or still to come, or does not exist.
    if (draw.chance(0.01)) return `\\${1 + draw.below(this.groups + 2)}`;
    return draw.of([
      () => this.literal(),
      () => this.literal(),
      () => this.literal(),
      () => ".",
      () => draw.of(CLASSES),
      () => draw.of(PROPERTIES),
      () => "\\R",
      () => `\\Q${this.literal()}${this.literal()}\\E`,
      () => this.set(),
      () => this.set(),
    ])();
  }

  private literal(): string {
    const { draw } = this;
    const character = draw.of(this.alphabet);
    if (draw.chance(0.1)) return `\\x{${character.codePointAt(0)!.toString(16)}}`;
    return /[.\s]/.test(character) && draw.chance(0.5) ? `\\${character}` : character;
  }

  private set(): string {
    const { draw } = this;
    const items = Array.from({ length: 1 + draw.below(3) }, () =>
      draw.of([
        () => draw.of(this.alphabet),
        () => draw.of(this.alphabet),
        () => [draw.of(this.alphabet), draw.of(this.alphabet)].sort().join("-"),
        () => draw.of(CLASSES),
        () => draw.of(PROPERTIES),
        () => `[:${draw.of(["", "", "^"])}${draw.of(POSIX)}:]`,
        () => "\\x41",
        () => "-",
        () => "]",
      ])(),
    );
    return `[${draw.of(["", "", "^"])}${items.join("")}]`;
  }

  private group(depth: number): string {
    const { draw } = this;
    const kind = draw.of([
      "(",
      "(",
      "(",
      "(?<",
      "(?:",
      "(?:",
      "(?>",
      "(?=",
      "(?!",
      "(?<=",
      "(?<!",
      "(?i:",
      "(?-i:",
    ]);
    const captures = kind === "(" || kind === "(?<";
    const number = captures ? ++this.groups : 0;
    const name = kind === "(?<" ? `n${number}` : null;
    const open = name === null ? kind : draw.of([`(?<${name}>`, `(?P<${name}>`, `(?'${name}'`]);
    const body = /<[=!]$/.test(kind) ? this.behind() : this.choice(depth);
    if (captures) this.closed.push({ number, name });
    return `${open}${body})`;
  }

  /** Of fixed length: another look-behind is rejected by both. */
  private behind(): string {
    const { draw } = this;
    const simple = () => draw.of([this.literal(), ".", "\\d", "\\w", "[^a]", "(?:ab|ba)", "\\b", "^"]);
    return Array.from(
      { length: 1 + draw.below(2) },
      () => simple() + (draw.chance(0.3) ? simple() : ""),
    ).join("|");
  }

  private reference(): string {
    const { draw } = this;
    const { number, name } = draw.of(this.closed);
    if (number > 9) return `(?P=${name ?? "n1"})`;
    if (name === null || draw.chance(0.5)) return `\\${number}`;
    return draw.of([`\\k<${name}>`, `\\k{${name}}`, `\\k'${name}'`, `(?P=${name})`]);
  }
}
