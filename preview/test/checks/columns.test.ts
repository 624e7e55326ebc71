import { describe, expect, it } from "vitest";
import { checkColumns, columnsRead } from "../../src/checks/index.ts";
import { DEFINITION, runnerOf, VIEW, withOptions, withVisualization } from "../support/fixture.ts";

const { dataSources, visualizations } = DEFINITION;

describe("checkColumns", () => {
  it("finds nothing in the fixture", async () => {
    expect(await checkColumns(VIEW, runnerOf())).toEqual([]);
  });

  it.each([
    [
      "a chart",
      withOptions("chart_hours", { y: '> primary | frameBySeriesNames("critical", "high")' }),
      "high",
    ],
    ["a number", withOptions("number_rows", { majorValue: '> primary | seriesByName("total")' }), "total"],
    ["a table", withOptions("table_rows", { columnFormat: { first: { width: 100 } } }), "first"],
    [
      "a click",
      withVisualization("table_rows", {
        eventHandlers: [
          { type: "drilldown.customUrl", options: { url: "/app/a/b?form.dest=$row.dest.value|u$" } },
        ],
      }),
      "dest",
    ],
  ])("finds a column that %s reads and the search does not give", async (_, view, column) => {
    const [finding, ...others] = await checkColumns(view, runnerOf());
    expect(finding?.what).toMatch(new RegExp(`^the search \\w+ has no column ${column}$`));
    expect(others).toEqual([]);
  });

  it("finds a search that fails", async () => {
    const runner = runnerOf({ [dataSources.rows.options.query]: new Error("Unknown command.") });
    expect(await checkColumns(VIEW, runner)).toEqual([
      { where: "fixture, rows", what: "the search fails: Unknown command." },
    ]);
  });

  it("finds a panel without rows, unless nobody has chosen anything yet", async () => {
    const runner = runnerOf({ [dataSources.number.options.query]: { fields: [], rows: [] } });
    const finding = { where: "fixture, number_rows", what: "the search number has no rows" };
    expect(await checkColumns(VIEW, runner)).toEqual([finding]);
    expect(await checkColumns(VIEW, runner, {}, false)).toEqual([]);
  });
});

it("columnsRead names the columns of expressions, formats and clicks", () => {
  expect(columnsRead(visualizations.table_rows)).toEqual(["level", "reason", "src"]);
  expect(columnsRead(visualizations.chart_hours)).toEqual(["_time", "critical"]);
  expect(columnsRead(visualizations.text_help)).toEqual([]);
});
