/** JSON that keeps the text of its numbers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonNumber, parseJson, writeJson } from "../../src/values/json.ts";

const span = { start: 0, end: 0 };
const seeded = { seed: 31_337, numRuns: 2000 };

describe("JSON", () => {
  it("reads and writes what JSON does, keeping the order of keys", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        if (/"(?:__proto__|\d+)":|-0|\d{16}/.test(text)) return;
        const parsed = parseJson(text, span);
        expect(JSON.parse(writeJson(parsed!))).toEqual(JSON.parse(text));
      }),
      seeded,
    );
    expect(writeJson(parseJson('{"2":1,"1":{"b":[],"a":{}},"__proto__":null}', span)!)).toBe(
      '{"2":1,"1":{"b":[],"a":{}},"__proto__":null}',
    );
  });

  it("rejects what is not JSON, and rejects what it cannot hold", () => {
    for (const text of [
      "",
      "{",
      "[1,]",
      "{a:1}",
      "'a'",
      "01",
      "1.",
      "nul",
      '"\n"',
      '"\\x"',
      "[1]2",
      "NaN",
      "+1",
      '{"a"1}',
    ]) {
      expect(parseJson(text, span)).toBeUndefined();
    }
    expect(() => parseJson('{"a":1,"a":2}', span)).toThrow(/twice/);
    expect(parseJson("12345678901234567890", span)).toEqual(new JsonNumber("12345678901234567890"));
    expect(() => parseJson("[".repeat(100_000), span)).toThrow(/deep/);
  });
});
