/**
 * Reads sets of characters in a pattern: escapes such as \d and \x41, and classes in square brackets, POSIX names included.
 */
import {
  anyOf,
  type CharacterSet,
  characterSet,
  inverse,
  range,
  type Test,
  unicodeCategory,
} from "./character-set.ts";
import type { PatternCursor } from "./cursor.ts";
import { type Mode, UTF } from "./mode.ts";

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

export class CharacterReader {
  constructor(
    private readonly cursor: PatternCursor,
    private readonly mode: Mode,
    private readonly ignoreCase: boolean,
  ) {}

  /** Without regard to case a range has each character of which some case is in it. */
  private rangeTest(from: number, to: number): Test {
    const exact = range(from, to);
    const { caseClass } = this.mode;
    return this.ignoreCase ? (character) => exact(character) || caseClass(character).some(exact) : exact;
  }

  /** \d, \p{L} and the like; null (and nothing taken) for another escape. */
  escapedClass(): Test | null {
    const letter = this.cursor.source[this.cursor.position + 1] ?? "";
    const small = letter.toLowerCase();
    const test = this.mode.classes.escapes.get(small);
    if (test !== undefined) {
      this.cursor.position += 2;
      return letter === small ? test : inverse(test);
    }
    if (letter !== "p" && letter !== "P") return null;
    const found = this.cursor.match(/\\[pP](?:\{(\^?)(\w+)\}|(\w))/y);
    const name = found === null ? "" : (found[2] ?? found[3]!);
    const category = unicodeCategory(name);
    if (category === null) throw this.cursor.reject("a Unicode property other than a general category");
    if (this.ignoreCase && /^L[ult]$/.test(name)) {
      throw this.cursor.reject(
        `\\${letter}{${name}} without regard to case differs between versions of PCRE`,
      );
    }
    return (letter === "P") !== (found![1] === "^") ? inverse(category) : category;
  }

  /** The character that an escape stands for. */
  escapedCharacter(inClass: boolean): number {
    const letter = String.fromCodePoint(this.cursor.source.codePointAt(this.cursor.position + 1)!);
    const hexadecimal = this.cursor.match(/\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))/y);
    if (hexadecimal !== null) {
      const value = Number.parseInt(hexadecimal[1] ?? hexadecimal[2]!, 16);
      if (value > 0x10ffff) throw this.cursor.reject("a character above U+10FFFF");
      if (value >= 0xd800 && value <= 0xdfff) throw this.cursor.reject("a surrogate is not a character");
      if (value > this.mode.lastCharacter)
        throw this.cursor.reject("a character above \\xFF, which no byte is");
      return value;
    }
    const octal = this.cursor.match(/\\0([0-7]{0,2})/y);
    if (octal !== null) return Number.parseInt(`0${octal[1]}`, 8);
    const control = inClass && letter === "b" ? 8 : CONTROL_ESCAPES.get(letter);
    if (control !== undefined) {
      this.cursor.position += 2;
      return control;
    }
    const rejected = UNSUPPORTED_ESCAPES.get(letter);
    if (rejected !== undefined) throw this.cursor.reject(rejected);
    if (/[A-Za-z0-9]/.test(letter))
      throw this.cursor.reject(
        `the escape "\\${letter}" has no meaning that PCRE documents; leave the backslash out`,
      );
    this.cursor.position += 1 + letter.length;
    return letter.codePointAt(0)!;
  }

  /** What stands in square brackets. */
  characterClass(): CharacterSet {
    if (this.cursor.match(/\[([:.=])(?:[^\]\\]|\\[^\]\\])*\1\]/y) !== null)
      throw this.cursor.reject("[:name:] stands only inside another […]");
    this.cursor.position++;
    const negated = this.cursor.take("^");
    const tests: Test[] = [];
    const classes: string[] = [];
    let first = true;
    for (;;) {
      if (this.cursor.position >= this.cursor.source.length)
        throw this.cursor.reject("a character class is not closed");
      if (!first && this.cursor.take("]")) break;
      first = false;
      const begin = this.cursor.position;
      const from = this.classItem();
      if (typeof from === "function") {
        classes.push(this.cursor.source.slice(begin, this.cursor.position));
        tests.push(from);
        if (this.cursor.peek("-") && !this.cursor.peek("-]"))
          throw this.cursor.reject("a range that begins with a class");
        continue;
      }
      if (
        !this.cursor.peek("-") ||
        this.cursor.peek("-]") ||
        this.cursor.position + 1 >= this.cursor.source.length
      ) {
        tests.push(this.rangeTest(from, from));
        continue;
      }
      this.cursor.position++;
      const to = this.classItem();
      if (typeof to === "function") throw this.cursor.reject("a range that ends with a class");
      if (to < from) throw this.cursor.reject("a range that runs backwards");
      tests.push(this.rangeTest(from, to));
    }
    if (this.mode === UTF && classes.length > 1 && classes.some((text) => /^(?:\\[DWS]|\[:\^)/.test(text))) {
      throw this.cursor.reject(
        "versions of PCRE differ about a negated class beside another one beyond ASCII",
      );
    }
    const test = anyOf(tests);
    return characterSet(negated ? inverse(test) : test);
  }

  private classItem(): number | Test {
    const posix = this.cursor.match(/\[:(\^?)(\w+):\]/y);
    if (posix !== null) {
      if (this.ignoreCase && /^(?:upper|lower)$/.test(posix[2]!)) {
        throw this.cursor.reject(
          `[:${posix[2]}:] without regard to case differs between modes and versions of PCRE`,
        );
      }
      const test = this.mode.classes.posix.get(posix[2]!);
      if (test === undefined) throw this.cursor.reject(`the class [:${posix[2]}:] does not exist`);
      return posix[1] === "^" ? inverse(test) : test;
    }
    if (this.cursor.match(/\[[.=]/y) !== null) throw this.cursor.reject("collating elements in a class");
    if (!this.cursor.peek("\\")) {
      const codePoint = this.cursor.source.codePointAt(this.cursor.position)!;
      this.cursor.position += codePoint > 0xffff ? 2 : 1;
      return codePoint;
    }
    if (this.cursor.position + 1 >= this.cursor.source.length)
      throw this.cursor.reject("it ends in a backslash");
    if (this.cursor.peek("\\Q") || this.cursor.peek("\\E"))
      throw this.cursor.reject("\\Q…\\E inside a character class");
    if (/[1-9]/.test(this.cursor.source[this.cursor.position + 1]!))
      throw this.cursor.reject("an octal character inside a class");
    return this.escapedClass() ?? this.escapedCharacter(true);
  }
}
