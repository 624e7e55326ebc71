import { describe, expect, it } from "vitest";
import { checkText } from "../../src/checks/index.ts";
import { DEFINITION, VIEW } from "../support/fixture.ts";
import { SEARCHES, shot, TEXTS, text } from "../support/shot.ts";

const found = (facts: Parameters<typeof shot>[0]) => checkText(VIEW, shot(facts)).map(({ what }) => what);

describe("checkText", () => {
  it("finds nothing in the fixture", () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    "undefined",
    "NaN",
    "[object Object]",
    "$row.src.value|u$",
    "Error in 'eval' command",
    "Search failed",
    "No search results returned",
    "Waiting for input...",
    "Cannot access splunkweb",
    "Invalid date",
  ])("finds what only a fault writes: %s", (fault) => {
    expect(found({ texts: [...TEXTS, text(fault)] })).toEqual([`it says "${fault}"`]);
  });

  it.each(["Nothing reached the threshold", "Error rate", "nullified", "undefined_port"])(
    "does not take %s for a fault",
    (harmless) => {
      expect(found({ texts: [...TEXTS, text(harmless)] })).toEqual([]);
    },
  );

  it("finds a title that is not to be seen", () => {
    expect(found({ texts: TEXTS.filter((each) => each.text !== "By hour") })).toEqual([
      'the title "By hour" of chart_hours is not to be seen',
    ]);
  });

  it("finds a table whose first row is not to be seen", () => {
    const [finding] = found({ texts: TEXTS.filter((each) => !/^10|critical|Port/.test(each.text)) });
    expect(finding).toMatch(/^the first row of table_rows is not to be seen/);
  });

  it("finds a panel whose search did not run, and one whose search failed", () => {
    expect(found({ searches: SEARCHES.filter(({ request }) => request.id !== "hours") })).toEqual([
      "chart_hours did not run its search hours",
    ]);
    const searches = SEARCHES.map((search) =>
      search.request.id === "hours" ? { ...search, reply: { error: "Unknown command." } } : search,
    );
    expect(found({ searches })).toEqual(["chart_hours: Unknown command."]);
  });

  it("finds texts that are cut off, words broken over lines and tables wider than their panels", () => {
    expect(found({ texts: [...TEXTS, text("Cut", { truncated: true })] })).toEqual(['"Cut" is cut off']);
    expect(found({ texts: [...TEXTS, text("a score", { brokenWord: "score" })] })).toEqual([
      '"score" is broken over two lines',
    ]);
    expect(found({ overflows: ["score, level"] })).toEqual([
      "the table with score, level is wider than its panel",
    ]);
  });

  it("looks at the panels of the tab alone", () => {
    const scene = { view: "fixture", theme: "dark", tab: "second", tokens: {} } as const;
    const texts = [text(DEFINITION.visualizations.text_help.options.markdown)];
    expect(checkText(VIEW, shot({ scene, texts, searches: [] }))).toEqual([]);
  });
});
