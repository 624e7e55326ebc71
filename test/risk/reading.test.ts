import { describe, expect, it } from "vitest";
import { read, textOf } from "../../src/risk/index.ts";
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
