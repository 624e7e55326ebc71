/** Exact arithmetic with decimal numbers: whole numbers of a common power of ten, and a ratio rounded once to a double. */

/** A decimal number: digits · 10^exponent. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The number that the shortest text of a double writes: 0.1 is one tenth, not the double nearest to it. */
export function decimalOf(number: number): Decimal {
  const [, sign, whole, fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(
    String(number),
  )!;
  const exponent = Number(power) - fraction.length;
  const digits = BigInt(sign! + whole! + fraction);
  return exponent > 0 ? { digits: digits * 10n ** BigInt(exponent), exponent: 0 } : { digits, exponent };
}

/** The double nearest to numerator / denominator (both at least 0, the denominator not 0). */
export function ratio(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  // A quotient of at least 65 binary digits, its last one set if anything is left, rounds as the exact value does.
  const shift = Math.max(0, 70 + 4 * (denominator.toString(16).length - numerator.toString(16).length));
  const scaled = numerator << BigInt(shift);
  const quotient = (scaled / denominator) | (scaled % denominator === 0n ? 0n : 1n);
  const half = shift >> 1;
  return Number(quotient) / 2 ** half / 2 ** (shift - half);
}
