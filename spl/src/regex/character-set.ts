/** Sets of characters for regular expressions: \d, [a-z], [^\s] … A character is a code point, or a byte in bytes mode. */
export interface CharacterSet {
  has(character: number): boolean;
}

export type Test = (character: number) => boolean;

/** Answers for the first 256 characters are kept in a table. */
class TabledSet implements CharacterSet {
  private readonly low = new Uint8Array(256);
  constructor(private readonly test: Test) {
    for (let i = 0; i < 256; i++) this.low[i] = test(i) ? 1 : 0;
  }
  has(character: number): boolean {
    return character < 256 ? this.low[character] === 1 : this.test(character);
  }
}

export function range(from: number, to: number): Test {
  return (character) => character >= from && character <= to;
}

export function anyOf(tests: readonly Test[]): Test {
  return tests.length === 1 ? tests[0]! : (character) => tests.some((test) => test(character));
}

export function inverse(test: Test): Test {
  return (character) => !test(character);
}

export function characterSet(test: Test): CharacterSet {
  return new TabledSet(test);
}

/** What \d \w \s, [:alpha:] and their like accept in a mode. */
export interface ClassTests {
  /** By the letter of the escape, small letters only. */
  readonly escapes: ReadonlyMap<string, Test>;
  /** By the name between the colons. */
  readonly posix: ReadonlyMap<string, Test>;
}

const digit = range(48, 57);
const upper = range(65, 90);
const lower = range(97, 122);
const alpha = anyOf([upper, lower]);
const alnum = anyOf([digit, alpha]);
const word = anyOf([alnum, range(95, 95)]);
const space = anyOf([range(9, 13), range(32, 32)]);
const punctuation = anyOf([range(33, 47), range(58, 64), range(91, 96), range(123, 126)]);
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

/** Without PCRE2's UCP option: ASCII characters only, but for \h and \v, which are the same everywhere. */
export const ASCII_CLASSES: ClassTests = {
  escapes: new Map([
    ["d", digit],
    ["w", word],
    ["s", space],
    ["h", horizontal],
    ["v", vertical],
  ]),
  posix: new Map([
    ["alnum", alnum],
    ["alpha", alpha],
    ["ascii", range(0, 127)],
    ["blank", anyOf([range(9, 9), range(32, 32)])],
    ["cntrl", anyOf([range(0, 31), range(127, 127)])],
    ["digit", digit],
    ["graph", range(33, 126)],
    ["lower", lower],
    ["print", range(32, 126)],
    ["punct", punctuation],
    ["space", space],
    ["upper", upper],
    ["word", word],
    ["xdigit", anyOf([digit, range(65, 70), range(97, 102)])],
  ]),
};

function property(body: string): Test {
  const pattern = new RegExp(`^[${body}]$`, "u");
  return (character) => pattern.test(String.fromCodePoint(character));
}

const separator = property("\\p{Zs}");
const anySpace = anyOf([property("\\p{Z}"), horizontal, vertical]);
const unicodeWord = property("\\p{L}\\p{N}_");
const unicodeGraph = property("\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}");
/** Format characters that do not leave a mark: neither [:graph:] nor [:print:] has them. */
const invisible = anyOf([range(0x061c, 0x061c), range(0x180e, 0x180e), range(0x2066, 0x2069)]);

/** With PCRE2's UCP option: by Unicode properties (pcre2pattern, "Unicode character properties" and "Posix character classes"). */
export const UNICODE_CLASSES: ClassTests = {
  escapes: new Map([
    ["d", property("\\p{Nd}")],
    ["w", unicodeWord],
    ["s", anySpace],
    ["h", horizontal],
    ["v", vertical],
  ]),
  posix: new Map([
    ["alnum", property("\\p{L}\\p{N}")],
    ["alpha", property("\\p{L}")],
    ["ascii", range(0, 127)],
    ["blank", horizontal],
    ["cntrl", property("\\p{Cc}")],
    ["digit", property("\\p{Nd}")],
    ["graph", (character) => unicodeGraph(character) && !invisible(character)],
    ["lower", property("\\p{Ll}")],
    ["print", (character) => (unicodeGraph(character) || separator(character)) && !invisible(character)],
    ["punct", anyOf([property("\\p{P}"), punctuation])],
    ["space", anySpace],
    ["upper", property("\\p{Lu}")],
    ["word", unicodeWord],
    ["xdigit", anyOf([digit, range(65, 70), range(97, 102)])],
  ]),
};

/** \p{L}, \p{Lu}: a Unicode general category by its short name; null for any other property. */
export function unicodeCategory(name: string): Test | null {
  if (!/^(?:[CLMNPSZ]|C[cfnos]|L[lmotu]|M[cen]|N[dlo]|P[cdefios]|S[ckmo]|Z[lps])$/.test(name)) return null;
  return property(`\\p{${name}}`);
}
