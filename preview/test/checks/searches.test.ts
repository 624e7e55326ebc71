import { describe, expect, it } from "vitest";
import { FIRST_PAINT_SEARCHES } from "../../../src/vetting/index.ts";
import { checkFirstPaint, checkTokens, dispatched } from "../../src/checks/index.ts";
import { VIEW, withDataSources } from "../support/fixture.ts";
import { SEARCHES, shot } from "../support/shot.ts";

const search = (id: string, ...parts: readonly string[]) => ({
  request: { id, parts, earliest: "-24h@h", latest: "now" },
  reply: { fields: [], columns: [] },
});
const bases = (count: number) =>
  Array.from({ length: count }, (_, index) => search(`base${index}`, "index=netfw"));

describe("checkFirstPaint", () => {
  it("counts base searches, each once, and no chains", () => {
    expect(dispatched(SEARCHES)).toEqual(["base"]);
    expect(dispatched([...bases(2), ...bases(2), search("chain", "index=netfw", "| stats count")])).toEqual([
      "base0",
      "base1",
    ]);
  });

  it("finds a view that begins with too many", () => {
    const [finding] = checkFirstPaint(VIEW, shot({ searches: bases(FIRST_PAINT_SEARCHES + 1) }));
    expect(finding?.what).toMatch(/^it begins with 7 searches/);
    const [other] = checkFirstPaint(VIEW, shot({ searches: bases(FIRST_PAINT_SEARCHES) }));
    expect(other?.what).not.toMatch(/at most/);
  });

  it("finds a view that begins with other searches than the vetting counts", () => {
    expect(checkFirstPaint(VIEW, shot())).toEqual([]);
    expect(checkFirstPaint(VIEW, shot({ searches: bases(1) })).map(({ what }) => what)).toEqual([
      "it begins with base0, and the vetting counts base",
    ]);
  });
});

describe("checkTokens", () => {
  it("finds nothing where the page runs what the checks run", () => {
    expect(checkTokens(VIEW, [shot()])).toEqual([]);
  });

  it("finds a search that the page fills in otherwise", () => {
    const other = withDataSources({
      base: { type: "ds.search", options: { query: "index=netfw src=$src$" } },
    });
    expect(checkTokens(other, [shot()]).map(({ where }) => where)).toContain("fixture, first, base");
  });

  it("takes the values that the address sets", () => {
    const scene = { view: "fixture", theme: "light", tab: "first", tokens: { src: "10.0.0.7" } } as const;
    expect(checkTokens(VIEW, [shot({ scene })])).toHaveLength(SEARCHES.length);
  });
});
