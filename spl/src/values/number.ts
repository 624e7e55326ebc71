/**
 * Numbers and their texts. Reads decimal numbers from field values, prints doubles, compares texts by code point.
 * Rejects (as "doubtful") forms such as 1e5, +5, 0x1F, NaN and a number with blanks around it, of which Splunk's documentation does not say whether a
 * field that holds them counts as a number.
 */
import { SplError } from "../errors/spl-error.ts";
import type { Scalar, Value } from "./table.ts";

const PLAIN = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;
const DOUBTFUL = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[0-9a-f]+|inf(?:inity)?|nan)$/i;

/** The number that a value denotes; null if it is not a number, "doubtful" if documentation leaves that open. */
export function readNumber(value: Scalar): number | null | "doubtful" {
  if (typeof value === "number") return value;
  if (value.length === 0 || value.length > 400) return null;
  const first = value.charCodeAt(0);
  const startsLikeNumber = (first >= 48 && first <= 57) || first === 45 || first === 46;
  if (startsLikeNumber && PLAIN.test(value)) return Number(value);
  return DOUBTFUL.test(hasBlanks(value) ? value.trim() : value) ? "doubtful" : null;
}

/** Whether it may begin or end with white space. */
function hasBlanks(value: string): boolean {
  const first = value.charCodeAt(0);
  const last = value.charCodeAt(value.length - 1);
  return first <= 32 || last <= 32 || first > 127 || last > 127;
}

/** A number as text: the shortest digits that denote the same double ("0.1", "1100", never "-0"). */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return value === 0 ? "0" : String(value);
}

/** Whether a double holds all digits of this number. 2^53 is the first that may stand for another one: 2^53 + 1. */
export function hasAllDigits(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** Whether the text of this number is certain: documentation shows no exponents and no digits that a double lacks. */
export function hasCertainText(value: number): boolean {
  // JavaScript writes an exponent below a millionth.
  return hasAllDigits(value) && (Math.abs(value) >= 1e-6 || value === 0);
}

/** The error for a number from 2^53 on, or for one that JavaScript would write with an exponent. */
export function uncertainText(value: number): SplError {
  const message = Number.isInteger(value)
    ? "A double does not hold all digits of a number from 2^53 (9007199254740992) on, and documentation does not say " +
      "which ones Splunk writes: divide it first, or keep it as a text."
    : `Documentation does not say how Splunk writes the number ${formatNumber(value)} as a text: round it, or use printf().`;
  return new SplError("ambiguous", message);
}

/** The value, if a double holds its digits. @throws SplError "ambiguous", without a place. */
export function withAllDigits<T extends Value | null>(value: T): T {
  if (typeof value === "number" && Number.isFinite(value) && !hasAllDigits(value)) throw uncertainText(value);
  return value;
}

/**
 * The text of a value. Whoever makes a text of a number, or compares it as one, comes through here.
 * @throws SplError "ambiguous", without a place, for a number whose text is not certain.
 */
export function scalarText(value: Scalar): string {
  if (typeof value === "string") return value;
  if (hasCertainText(value) || !Number.isFinite(value)) return formatNumber(value);
  throw uncertainText(value);
}

/** The same for putting values into an order that shows nowhere: no error. */
export function orderText(value: Scalar): string {
  return typeof value === "string" ? value : formatNumber(value);
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
