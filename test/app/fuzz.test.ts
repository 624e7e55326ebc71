/** A short run of `npm run fuzz`, and every input that it ever failed on. */
import { describe, expect, inject, it } from "vitest";
import { readCases } from "../support/cases.ts";
import { check, inputOf, SHARES, TARGETS, type Target } from "../support/fuzz.ts";

describe("the readers, on inputs made from numbers", () => {
  it.each(TARGETS)("%s: a right answer or an error of its own, and always an end", (target) => {
    const inputs = 4_000 * SHARES[target];
    for (let seed = 0; seed < inputs; seed++) check(target, seed, inject("scorer"));
  });

  it("pass what once failed", () => {
    for (const { target, seed } of readCases<{ target: Target; seed: number }>("fuzz/seeds.jsonl"))
      check(target, seed, inject("scorer"));
  });

  it("get inputs of every kind: whole ones, damaged ones, and the same for the same number", () => {
    const inputs = Array.from({ length: 500 }, (_, seed) => inputOf("scpv2", seed).bytes.toString("latin1"));
    expect(new Set(inputs).size).toBeGreaterThan(450);
    expect(inputs.filter((text) => text.startsWith("chunked 1.0,")).length).toBeGreaterThan(300);
    expect(inputOf("scpv2", 7).bytes).toEqual(inputOf("scpv2", 7).bytes);
  });
});
