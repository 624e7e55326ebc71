/**
 * Sets of characters (Unicode code points) for regular expressions: \d, [a-z], [^\s] … As in PCRE without its UCP
 * option, \d \w \s and the POSIX classes mean ASCII characters only.
 */
export interface CharacterSet {
  has(codePoint: number): boolean;
}

type Test = (codePoint: number) => boolean;

/** Answers for the first 256 characters are kept in a table. */
class TabledSet implements CharacterSet {
  private readonly low = new Uint8Array(256);
  constructor(private readonly test: Test) {
    for (let i = 0; i < 256; i++) this.low[i] = test(i) ? 1 : 0;
  }
  has(codePoint: number): boolean {
    return codePoint < 256 ? this.low[codePoint] === 1 : this.test(codePoint);
  }
}

export function range(from: number, to: number): Test {
  return (codePoint) => codePoint >= from && codePoint <= to;
}

export function anyOf(tests: readonly Test[]): Test {
  return tests.length === 1 ? tests[0]! : (codePoint) => tests.some((test) => test(codePoint));
}

export function inverse(test: Test): Test {
  return (codePoint) => !test(codePoint);
}

/** The other case of a character, where that is one character. */
function otherCases(codePoint: number): number[] {
  const character = String.fromCodePoint(codePoint);
  return [character.toLowerCase(), character.toUpperCase()]
    .filter((text) => text.length <= 2 && [...text].length === 1)
    .map((text) => text.codePointAt(0)!);
}

/** The set of what a test accepts; without regard to case if asked. A negated class is negated after that. */
export function characterSet(test: Test, ignoreCase: boolean, negated = false): CharacterSet {
  const folded: Test = ignoreCase ? (codePoint) => test(codePoint) || otherCases(codePoint).some(test) : test;
  return new TabledSet(negated ? inverse(folded) : folded);
}

const digit = range(48, 57);
const upper = range(65, 90);
const lower = range(97, 122);
const alpha = anyOf([upper, lower]);
const alnum = anyOf([digit, alpha]);
export const isWord: Test = anyOf([alnum, range(95, 95)]);
const space = anyOf([range(9, 13), range(32, 32)]);
const horizontal = anyOf([
  range(9, 9),
  range(32, 32),
  range(0xa0, 0xa0),
  range(0x1680, 0x1680),
  range(0x180e, 0x180e),
  range(0x2000, 0x200a),
  range(0x202f, 0x202f),
  range(0x205f, 0x205f),
  range(0x3000, 0x3000),
]);
const vertical = anyOf([range(10, 13), range(0x85, 0x85), range(0x2028, 0x2029)]);

/** \d \D \w \W \s \S \h \H \v \V by their letter. */
export const ESCAPED_CLASSES: ReadonlyMap<string, Test> = new Map([
  ["d", digit],
  ["D", inverse(digit)],
  ["w", isWord],
  ["W", inverse(isWord)],
  ["s", space],
  ["S", inverse(space)],
  ["h", horizontal],
  ["H", inverse(horizontal)],
  ["v", vertical],
  ["V", inverse(vertical)],
]);

/** [:alpha:] and its like, by name. */
export const POSIX_CLASSES: ReadonlyMap<string, Test> = new Map([
  ["alnum", alnum],
  ["alpha", alpha],
  ["ascii", range(0, 127)],
  ["blank", anyOf([range(9, 9), range(32, 32)])],
  ["cntrl", anyOf([range(0, 31), range(127, 127)])],
  ["digit", digit],
  ["graph", range(33, 126)],
  ["lower", lower],
  ["print", range(32, 126)],
  ["punct", anyOf([range(33, 47), range(58, 64), range(91, 96), range(123, 126)])],
  ["space", space],
  ["upper", upper],
  ["word", isWord],
  ["xdigit", anyOf([digit, range(65, 70), range(97, 102)])],
]);

/** \p{L}, \p{Lu}: a Unicode general category by its short name; null for any other property. */
export function unicodeCategory(name: string): Test | null {
  if (!/^(?:[CLMNPSZ]|C[cfnos]|L[lmotu]|M[cen]|N[dlo]|P[cdefios]|S[ckmo]|Z[lps])$/.test(name)) return null;
  const pattern = new RegExp(`^\\p{${name}}$`, "u");
  return (codePoint) => pattern.test(String.fromCodePoint(codePoint));
}
