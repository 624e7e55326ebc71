/**
 * PCRE pattern → tree. Reads what PCRE's documentation (pcrepattern) gives and this matcher runs: groups, named groups,
 * atomic groups, possessive and lazy quantifiers, look-ahead and fixed-length look-behind, back references, inline
 * options i m s x, POSIX classes, \Q…\E. Rejects by name: recursion, conditions, \K, \G, \X, \C, callouts, verbs, branch
 * reset, duplicate names, and whatever is not a valid pattern.
 */
import type { Span } from "../errors/spl-error.ts";
import { CharacterReader } from "./character-reader.ts";
import { characterSet, range } from "./character-set.ts";
import { PatternCursor } from "./cursor.ts";
import type { Mode } from "./mode.ts";
import type { AssertionKind, Pattern } from "./pattern.ts";

export interface ParsedPattern {
  readonly tree: Pattern;
  /** Number of capturing groups. */
  readonly groups: number;
  /** Names of groups, in order, with their numbers. */
  readonly names: ReadonlyMap<string, number>;
  readonly mode: Mode;
}

/** Groups that nest deeper are rejected, so that hostile input cannot exhaust the stack. */
const DEPTH_LIMIT = 200;
const ASSERTIONS = new Map<string, AssertionKind>([
  ["b", "word"],
  ["B", "notWord"],
  ["A", "start"],
  ["Z", "end"],
  ["z", "absoluteEnd"],
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
  private readonly cursor: PatternCursor;
  private groups = 0;
  private depth = 0;
  private readonly names = new Map<string, number>();
  /** The capturing groups around the place that is read. */
  private readonly open: number[] = [];
  private readonly references: { group: number | string; place: number }[] = [];
  private options: Options = { ignoreCase: false, multiline: false, dotAll: false, extended: false };

  constructor(
    source: string,
    private readonly mode: Mode,
    span: Span | undefined,
  ) {
    this.cursor = new PatternCursor(source, span);
  }

  private get characters(): CharacterReader {
    return new CharacterReader(this.cursor, this.mode, this.options.ignoreCase);
  }

  parse(): ParsedPattern {
    const tree = this.choice();
    if (!this.cursor.atEnd) throw this.cursor.reject('the ")" closes nothing');
    for (const { group } of this.references) {
      const known = typeof group === "number" ? group <= this.groups : this.names.has(group);
      if (!known) throw this.cursor.reject(`the reference to group ${group} has no such group`);
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

  private choice(): Pattern {
    if (++this.depth > DEPTH_LIMIT) throw this.cursor.reject(`groups nest more than ${DEPTH_LIMIT} deep`);
    const outer = this.options;
    const options = [this.sequence()];
    while (this.cursor.take("|")) options.push(this.sequence());
    this.options = outer;
    this.depth--;
    return options.length === 1 ? options[0]! : { type: "choice", options };
  }

  private sequence(): Pattern {
    const items: Pattern[] = [];
    for (;;) {
      this.skipExtended();
      if (this.cursor.atEnd || this.cursor.peek("|") || this.cursor.peek(")")) break;
      if (this.cursor.take("\\E")) continue;
      if (this.cursor.take("\\Q")) {
        this.quoted(items);
        continue;
      }
      const item = this.atom();
      if (item !== null) items.push(this.quantified(item));
    }
    return items.length === 1 ? items[0]! : { type: "sequence", items };
  }

  /** What (?x) ignores: blanks, line ends and comments. */
  private skipExtended(): void {
    if (!this.options.extended) return;
    this.cursor.match(/(?:[\t-\r ]|#[^\n]*\n?)+/y);
    if (this.cursor.match(/[\u0085\u200e\u200f\u2028\u2029]/y) !== null) {
      throw this.cursor.reject("this blank of Unicode is ignored under (?x) in some modes of PCRE only");
    }
  }

  private quoted(items: Pattern[]): void {
    const end = this.cursor.source.indexOf("\\E", this.cursor.position);
    const text = this.cursor.source.slice(this.cursor.position, end < 0 ? undefined : end);
    this.cursor.position = end < 0 ? this.cursor.source.length : end + 2;
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

  /** One element; null for an option setting such as (?i), which matches nothing. */
  private atom(): Pattern | null {
    const character = String.fromCodePoint(this.cursor.source.codePointAt(this.cursor.position)!);
    switch (character) {
      case "(":
        return this.group();
      case "[":
        return { type: "set", set: this.characters.characterClass(), literal: null };
      case "\\":
        return this.escape();
      case ".":
        this.cursor.position++;
        return {
          type: "set",
          set: characterSet(this.options.dotAll ? () => true : (character) => character !== 10),
          literal: null,
        };
      case "^":
        this.cursor.position++;
        return { type: "assertion", kind: this.options.multiline ? "lineStart" : "start" };
      case "$":
        this.cursor.position++;
        return { type: "assertion", kind: this.options.multiline ? "lineEnd" : "end" };
      case "*":
      case "+":
      case "?":
        throw this.cursor.reject(`the quantifier "${character}" has nothing to repeat`);
      case "{":
        if (/\{\d+(?:,\d*)?\}/y.test(this.cursor.source.slice(this.cursor.position))) {
          throw this.cursor.reject("the quantifier has nothing to repeat");
        }
        break;
      default:
    }
    this.cursor.position += character.length;
    return this.literal(character.codePointAt(0)!);
  }

  private quantified(body: Pattern): Pattern {
    this.skipExtended();
    if (
      /^\{(?!\d+(?:,\d*)?\})[\t ]*(?:\d+[\t ]*(?:,[\t ]*\d*[\t ]*)?|,[\t ]*\d+[\t ]*)\}/.test(
        this.cursor.rest(80),
      )
    ) {
      throw this.cursor.reject(
        "{,n} and blanks between the braces are a quantifier in some versions of PCRE and text in others; write {0,n}",
      );
    }
    const found = this.cursor.match(/(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})([?+]?)/y);
    if (found === null) return body;
    if (body.type === "look" || body.type === "assertion")
      throw this.cursor.reject("a quantifier on an assertion");
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
        throw this.cursor.reject(
          "the numbers of the quantifier are out of order or above 65535; write the smaller one first",
        );
      }
    } else {
      minimum = found[0].startsWith("+") ? 1 : 0;
      maximum = found[0].startsWith("?") ? 1 : Number.POSITIVE_INFINITY;
    }
    if (maximum === 0) throw this.cursor.reject("{0} takes away what stands before it; leave both out");
    const mode = found[4] === "?" ? "lazy" : found[4] === "+" ? "possessive" : "greedy";
    if (this.cursor.peek("*") || this.cursor.peek("+") || this.cursor.peek("?"))
      throw this.cursor.reject("a quantifier on a quantifier");
    return { type: "repeat", body, minimum, maximum, mode };
  }

  private group(): Pattern | null {
    const begin = this.cursor.position++;
    if (this.cursor.peek("*")) throw this.cursor.reject("verbs such as (*SKIP) are not run; leave them out");
    if (!this.cursor.peek("?")) return this.capturing(null, begin);
    if (this.cursor.take("?:")) return asGroup(this.closed(this.choice(), begin));
    if (this.cursor.take("?>")) return { type: "atomic", body: this.closed(this.choice(), begin) };
    if (this.cursor.take("?#")) {
      if (this.cursor.match(/[^)]*\)/y) === null) throw this.cursor.reject("the comment is not closed");
      return null;
    }
    for (const [text, behind, negative] of [
      ["?=", false, false],
      ["?!", false, true],
      ["?<=", true, false],
      ["?<!", true, true],
    ] as const) {
      if (this.cursor.take(text))
        return { type: "look", behind, negative, body: this.closed(this.choice(), begin) };
    }
    const named = this.cursor.match(/\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named !== null) return this.capturing(named[1] ?? named[2]!, begin);
    const backReference = this.cursor.match(/\?P=([A-Za-z_]\w*)\)/y);
    if (backReference !== null) return this.reference(backReference[1]!, begin);
    const settings = this.cursor.match(/\?([imsx]*)(?:-([imsx]+))?([:)])/y);
    if (settings !== null) return this.settings(settings[1]!, settings[2] ?? "", settings[3] === ":", begin);
    const what = this.cursor.source.slice(this.cursor.position, this.cursor.position + 3);
    throw this.cursor.reject(
      `the group "(${what}…" (recursion, conditions, branch reset and the like are not run); write it without, or use several patterns`,
    );
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
      if (this.names.has(name)) throw this.cursor.reject(`the group name "${name}" is used twice`);
      this.names.set(name, index);
    }
    this.open.push(index);
    const body = this.closed(this.choice(), begin);
    this.open.pop();
    return { type: "group", index, body };
  }

  private closed(body: Pattern, begin: number): Pattern {
    if (this.cursor.take(")")) return body;
    this.cursor.position = begin;
    throw this.cursor.reject('the group that begins here is not closed; its ")" is missing');
  }

  private reference(group: number | string, begin: number): Pattern {
    if (this.open.includes(typeof group === "string" ? (this.names.get(group) ?? 0) : group)) {
      this.cursor.position = begin;
      throw this.cursor.reject(
        "a reference to a group from inside it (versions of PCRE differ about what it gives back); write the text of the group again",
      );
    }
    this.references.push({ group, place: this.cursor.position });
    return { type: "reference", group: -this.references.length, ignoreCase: this.options.ignoreCase };
  }

  private escape(): Pattern {
    const begin = this.cursor.position;
    const letter = this.cursor.source[this.cursor.position + 1];
    if (letter === undefined) throw this.cursor.reject("it ends in a backslash");
    const reference = this.cursor.match(/\\([1-9]\d*)/y);
    if (reference !== null) {
      if (reference[1]!.length > 1 && Number(reference[1]) > 9) {
        throw this.cursor.reject(
          `\\${reference[1]} can be a reference or an octal character; use (?P=name) or \\x{…}`,
        );
      }
      return this.reference(Number(reference[1]), begin);
    }
    const named = this.cursor.match(/\\k(?:<([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)\}|'([A-Za-z_]\w*)')/y);
    if (named !== null) return this.reference(named[1] ?? named[2] ?? named[3]!, begin);
    const assertion = ASSERTIONS.get(letter);
    if (assertion !== undefined) {
      this.cursor.position += 2;
      return { type: "assertion", kind: assertion };
    }
    if (letter === "R") {
      this.cursor.position += 2;
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
    const test = this.characters.escapedClass();
    if (test !== null) return { type: "set", set: characterSet(test), literal: null };
    return this.literal(this.characters.escapedCharacter(false));
  }
}

/** What stands in (?:…) may be repeated, even where the assertion by itself may not. */
function asGroup(body: Pattern): Pattern {
  return body.type === "assertion" || body.type === "look" ? { type: "sequence", items: [body] } : body;
}
