/**
 * The precision of results. Splunk rounds the result of a calculation "to a precision appropriate to the precision of
 * the input": 8.250*0.2 is shown as 2, 8.250*0.20 as 1.7, 8.250*exact(0.2) as 1.650. Rules here, from the Search
 * Reference (eval, "Rounding"; Mathematical functions, sigfig):
 * - a product or quotient has as many significant figures as its least precise factor, a sum or difference as many
 *   decimals as its least precise term; but digits before the point are never rounded (1.00*1111 is 1111);
 * - whole numbers are exact, a decimal literal or field has the digits that its text shows.
 * What the documentation leaves open (ties, functions inside a calculation) is rejected when it would show.
 */
import type { Precision } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { formatNumber, hasAllDigits, hasCertainText, uncertainText } from "../values/number.ts";
import type { Scalar } from "../values/table.ts";

export const EXACT: Precision = { decimals: Number.POSITIVE_INFINITY, otherwise: Number.POSITIVE_INFINITY };

/** Both readings the same: this many decimals. */
export function decimals(count: number): Precision {
  if (count === Number.POSITIVE_INFINITY) return EXACT;
  return { decimals: count, otherwise: count };
}

/** The precision of an operand, as the calculation around it sees it. */
export function operandPrecision(precision: Precision): Precision {
  if (precision.rounded !== true) return precision;
  return { decimals: precision.decimals, otherwise: Number.POSITIVE_INFINITY };
}

function openZeros(...operands: readonly Precision[]): { openZeros?: true } {
  return operands.some((operand) => operand.openZeros === true) ? { openZeros: true } : {};
}

/** Decimals that the text of a number shows; whole numbers without a point are exact. */
export function shownDecimals(value: Scalar): number {
  if (typeof value === "number") {
    if (Number.isInteger(value)) return Number.POSITIVE_INFINITY;
    value = String(value);
    if (value.includes("e")) return Number.POSITIVE_INFINITY;
  }
  const point = value.indexOf(".");
  return point < 0 ? Number.POSITIVE_INFINITY : value.length - point - 1;
}

/** Position of the first significant digit: 0 for 1–9, 1 for 10–99, -2 for 0.014. */
function magnitude(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

function productDecimals(
  result: number,
  left: number,
  leftDecimals: number,
  right: number,
  rightDecimals: number,
) {
  if (result === 0 || left === 0 || right === 0 || !Number.isFinite(result)) return Number.POSITIVE_INFINITY;
  const figures = Math.min(leftDecimals + magnitude(left), rightDecimals + magnitude(right)) + 1;
  return figures - 1 - magnitude(result);
}

/** Precision of left*right, left/right and left%right. */
export function productPrecision(
  result: number,
  left: number,
  leftPrecision: Precision,
  right: number,
  rightPrecision: Precision,
): Precision {
  return {
    decimals: productDecimals(result, left, leftPrecision.decimals, right, rightPrecision.decimals),
    otherwise: productDecimals(result, left, leftPrecision.otherwise, right, rightPrecision.otherwise),
    ...openZeros(leftPrecision, rightPrecision),
  };
}

/** Precision of left+right and left-right. */
export function sumPrecision(left: Precision, right: Precision): Precision {
  return {
    decimals: Math.min(left.decimals, right.decimals),
    otherwise: Math.min(left.otherwise, right.otherwise),
    ...openZeros(left, right),
  };
}

/** The shortest digits that denote a number, without an exponent: 5e-7 is 0.0000005. */
function plainDigits(value: number): string {
  const text = String(value);
  const small = /^(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (small === null) return text.includes("e") ? BigInt(value).toString() : text;
  return `0.${"0".repeat(Number(small[3]) - 1)}${small[1]}${small[2] ?? ""}`;
}

/** Round half away from zero on the decimal digits that denote the double: 2.555 to 2 decimals is 2.56. */
export function roundDecimal(value: number, places: number): number {
  const shortest = plainDigits(Math.abs(value));
  const point = shortest.indexOf(".");
  if (point < 0 || shortest.length - point - 1 <= places) return value;
  const kept = shortest.slice(0, point + 1 + places);
  let digits = BigInt(kept.replace(".", ""));
  if (shortest.charCodeAt(point + 1 + places) >= 53) digits += 1n;
  const padded = digits.toString().padStart(places + 1, "0");
  const split = padded.length - places;
  const rounded = Number(`${padded.slice(0, split)}.${padded.slice(split)}`);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** Round half to even on the exact binary value, as C's printf does; decimals kept as text. */
export function printfFixed(value: number, places: number): string {
  const text = value.toFixed(places);
  if (places + 60 > 100) return text;
  const exact = Math.abs(value).toFixed(places + 60);
  const rest = exact.slice(exact.indexOf(".") + 1 + places);
  if (rest[0] !== "5" || /[1-9]/.test(rest.slice(1))) return text;
  const down = exact.slice(0, exact.indexOf(".") + 1 + places).replace(/\.$/, "");
  if (Number(down[down.length - 1]) % 2 !== 0) return text;
  return value < 0 ? `-${down}` : down;
}

/** Whether the shortest digits of a number have no more decimals than these: nothing is rounded then. */
function hasAtMost(value: number, places: number): boolean {
  if (Number.isInteger(value)) return true;
  const text = String(value);
  return !text.includes("e") && text.length - text.indexOf(".") - 1 <= places;
}

/** A number shown with this many decimals, as text, or null when documentation leaves the rounding of a tie open. */
function shown(value: number, places: number): string | null {
  if (places > 17 || !Number.isFinite(value) || Math.abs(value) >= 1e21) return formatNumber(value);
  const count = Math.max(0, places);
  if (hasAtMost(value, count)) return value === 0 ? (0).toFixed(count) : value.toFixed(count);
  const byPrintf = printfFixed(value, count);
  const byDecimal = roundDecimal(value, count).toFixed(count);
  if (Number(byPrintf) !== Number(byDecimal)) return null;
  return Number(byPrintf) === 0 ? byPrintf.replace("-", "") : byPrintf;
}

/** 1.000000000000000: zeros that only fill up the 15 and more digits of an earlier result (1/3*3). */
function hasFillingZeros(text: string): boolean {
  return /\.\d{6,}0$/.test(text) && text.replace(/^-?[0.]*|\./g, "").length >= 15;
}

function openTie(value: number, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `Splunk shows ${formatNumber(value)} here with the digits of its least precise input, and its documentation does not ` +
      "say how it rounds a half: wrap the whole calculation in exact().",
    span,
  );
}

function openPrecision(value: number, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `Documentation does not say with how many digits Splunk shows ${formatNumber(value)} here, because a function such as ` +
      "round() or pi() stands in the calculation: wrap the whole calculation in exact().",
    span,
  );
}

function openEnd(text: string, other: string, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `Documentation does not say whether a field gets ${text} or ${other} here: wrap it in exact() for the number alone, or ` +
      "use printf() for a text.",
    span,
  );
}

function placed(error: SplError, span: Span): SplError {
  return new SplError(error.code, error.message, span);
}

/**
 * What Splunk shows and stores: a number, or a text where trailing zeros belong to it ("1.650").
 * @throws SplError "ambiguous" when documentation leaves open which of two different numbers is shown.
 */
export function displayNumber(value: number, precision: Precision, span: Span): Scalar {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (!hasAllDigits(value)) throw placed(uncertainText(value), span);
  if (precision.decimals === Number.POSITIVE_INFINITY && precision.otherwise === Number.POSITIVE_INFINITY)
    return value;
  const text = shown(value, precision.decimals);
  if (text === null) throw openTie(value, span);
  if (precision.otherwise !== precision.decimals) {
    const other = shown(value, precision.otherwise);
    if (other === null) throw openTie(value, span);
    if (Number(other) !== Number(text)) throw openPrecision(value, span);
    if (precision.openZeros === true && other !== text) throw openEnd(text, other, span);
    return Number(other);
  }
  const number = Number(text);
  return formatNumber(number) === text || hasFillingZeros(text) ? number : text;
}

/**
 * The same as text, for joining.
 * @throws SplError "ambiguous" also when only the text is open: 5 or 5.00.
 */
export function displayText(value: number, precision: Precision, span: Span): string {
  if (Number.isFinite(value) && !hasCertainText(value)) throw placed(uncertainText(value), span);
  const text = shown(value, precision.decimals);
  const other = precision.otherwise === precision.decimals ? text : shown(value, precision.otherwise);
  if (text !== null && text === other && !text.includes("e") && !hasFillingZeros(text)) return text;
  throw new SplError(
    "ambiguous",
    `Documentation does not say with how many digits ${formatNumber(value)} is written here: use printf().`,
    span,
  );
}
