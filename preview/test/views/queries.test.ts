import { describe, expect, it } from "vitest";
import { type Definition, queriesOf, tokensOf } from "../../src/views/index.ts";
import { DEFINITION, withDataSources } from "../support/fixture.ts";

const queries = (definition: Definition, set: Readonly<Record<string, string>> = {}) =>
  queriesOf(definition, new Map([...tokensOf(definition), ...Object.entries(set)]));
const query = (text: string, set = {}) =>
  queries(withDataSources({ base: { type: "ds.search", options: { query: text } } }).definition, set)[0]
    ?.parts[0];

describe("queriesOf", () => {
  it("fills in defaults, and puts what a chain adds behind its base", () => {
    expect(queries(DEFINITION).slice(0, 2)).toEqual([
      { id: "base", parts: ['index=netfw src="*" | table *'], earliest: "-24h@h", latest: "now" },
      {
        id: "rows",
        parts: ['index=netfw src="*" | table *', "| sort - score"],
        earliest: "-24h@h",
        latest: "now",
      },
    ]);
  });

  it.each([
    ["$src$", 'a "b" c', 'a "b" c'],
    ["$src|n$", "a b", "a b"],
    ["$src|s$", 'a "b"\\', '"a \\"b\\"\\\\"'],
    ["$src|u$", "a&b", "a%26b"],
    ["$src|h$", "<a&b>", "&lt;a&amp;b&gt;"],
    ["cost=$$5 $src$", "1", "cost=$5 1"],
  ])("fills %s in", (text, src, filled) => {
    expect(query(text, { src })).toBe(filled);
  });

  it("leaves out what waits for a click", () => {
    expect(query("src=$clicked$")).toBeUndefined();
  });

  it("takes the data source's own time range before the view's", () => {
    const options = { query: "a", queryParameters: { earliest: "-7d@d" } };
    const [first] = queries(withDataSources({ base: { type: "ds.search", options } }).definition);
    expect(first).toMatchObject({ earliest: "-7d@d", latest: "now" });
  });

  it.each([
    ["is missing", { rows: { type: "ds.chain", options: { extend: "nothing", query: "| a" } } }],
    ["extends itself", { base: { type: "ds.chain", options: { extend: "rows", query: "| a" } } }],
  ])("rejects a chain whose parent %s", (what, sources) => {
    expect(() => queries(withDataSources(sources).definition)).toThrow(what);
  });
});
