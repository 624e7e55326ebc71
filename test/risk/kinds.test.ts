import { describe, expect, it } from "vitest";
import { DIGIT_PATTERNS, digitsOf, MAX_PORT } from "../../src/risk/index.ts";
import { kindOf } from "../../src/risk/kinds.ts";

describe("the pattern of a port's digits", () => {
  it("is for every port what the pattern on its text says, which the macros follow", () => {
    const differing: number[] = [];
    for (let port = 0; port <= MAX_PORT; port++)
      if (digitsOf(port) !== kindOf(DIGIT_PATTERNS, String(port))) differing.push(port);
    expect(differing).toEqual([]);
  });

  it("is known for ports of four digits and of five", () => {
    const all = Array.from({ length: MAX_PORT + 1 }, (_, port) => digitsOf(port));
    const counted = (digits: number) =>
      all.filter((kind, port) => kind !== null && String(port).length === digits).length;
    expect([counted(4), counted(5)]).toEqual([21, 12]);
    expect([4444, 2345, 4321, 4445].map(digitsOf)).toEqual(["repeated", "rising", "falling", null]);
  });
});
