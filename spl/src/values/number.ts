/**
 * Numbers and their texts. Reads decimal numbers from field values, prints doubles, compares texts by code point.
 * Rejects (as "doubtful") forms such as 1e5, +5, 0x1F and NaN, of which Splunk's documentation does not say whether a
 * field that holds them counts as a number.
 */
import { SplError } from "../errors/spl-error.ts";
import type { Scalar } from "./table.ts";

const PLAIN = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;
const DOUBTFUL = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[0-9a-f]+|inf(?:inity)?|nan)$/i;

/** The number that a value denotes; null if it is not a number, "doubtful" if documentation leaves that open. */
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
  const size = Math.abs(value);
  // JavaScript writes an exponent below a millionth.
  return size <= Number.MAX_SAFE_INTEGER + 1 && (size >= 1e-6 || size === 0);
}

/** The error for a number beyond 2^53 or of one that JavaScript would write with an exponent. */
export function uncertainText(value: number): SplError {
  const message = Number.isInteger(value)
    ? "Documentation does not say with which digits Splunk writes a number beyond 2^53 (9007199254740992), and a double " +
      "does not hold them all: divide it first, or keep it as a text."
    : `Documentation does not say how Splunk writes the number ${formatNumber(value)} as a text: round it, or use printf().`;
  return new SplError("ambiguous", message);
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
