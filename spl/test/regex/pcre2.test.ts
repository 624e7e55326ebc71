/**
 * Our matcher against PCRE2. `npm run fuzz:regex` does the same for 100,000 patterns, from another number each time.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { caseClass } from "../../src/regex/case-folding.ts";
import { loadPcre2, type Oracle } from "../support/pcre2.ts";
import { compare } from "../support/regex-differential.ts";

let oracle: Oracle;
beforeAll(async () => {
  oracle = await loadPcre2();
});

describe("against PCRE2", () => {
  it("matches, captures and replaces the same in each mode", () => {
    const patterns = 6000;
    const outcomes = new Map<string, number>();
    for (let seed = 1; seed <= patterns; seed++) {
      const { outcome, pattern, text, mode } = compare(oracle, seed);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (!["equal", "rejected", "limit"].includes(outcome)) {
        expect.fail(
          `seed ${seed}, ${mode}: ${JSON.stringify(pattern)} on ${JSON.stringify(text)}: ${outcome}`,
        );
      }
    }
    expect(outcomes.get("equal")).toBeGreaterThan(0.8 * patterns);
  });

  it("knows the same letter cases, for every letter of the oracle's Unicode", () => {
    const cased: number[] = [];
    for (let codePoint = 0; codePoint < 0x1f000; codePoint++) {
      if (/[\p{Cased}\p{Changes_When_Casemapped}]/u.test(String.fromCodePoint(codePoint)))
        cased.push(codePoint);
    }
    const text = String.fromCodePoint(...cased);
    let compared = 0;
    for (const codePoint of cased) {
      const ours = caseClass(codePoint).map((other) => String.fromCodePoint(other));
      if (oracle.exec("\\p{Cn}", ours.join("")).kind === "match") continue; // newer than the oracle
      const theirs = oracle.replaceAll(`(?i)[^\\x{${codePoint.toString(16)}}]+`, text, "");
      expect([...theirs!].sort(), `U+${codePoint.toString(16)}`).toEqual(ours.sort());
      compared++;
    }
    expect(compared).toBeGreaterThan(2500);
  });
});
