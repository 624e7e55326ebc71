import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputOf, KINDS, type Kind, READINGS, read, textOf } from "../../src/risk/index.ts";
import { kindOf } from "../../src/risk/kinds.ts";
import { readCases } from "../support/cases.ts";

type Reading = { readonly [kind in "port" | "transport" | "action"]?: string } & { readonly is: unknown };

describe("readings", () => {
  it.each(readCases<Reading>("portrisk/readings.jsonl"))("%j", (reading) => {
    const kind = (["port", "transport", "action"] as const).find((name) => reading[name] !== undefined)!;
    expect(read(kind, reading[kind]!)).toBe(reading.is);
  });
});

it.each([
  ["tcp", "tcp"],
  ["tcp\nudp", "tcp"],
  ["\ntcp", ""],
  ["x".repeat(300), "x".repeat(256)],
  ["", ""],
])("of the value %j the text %j is read", (value, text) => {
  expect(textOf(value)).toBe(text);
});

describe("kinds", () => {
  const names = READINGS.filter((reading) => inputOf(reading).form === "kind");

  it.each(names)("of %s are those of the patterns, whatever blanks are in front", (reading) => {
    const kinds = (KINDS as { readonly [name: string]: readonly Kind[] })[reading]!;
    // Words of the patterns, so that some match.
    const words = kinds.flatMap(({ pattern }) => pattern.match(/[a-z]{3,}/g) ?? []);
    const text = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.constantFrom(" ", "\t", "-", "_", "x", "1")), {
        maxLength: 5,
      })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom("", " ", "\t", " \t "), (name, blanks) => {
        expect(read(reading, blanks + name)).toBe(kindOf(kinds, blanks + name));
      }),
      { seed: 41, numRuns: 2000 },
    );
  });
});
