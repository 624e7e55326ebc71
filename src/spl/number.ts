/**
 * Numbers and their texts. Reads decimal numbers from field values, prints doubles, compares texts by code point.
 * Refuses (as "doubtful") forms such as 1e5, +5, 0x1F and NaN, of which Splunk's documentation does not say whether a
 * field that holds them counts as a number.
 */
import type { Scalar } from "./table.ts";

const PLAIN = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;
const DOUBTFUL = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[0-9a-f]+|inf(?:inity)?|nan)$/i;

/** The number that a value denotes; null if it is no number, "doubtful" if documentation leaves that open. */
export function readNumber(value: Scalar): number | null | "doubtful" {
  if (typeof value === "number") return value;
  if (value.length === 0 || value.length > 400) return null;
  const first = value.charCodeAt(0);
  const startsLikeNumber = (first >= 48 && first <= 57) || first === 45 || first === 46;
  if (startsLikeNumber && PLAIN.test(value)) return Number(value);
  return DOUBTFUL.test(value) ? "doubtful" : null;
}

/** A number as text: the shortest digits that denote the same double ("0.1", "1100", never "-0"). */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return value === 0 ? "0" : String(value);
}

/** Whether the text of this number is certain: documentation shows no exponents and nothing beyond 2^53. */
export function hasCertainText(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER + 1 && !String(value).includes("e");
}

export function scalarText(value: Scalar): string {
  return typeof value === "number" ? formatNumber(value) : value;
}

/** Order of two texts by UTF-8 bytes, which is the order by code point (negative, zero, positive). */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    let a = left.charCodeAt(i);
    let b = right.charCodeAt(i);
    if (a === b) continue;
    // Surrogates stand for code points above U+FFFF, so they come after U+E000 to U+FFFF.
    if (a >= 0xd800) a = a >= 0xe000 ? a - 0x800 : a + 0x2000;
    if (b >= 0xd800) b = b >= 0xe000 ? b - 0x800 : b + 0x2000;
    return a - b;
  }
  return left.length - right.length;
}
