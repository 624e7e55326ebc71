/**
 * Where a word of _raw begins and ends: the major and minor breakers that segmenters.conf.spec lists as defaults. A
 * major breaker ends every segment; a minor one ends a shorter segment inside a longer one.
 */
const MAJOR = new Set("[]<>(){}|!;,'\"*\n\r \t&?+");
const MINOR = new Set("/:=@.-$#%\\_");
/** Percent-encoded characters that count as major breakers as a whole. */
const ENCODED = [
  "%2526",
  "%2520",
  "%21",
  "%26",
  "%3B",
  "%7C",
  "%20",
  "%2B",
  "%3D",
  "%5D",
  "%5B",
  "%3A",
  "%0A",
  "%2C",
  "%28",
  "%29",
];

export function isMajorBreaker(character: string): boolean {
  return MAJOR.has(character);
}

export function isBreaker(character: string): boolean {
  return MAJOR.has(character) || MINOR.has(character);
}

/** Whether a segment of `raw` can begin at `offset`. */
export function beginsSegment(raw: string, offset: number): boolean {
  if (offset === 0) return true;
  const before = raw[offset - 1]!;
  if (before === "%") return !ENCODED.some((code) => startsWith(raw, code, offset - 1));
  return isBreaker(before) || ENCODED.some((code) => startsWith(raw, code, offset - code.length));
}

/** Whether a segment of `raw` can end before `offset`. */
export function endsSegment(raw: string, offset: number): boolean {
  return offset >= raw.length || isBreaker(raw[offset]!);
}

/** Whether a major breaker (or the beginning) stands before `offset`. */
export function followsMajorBreaker(raw: string, offset: number): boolean {
  if (offset === 0 || isMajorBreaker(raw[offset - 1]!)) return true;
  if (raw[offset - 1] === "-" && raw[offset - 2] === "-") return true;
  return ENCODED.some((code) => startsWith(raw, code, offset - code.length));
}

function startsWith(raw: string, code: string, offset: number): boolean {
  return offset >= 0 && raw.slice(offset, offset + code.length).toUpperCase() === code;
}
