/** Decimals and ratios that are rounded once. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalOf, ratio } from "../../src/values/rational.ts";

const seeded = { seed: 5, numRuns: 2000 };
const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-200, max: 1e200 });

describe("ratio", () => {
  test("gives back a double from its decimal digits", () => {
    fc.assert(
      fc.property(double, (number) => {
        const { digits, exponent } = decimalOf(number);
        expect(ratio(digits, 10n ** BigInt(-exponent))).toBe(number);
      }),
      seeded,
    );
  });

  test("rounds to the nearest double, to the even one at a tie, and by the smallest remainder beside it", () => {
    const even = 2n ** 52n + 2n;
    for (const beyond of [2n ** 20n, 2n ** 80n]) {
      expect(ratio((2n * even + 1n) * beyond, 2n * beyond)).toBe(Number(even));
      expect(ratio((2n * even + 1n) * beyond + 1n, 2n * beyond)).toBe(Number(even + 1n));
      expect(ratio((2n * even + 1n) * beyond - 1n, 2n * beyond)).toBe(Number(even));
      expect(ratio((2n * even + 3n) * beyond - 1n, 2n * beyond)).toBe(Number(even + 1n));
    }
  });

  test("agrees with division where that is exact up to its one rounding", () => {
    const whole = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(whole, whole, (left, right) => {
        expect(ratio(BigInt(left), BigInt(right))).toBe(left / right);
      }),
      seeded,
    );
  });
});
