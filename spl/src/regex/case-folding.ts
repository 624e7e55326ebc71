/**
 * Which characters are the same without regard to case. As in PCRE2's UTF mode these are Unicode's simple case pairs,
 * followed through: s S ſ, k K K (the Kelvin sign), µ Μ μ, σ Σ ς, ß ẞ. Pairs that need more than one character (ß and SS)
 * and the Turkish dotless and dotted i are not pairs.
 */
const LAST = 0x1ffff;
const DOTTED_CAPITAL_I = 0x130;
const DOTLESS_SMALL_I = 0x131;
let classes: ReadonlyMap<number, readonly number[]> | undefined;

/** All characters that equal this one without regard to case, itself included. */
export function caseClass(codePoint: number): readonly number[] {
  classes ??= findClasses();
  return classes.get(codePoint) ?? [codePoint];
}

/** The two cases of an ASCII letter, all that a match of bytes knows; other characters stand alone. */
export function asciiCaseClass(codePoint: number): readonly number[] {
  const letter = codePoint | 0x20;
  return letter >= 97 && letter <= 122 && codePoint < 128 ? [letter, letter - 32] : [codePoint];
}

function findClasses(): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, Set<number>>();
  for (let codePoint = 0; codePoint <= LAST; codePoint++) {
    if (codePoint === DOTTED_CAPITAL_I || codePoint === DOTLESS_SMALL_I) continue;
    const character = String.fromCodePoint(codePoint);
    for (const text of [character.toLowerCase(), character.toUpperCase()]) {
      const other = text.codePointAt(0)!;
      if (other === codePoint || text.length !== (other > 0xffff ? 2 : 1)) continue;
      const all = new Set([codePoint, other, ...(found.get(codePoint) ?? []), ...(found.get(other) ?? [])]);
      for (const member of all) found.set(member, all);
    }
  }
  return new Map([...found].map(([codePoint, all]) => [codePoint, [...all]]));
}
