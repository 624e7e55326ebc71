/**
 * PCRE pattern → tree. Reads what PCRE's documentation (pcrepattern) gives and this matcher runs: groups, named groups,
 * atomic groups, possessive and lazy quantifiers, look-ahead and fixed-length look-behind, back references, inline
 * options i m s x, POSIX classes, \Q…\E. Rejects by name: recursion, conditions, \K, \G, \X, \C, callouts, verbs, branch
 * reset, duplicate names, and whatever is not a valid pattern.
 */
import { partOf, type Span, SplError } from "../errors/spl-error.ts";
import {
  anyOf,
  type CharacterSet,
  characterSet,
  inverse,
  range,
  type Test,
  unicodeCategory,
} from "./character-set.ts";
import { type Mode, UTF } from "./mode.ts";

export type AssertionKind = "start" | "lineStart" | "end" | "lineEnd" | "absoluteEnd" | "word" | "notWord";

export type Pattern =
  | { readonly type: "set"; readonly set: CharacterSet; readonly literal: number | null }
  | { readonly type: "sequence"; readonly items: readonly Pattern[] }
  | { readonly type: "choice"; readonly options: readonly Pattern[] }
  | { readonly type: "group"; readonly index: number; readonly body: Pattern }
  | { readonly type: "atomic"; readonly body: Pattern }
  | { readonly type: "look"; readonly behind: boolean; readonly negative: boolean; readonly body: Pattern }
  | {
      readonly type: "repeat";
      readonly body: Pattern;
      readonly minimum: number;
      readonly maximum: number;
      readonly mode: "greedy" | "lazy" | "possessive";
    }
  | { readonly type: "assertion"; readonly kind: AssertionKind }
  | { readonly type: "reference"; readonly group: number; readonly ignoreCase: boolean };

export interface ParsedPattern {
  readonly tree: Pattern;
  /** Number of capturing groups. */
  readonly groups: number;
  /** Names of groups, in order, with their numbers. */
  readonly names: ReadonlyMap<string, number>;
  readonly mode: Mode;
}

const DEPTH_LIMIT = 200;
const CONTROL_ESCAPES = new Map([
  ["t", 9],
  ["n", 10],
  ["r", 13],
  ["f", 12],
  ["e", 27],
  ["a", 7],
]);
const UNSUPPORTED_ESCAPES = new Map([
  ["K", "\\K (keep out)"],
  ["G", "\\G (start of match)"],
  ["X", "\\X (extended grapheme)"],
  ["C", "\\C (one byte)"],
  ["N", "\\N"],
  ["c", "\\c (control character)"],
  ["g", "\\g (numbered reference or call)"],
  ["o", "\\o (octal)"],
]);

interface Options {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
}

/** @param source In bytes mode one character a byte, as latin1 decodes them. */
export function parsePattern(source: string, mode: Mode, span?: Span): ParsedPattern {
  return new PatternParser(source, mode, span).parse();
}

class PatternParser {
  private position = 0;
  private groups = 0;
  private depth = 0;
  private readonly names = new Map<string, number>();
  /** The capturing groups around the place that is read. */
  private readonly open: number[] = [];
  private readonly references: { group: number | string; place: number }[] = [];
  private options: Options = { ignoreCase: false, multiline: false, dotAll: false, extended: false };

  constructor(
    private readonly source: string,
    private readonly mode: Mode,
    private readonly span: Span | undefined,
  ) {}

  parse(): ParsedPattern {
    const tree = this.choice();
    if (this.position < this.source.length) throw this.reject('the ")" closes nothing');
    for (const { group } of this.references) {
      const known = typeof group === "number" ? group <= this.groups : this.names.has(group);
      if (!known) throw this.reject(`the reference to group ${group} has no such group`);
    }
    return { tree: this.resolve(tree), groups: this.groups, names: this.names, mode: this.mode };
  }

  /** References by name come before their groups are known; they carry a negative index into `references` until now. */
  private resolve(tree: Pattern): Pattern {
    switch (tree.type) {
      case "reference": {
        if (tree.group >= 0) return tree;
        const { group } = this.references[-tree.group - 1]!;
        return { ...tree, group: typeof group === "string" ? this.names.get(group)! : group };
      }
      case "sequence":
        return { ...tree, items: tree.items.map((item) => this.resolve(item)) };
      case "choice":
        return { ...tree, options: tree.options.map((option) => this.resolve(option)) };
      case "group":
      case "atomic":
      case "look":
      case "repeat":
        return { ...tree, body: this.resolve(tree.body) };
      default:
        return tree;
    }
  }

  private reject(what: string): SplError {
    const { length } = this.source;
    const at = Math.min(this.position, length - 1);
    const where = this.position < length ? `at character ${at + 1}` : "at its end";
    return new SplError(
      "unsupported_regex",
      `The regular expression ${JSON.stringify(this.source)} is rejected ${where}: ${what}.`,
      length === 0 ? this.span : partOf(this.span, at, at + 1),
    );
  }

  private peek(text: string): boolean {
    return this.source.startsWith(text, this.position);
  }

  private take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.position += text.length;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.source);
    if (found !== null) this.position += found[0].length;
    return found;
  }

  private choice(): Pattern {
    if (++this.depth > DEPTH_LIMIT) throw this.reject(`groups nest more than ${DEPTH_LIMIT} deep`);
    const outer = this.options;
    const options = [this.sequence()];
    while (this.take("|")) options.push(this.sequence());
    this.options = outer;
    this.depth--;
    return options.length === 1 ? options[0]! : { type: "choice", options };
  }

  private sequence(): Pattern {
    const items: Pattern[] = [];
    for (;;) {
      this.skipExtended();
      if (this.position >= this.source.length || this.peek("|") || this.peek(")")) break;
      if (this.take("\\E")) continue;
      if (this.take("\\Q")) {
        this.quoted(items);
        continue;
      }
      const item = this.atom();
      if (item !== null) items.push(this.quantified(item));
    }
    return items.length === 1 ? items[0]! : { type: "sequence", items };
  }

  private rest(length: number): string {
    return this.source.slice(this.position, this.position + length);
  }

  /** What (?x) ignores: blanks, line ends and comments. */
  private skipExtended(): void {
    if (!this.options.extended) return;
    this.match(/(?:[\t-\r ]|#[^\n]*\n?)+/y);
    if (this.match(/[\u0085\u200e\u200f\u2028\u2029]/y) !== null) {
      throw this.reject("this blank of Unicode is ignored under (?x) in some modes of PCRE only");
    }
  }

  private quoted(items: Pattern[]): void {
    const end = this.source.indexOf("\\E", this.position);
    const text = this.source.slice(this.position, end < 0 ? undefined : end);
    this.position = end < 0 ? this.source.length : end + 2;
    const literals = Array.from(text, (character) => this.literal(character.codePointAt(0)!));
    const last = literals.pop();
    items.push(...literals);
    if (last !== undefined) items.push(this.quantified(last));
  }

  private literal(codePoint: number): Pattern {
    const same = this.options.ignoreCase ? this.mode.caseClass(codePoint) : [codePoint];
    const set = characterSet((character) => same.includes(character));
    return { type: "set", set, literal: same.length === 1 ? codePoint : null };
  }

  /** Without regard to case a range has each character of which some case is in it. */
  private rangeTest(from: number, to: number): Test {
    const exact = range(from, to);
    const { caseClass } = this.mode;
    return this.options.ignoreCase
      ? (character) => exact(character) || caseClass(character).some(exact)
      : exact;
  }

  /** One element; null for an option setting such as (?i), which is none. */
  private atom(): Pattern | null {
    const character = String.fromCodePoint(this.source.codePointAt(this.position)!);
    switch (character) {
      case "(":
        return this.group();
      case "[":
        return this.characterClass();
      case "\\":
        return this.escape();
      case ".":
        this.position++;
        return {
          type: "set",
          set: characterSet(this.options.dotAll ? () => true : (character) => character !== 10),
          literal: null,
        };
      case "^":
        this.position++;
        return { type: "assertion", kind: this.options.multiline ? "lineStart" : "start" };
      case "$":
        this.position++;
        return { type: "assertion", kind: this.options.multiline ? "lineEnd" : "end" };
      case "*":
      case "+":
      case "?":
        throw this.reject(`the quantifier "${character}" has nothing to repeat`);
      case "{":
        if (/\{\d+(?:,\d*)?\}/y.test(this.source.slice(this.position))) {
          throw this.reject("the quantifier has nothing to repeat");
        }
        break;
      default:
    }
    this.position += character.length;
    return this.literal(character.codePointAt(0)!);
  }

  private quantified(body: Pattern): Pattern {
    this.skipExtended();
    if (
      /^\{(?!\d+(?:,\d*)?\})[\t ]*(?:\d+[\t ]*(?:,[\t ]*\d*[\t ]*)?|,[\t ]*\d+[\t ]*)\}/.test(this.rest(80))
    ) {
      throw this.reject(
        "{,n} and blanks between the braces are a quantifier in some versions of PCRE and text in others; write {0,n}",
      );
    }
    const found = this.match(/(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})([?+]?)/y);
    if (found === null) return body;
    if (body.type === "look" || body.type === "assertion") throw this.reject("a quantifier on an assertion");
    let minimum: number;
    let maximum: number;
    if (found[1] !== undefined) {
      minimum = Number(found[1]);
      maximum =
        found[2] === undefined ? minimum : found[3] === "" ? Number.POSITIVE_INFINITY : Number(found[3]);
      if (
        minimum > maximum ||
        (maximum !== Number.POSITIVE_INFINITY && maximum > 65_535) ||
        minimum > 65_535
      ) {
        throw this.reject("the numbers of the quantifier are out of order or above 65535");
      }
    } else {
      minimum = found[0].startsWith("+") ? 1 : 0;
      maximum = found[0].startsWith("?") ? 1 : Number.POSITIVE_INFINITY;
    }
    if (maximum === 0) throw this.reject("{0} takes away what stands before it; leave both out");
    const mode = found[4] === "?" ? "lazy" : found[4] === "+" ? "possessive" : "greedy";
    if (this.peek("*") || this.peek("+") || this.peek("?")) throw this.reject("a quantifier on a quantifier");
    return { type: "repeat", body, minimum, maximum, mode };
  }

  private group(): Pattern | null {
    const begin = this.position++;
    if (this.peek("*")) throw this.reject("verbs such as (*SKIP)");
    if (!this.peek("?")) return this.capturing(null, begin);
    if (this.take("?:")) return asGroup(this.closed(this.choice(), begin));
    if (this.take("?>")) return { type: "atomic", body: this.closed(this.choice(), begin) };
    if (this.take("?#")) {
      if (this.match(/[^)]*\)/y) === null) throw this.reject("the comment is not closed");
      return null;
    }
    for (const [text, behind, negative] of [
      ["?=", false, false],
      ["?!", false, true],
      ["?<=", true, false],
      ["?<!", true, true],
    ] as const) {
      if (this.take(text)) return { type: "look", behind, negative, body: this.closed(this.choice(), begin) };
    }
    const named = this.match(/\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named !== null) return this.capturing(named[1] ?? named[2]!, begin);
    const backReference = this.match(/\?P=([A-Za-z_]\w*)\)/y);
    if (backReference !== null) return this.reference(backReference[1]!, begin);
    const settings = this.match(/\?([imsx]*)(?:-([imsx]+))?([:)])/y);
    if (settings !== null) return this.settings(settings[1]!, settings[2] ?? "", settings[3] === ":", begin);
    const what = this.source.slice(this.position, this.position + 3);
    throw this.reject(`the group "(${what}…" (recursion, conditions, branch reset and the like are not run)`);
  }

  private settings(on: string, off: string, hasBody: boolean, begin: number): Pattern | null {
    const outer = this.options;
    const value = (letter: string, before: boolean) =>
      off.includes(letter) ? false : before || on.includes(letter);
    this.options = {
      ignoreCase: value("i", outer.ignoreCase),
      multiline: value("m", outer.multiline),
      dotAll: value("s", outer.dotAll),
      extended: value("x", outer.extended),
    };
    if (!hasBody) return null;
    const body = this.closed(this.choice(), begin);
    this.options = outer;
    return asGroup(body);
  }

  private capturing(name: string | null, begin: number): Pattern {
    const index = ++this.groups;
    if (name !== null) {
      if (this.names.has(name)) throw this.reject(`the group name "${name}" is used twice`);
      this.names.set(name, index);
    }
    this.open.push(index);
    const body = this.closed(this.choice(), begin);
    this.open.pop();
    return { type: "group", index, body };
  }

  private closed(body: Pattern, begin: number): Pattern {
    if (this.take(")")) return body;
    this.position = begin;
    throw this.reject('the group that begins here is not closed; its ")" is missing');
  }

  private reference(group: number | string, begin: number): Pattern {
    if (this.open.includes(typeof group === "string" ? (this.names.get(group) ?? 0) : group)) {
      this.position = begin;
      throw this.reject(
        "a reference to a group from inside it (versions of PCRE differ about what it gives back)",
      );
    }
    this.references.push({ group, place: this.position });
    return { type: "reference", group: -this.references.length, ignoreCase: this.options.ignoreCase };
  }

  private escape(): Pattern {
    const begin = this.position;
    const letter = this.source[this.position + 1];
    if (letter === undefined) throw this.reject("it ends in a backslash");
    const reference = this.match(/\\([1-9]\d*)/y);
    if (reference !== null) {
      if (reference[1]!.length > 1 && Number(reference[1]) > 9) {
        throw this.reject(
          `\\${reference[1]} can be a reference or an octal character; use (?P=name) or \\x{…}`,
        );
      }
      return this.reference(Number(reference[1]), begin);
    }
    const named = this.match(/\\k(?:<([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)\}|'([A-Za-z_]\w*)')/y);
    if (named !== null) return this.reference(named[1] ?? named[2] ?? named[3]!, begin);
    const assertion = new Map<string, AssertionKind>([
      ["b", "word"],
      ["B", "notWord"],
      ["A", "start"],
      ["Z", "end"],
      ["z", "absoluteEnd"],
    ]).get(letter);
    if (assertion !== undefined) {
      this.position += 2;
      return { type: "assertion", kind: assertion };
    }
    if (letter === "R") {
      this.position += 2;
      const one = (codePoint: number): Pattern => ({
        type: "set",
        set: characterSet(range(codePoint, codePoint)),
        literal: codePoint,
      });
      const single: Pattern = {
        type: "set",
        set: characterSet(this.mode.classes.escapes.get("v")!),
        literal: null,
      };
      return {
        type: "atomic",
        body: { type: "choice", options: [{ type: "sequence", items: [one(13), one(10)] }, single] },
      };
    }
    const test = this.escapedClass();
    if (test !== null) return { type: "set", set: characterSet(test), literal: null };
    return this.literal(this.escapedCharacter(false));
  }

  /** \d, \p{L} and the like; null (and nothing taken) for another escape. */
  private escapedClass(): Test | null {
    const letter = this.source[this.position + 1] ?? "";
    const small = letter.toLowerCase();
    const test = this.mode.classes.escapes.get(small);
    if (test !== undefined) {
      this.position += 2;
      return letter === small ? test : inverse(test);
    }
    if (letter !== "p" && letter !== "P") return null;
    const found = this.match(/\\[pP](?:\{(\^?)(\w+)\}|(\w))/y);
    const name = found === null ? "" : (found[2] ?? found[3]!);
    const category = unicodeCategory(name);
    if (category === null) throw this.reject("a Unicode property other than a general category");
    if (this.options.ignoreCase && /^L[ult]$/.test(name)) {
      throw this.reject(`\\${letter}{${name}} without regard to case differs between versions of PCRE`);
    }
    return (letter === "P") !== (found![1] === "^") ? inverse(category) : category;
  }

  private escapedCharacter(inClass: boolean): number {
    const letter = String.fromCodePoint(this.source.codePointAt(this.position + 1)!);
    const hexadecimal = this.match(/\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))/y);
    if (hexadecimal !== null) {
      const value = Number.parseInt(hexadecimal[1] ?? hexadecimal[2]!, 16);
      if (value > 0x10ffff) throw this.reject("a character above U+10FFFF");
      if (value >= 0xd800 && value <= 0xdfff) throw this.reject("a surrogate is not a character");
      if (value > this.mode.lastCharacter) throw this.reject("a character above \\xFF, which no byte is");
      return value;
    }
    const octal = this.match(/\\0([0-7]{0,2})/y);
    if (octal !== null) return Number.parseInt(`0${octal[1]}`, 8);
    const control = inClass && letter === "b" ? 8 : CONTROL_ESCAPES.get(letter);
    if (control !== undefined) {
      this.position += 2;
      return control;
    }
    const rejected = UNSUPPORTED_ESCAPES.get(letter);
    if (rejected !== undefined) throw this.reject(rejected);
    if (/[A-Za-z0-9]/.test(letter))
      throw this.reject(`the escape "\\${letter}" has no meaning that PCRE documents`);
    this.position += 1 + letter.length;
    return letter.codePointAt(0)!;
  }

  private characterClass(): Pattern {
    if (this.match(/\[([:.=])(?:[^\]\\]|\\[^\]\\])*\1\]/y) !== null)
      throw this.reject("[:name:] stands only inside another […]");
    this.position++;
    const negated = this.take("^");
    const tests: Test[] = [];
    const classes: string[] = [];
    let first = true;
    for (;;) {
      if (this.position >= this.source.length) throw this.reject("a character class is not closed");
      if (!first && this.take("]")) break;
      first = false;
      const begin = this.position;
      const from = this.classItem();
      if (typeof from === "function") {
        classes.push(this.source.slice(begin, this.position));
        tests.push(from);
        if (this.peek("-") && !this.peek("-]")) throw this.reject("a range that begins with a class");
        continue;
      }
      if (!this.peek("-") || this.peek("-]") || this.position + 1 >= this.source.length) {
        tests.push(this.rangeTest(from, from));
        continue;
      }
      this.position++;
      const to = this.classItem();
      if (typeof to === "function") throw this.reject("a range that ends with a class");
      if (to < from) throw this.reject("a range that runs backwards");
      tests.push(this.rangeTest(from, to));
    }
    if (this.mode === UTF && classes.length > 1 && classes.some((text) => /^(?:\\[DWS]|\[:\^)/.test(text))) {
      throw this.reject("versions of PCRE differ about a negated class beside another one beyond ASCII");
    }
    const test = anyOf(tests);
    return { type: "set", set: characterSet(negated ? inverse(test) : test), literal: null };
  }

  private classItem(): number | Test {
    const posix = this.match(/\[:(\^?)(\w+):\]/y);
    if (posix !== null) {
      if (this.options.ignoreCase && /^(?:upper|lower)$/.test(posix[2]!)) {
        throw this.reject(
          `[:${posix[2]}:] without regard to case differs between modes and versions of PCRE`,
        );
      }
      const test = this.mode.classes.posix.get(posix[2]!);
      if (test === undefined) throw this.reject(`the class [:${posix[2]}:] does not exist`);
      return posix[1] === "^" ? inverse(test) : test;
    }
    if (this.match(/\[[.=]/y) !== null) throw this.reject("collating elements in a class");
    if (!this.peek("\\")) {
      const codePoint = this.source.codePointAt(this.position)!;
      this.position += codePoint > 0xffff ? 2 : 1;
      return codePoint;
    }
    if (this.position + 1 >= this.source.length) throw this.reject("it ends in a backslash");
    if (this.peek("\\Q") || this.peek("\\E")) throw this.reject("\\Q…\\E inside a character class");
    if (/[1-9]/.test(this.source[this.position + 1]!)) throw this.reject("an octal character inside a class");
    return this.escapedClass() ?? this.escapedCharacter(true);
  }
}

/** What stands in (?:…) may be repeated, even where the assertion by itself may not. */
function asGroup(body: Pattern): Pattern {
  return body.type === "assertion" || body.type === "look" ? { type: "sequence", items: [body] } : body;
}
