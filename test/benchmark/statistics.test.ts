import { describe, expect, it } from "vitest";
import { median, pairedRatio, slope } from "../../src/benchmark/index.ts";

describe("the median", () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 8, 1000], 9.5],
  ])("of %j is %d", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it("of no values is NaN, and changes no result", () => {
    expect(median([])).toBeNaN();
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("a paired ratio", () => {
  it("is taken round by round, so that a slow round counts for both", () => {
    expect(pairedRatio([100, 1000, 120], [10, 100, 10])).toBe(10);
    // The ratio of the medians would be 1.2.
    expect(pairedRatio([10, 12, 100], [10, 10, 25])).toBe(1.2);
  });

  it("needs as many measurements of both", () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow("2 measurements cannot be paired with 1.");
  });
});

describe("the slope", () => {
  it("is what one more costs", () => {
    expect(
      slope([
        [1, 12],
        [2, 14],
        [10, 30],
      ]),
    ).toBeCloseTo(2, 10);
    expect(
      slope([
        [0, 0],
        [1, 2],
        [2, 2],
      ]),
    ).toBeCloseTo(1, 10);
  });
});
