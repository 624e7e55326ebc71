/** What Chromium and Splunk's components make of the fixture, and of the fixture broken on purpose. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, type Shot } from "../../src/browser/index.ts";
import {
  checkContrast,
  checkFirstPaint,
  checkPicture,
  checkSchema,
  checkText,
  checkTokens,
  TOLERANCE,
} from "../../src/checks/index.ts";
import { assertChromium } from "../../src/cli/requirements.ts";
import { difference, thumbnail } from "../../src/pictures/index.ts";
import { THEMES, type Theme } from "../../src/protocol/index.ts";
import { type Session, shootTab, shootTabs, startSession } from "../../src/session/index.ts";
import { tabsOf, type View } from "../../src/views/index.ts";
import {
  DEFINITION,
  runnerOf,
  VIEW,
  withDataSources,
  withOptions,
  withVisualization,
} from "../support/fixture.ts";

const { table_rows: table } = DEFINITION.visualizations;
const FIRST = tabsOf(DEFINITION)[0]!;
const named = (name: string, { definition }: View): View => ({ name, definition });
const format = (columns: Readonly<Record<string, unknown>>) =>
  withOptions("table_rows", { columnFormat: { ...table.options.columnFormat, ...columns } });

/** Views that are drawn beside the fixture, each with one change. */
const BROKEN = {
  narrow: format({ score: { width: 40 } }),
  wide: format({ src: { width: 900 }, reason: { width: 900 } }),
  faint: withVisualization("table_rows", {
    context: { ...table.context, levelTexts: [{ match: "critical", value: "#B02040" }] },
  }),
  cut: withVisualization("table_rows", { description: "One row for each pair of hosts, ".repeat(12) }),
  fails: withDataSources({ hours: { type: "ds.chain", options: { extend: "base", query: "| fails" } } }),
  template: withOptions("text_help", { markdown: "Hello $nobody$" }),
  recoloured: withOptions("chart_hours", { seriesColorsByField: { critical: "#84BAB0" } }),
  without: withVisualization("chart_hours", { dataSources: {} }),
};

let session: Session;
let shots: Readonly<Record<"light" | "dark", readonly Shot[]>>;

beforeAll(async () => {
  const views = [VIEW, ...Object.entries(BROKEN).map(([name, view]) => named(name, view))];
  const runner = runnerOf({ "| fails": new Error("Unknown command.") });
  session = await startSession({ views, runner }, assertChromium(chromiumPath()));
  shots = {
    light: await shootTabs(session.stage, VIEW, "light"),
    dark: await shootTabs(session.stage, VIEW, "dark"),
  };
});
afterAll(() => session?.stop());

/** A tab of a broken view. */
function draw(name: keyof typeof BROKEN, theme: Theme = "light", tab = 0): Promise<Shot> {
  return shootTab(session.stage, named(name, BROKEN[name]), tabsOf(DEFINITION)[tab]!, theme);
}

describe("the fixture", () => {
  it.each(THEMES)("has nothing wrong in the theme %s", (theme) => {
    const both = shots[theme];
    expect(both.flatMap((shot) => [...checkText(VIEW, shot), ...checkContrast(VIEW, shot)])).toEqual([]);
    expect(checkTokens(VIEW, both)).toEqual([]);
    expect(checkFirstPaint(VIEW, both[0]!)).toEqual([]);
  });

  it("is drawn with its rows, the colours of its theme, and one search for all chains", () => {
    const [first, second] = shots.dark;
    const shown = first!.texts.map(({ text }) => text);
    expect(shown).toEqual(expect.arrayContaining(["Rows", "critical", "10.0.0.7", "8"]));
    const level = first!.texts.find(
      ({ text, background }) => text === "critical" && background === "#cb2443",
    );
    expect(level).toBeDefined();
    expect(first!.texts.find(({ text }) => text === "How many")).toMatchObject({ background: "#000000" });
    expect(second!.texts.map(({ text }) => text)).toContain("What to do about it.");
    const ids = first!.searches.map(({ request }) => request.id);
    expect([...new Set(ids)].sort()).toEqual(["base", "hours", "number", "rows"]);
  });

  it("takes inputs from the address, as Splunk does", async () => {
    const first = await shootTab(session.stage, VIEW, FIRST, "light", { src: "10.0.0.7" });
    expect(first.searches[0]!.request.parts[0]).toBe('index=netfw src="10.0.0.7" | table *');
    expect(checkTokens(VIEW, [first])).toEqual([]);
  });
});

describe("checkSchema", () => {
  it("finds nothing in the fixture", async () => {
    expect(await checkSchema(VIEW, session.stage)).toEqual([]);
  });

  it.each([
    ["an unknown visualization", withVisualization("table_rows", { type: "splunk.tabel" }), "type"],
    ["an unknown key of a visualization", withVisualization("table_rows", { tilte: "Rows" }), "tilte"],
    ["a misspelt option of a visualization", withOptions("table_rows", { counnt: 5 }), "counnt"],
    ["a misspelt format of a column", format({ src: { widht: 100 } }), "widht"],
    ["an option of the wrong type", withOptions("table_rows", { count: "five" }), "count"],
    ["a colour that is none", withOptions("chart_hours", { backgroundColor: "reddish" }), "backgroundColor"],
    [
      "a misspelt option of a data source",
      withDataSources({ base: { type: "ds.search", options: { query: "a", querry: "b" } as object } }),
      "querry",
    ],
    [
      "an unknown data source",
      withDataSources({ base: { type: "ds.serach", options: { query: "a" } } }),
      "type",
    ],
  ])("finds %s", async (_, view, name) => {
    const findings = await checkSchema(view, session.stage);
    expect(findings.map(({ what }) => what).join("\n")).toContain(name);
  });
});

describe("checks of the page find", () => {
  it.each([
    ["narrow", '"score" is broken over two lines'],
    ["wide", "is wider than its panel"],
    ["cut", "is cut off"],
    ["fails", "chart_hours: Unknown command."],
    ["template", 'it says "Hello $nobody$"'],
  ] as const)("%s", async (name, what) => {
    const findings = checkText(BROKEN[name], await draw(name, "light", name === "template" ? 1 : 0));
    expect(findings.map((finding) => finding.what).join("\n")).toContain(what);
  });

  it.each(THEMES)("faint text on a coloured cell, %s", async (theme) => {
    const findings = checkContrast(BROKEN.faint, await draw("faint", theme));
    expect(findings.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^"critical" is #b02040 on #cb2443: contrast 1\.\d\d/),
    ]);
  });
});

describe("checkPicture", () => {
  const accepted = () => thumbnail(shots.light[0]!.png);

  it("lets the same picture pass, and misses one that nobody accepted", () => {
    expect(checkPicture(shots.light[0]!, accepted())).toEqual([]);
    expect(checkPicture(shots.light[0]!, null)).toEqual([
      { where: "fixture-first-light.png", what: expect.stringContaining("no picture was accepted") },
    ]);
  });

  it("is small", () => {
    expect(accepted().length).toBeLessThan(20_000);
  });

  it("lets another machine's font pass", async () => {
    const css = "* { font-family: 'DejaVu Serif', serif !important; }";
    const other = await session.stage.withStyle(css, () => shootTab(session.stage, VIEW, FIRST, "light"));
    expect(other.png.equals(shots.light[0]!.png)).toBe(false);
    expect(difference(thumbnail(other.png), accepted())).toBeLessThan(TOLERANCE);
  });

  it.each(["recoloured", "without", "fails"] as const)("finds a chart that is %s", async (name) => {
    const broken = await draw(name);
    expect(difference(thumbnail(broken.png), accepted())).toBeGreaterThan(TOLERANCE);
    expect(checkPicture(broken, accepted())[0]?.what).toContain("differ from the accepted picture");
  });

  it("finds the other theme, and another size", () => {
    expect(difference(thumbnail(shots.dark[0]!.png), accepted())).toBeGreaterThan(0.5);
    expect(difference(thumbnail(shots.light[1]!.png), accepted())).toBe(1);
  });
});

it("a click on a row leads to the other view, with the row's value", async () => {
  await shootTab(session.stage, VIEW, FIRST, "light");
  expect(await session.stage.click("10.0.0.7")).toBe("/app/suspicious_ports/other?form.src=10.0.0.7");
});
