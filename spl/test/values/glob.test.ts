/** Patterns with asterisks against regular expressions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { globMatches, parseGlob } from "../../src/values/glob.ts";

describe("globs", () => {
  test("agree with regular expressions", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 }), (pattern, text) => {
        expect(globMatches(parseGlob(pattern), text)).toBe(
          new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text),
        );
      }),
      { seed: 7, numRuns: 5000 },
    );
  });

  test("many wildcards over a long text take little time", () => {
    // With backtracking this would not end; the test's own time limit would stop it.
    expect(globMatches(parseGlob(`${"*a".repeat(40)}*b`), "a".repeat(200_000))).toBe(false);
  });
});
