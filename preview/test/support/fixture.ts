/** A small view of every kind of panel, with rows of its own, in which nothing is wrong; and ways to break it. */
import type { Row, Table } from "spl-runner";
import type { Runner } from "../../src/searches/index.ts";
import type { DataSource, Definition, View, Visualization } from "../../src/views/index.ts";

const byLevel = (values: string) => `> table | seriesByName("level") | matchValue(${values})`;

export const DEFINITION = {
  title: "Fixture",
  description: "A view that is made to be broken.",
  defaults: {
    dataSources: {
      "ds.search": {
        options: { queryParameters: { earliest: "$time.earliest$", latest: "$time.latest$" } },
      },
    },
  },
  inputs: {
    input_time: {
      type: "input.timerange",
      title: "Time range",
      options: { token: "time", defaultValue: "-24h@h,now" },
    },
    input_src: { type: "input.text", title: "Source", options: { token: "src", defaultValue: "*" } },
  },
  dataSources: {
    base: { type: "ds.search", name: "base", options: { query: "index=netfw src=$src|s$ | table *" } },
    rows: { type: "ds.chain", name: "rows", options: { extend: "base", query: "| sort - score" } },
    hours: { type: "ds.chain", name: "hours", options: { extend: "base", query: "| timechart count" } },
    number: { type: "ds.chain", name: "number", options: { extend: "base", query: "| stats count" } },
  },
  visualizations: {
    table_rows: {
      type: "splunk.table",
      title: "Rows",
      dataSources: { primary: "rows" },
      options: {
        count: 5,
        columnFormat: {
          level: { rowBackgroundColors: byLevel("levelColours"), rowColors: byLevel("levelTexts") },
          reason: { width: 500 },
        },
      },
      context: {
        levelColours: [{ match: "critical", value: "#CB2443" }],
        levelTexts: [{ match: "critical", value: "#FFFFFF" }],
      },
      eventHandlers: [
        {
          type: "drilldown.customUrl",
          options: { url: "/app/suspicious_ports/other?form.src=$row.src.value|u$", newTab: false },
        },
      ],
    },
    chart_hours: {
      type: "splunk.column",
      title: "By hour",
      dataSources: { primary: "hours" },
      options: {
        x: '> primary | seriesByName("_time")',
        y: '> primary | frameBySeriesNames("critical")',
        seriesColorsByField: { critical: "#CB2443" },
      },
    },
    number_rows: {
      type: "splunk.singlevalue",
      title: "How many",
      dataSources: { primary: "number" },
      options: { majorValue: '> primary | seriesByName("count") | lastPoint()' },
    },
    text_help: { type: "splunk.markdown", options: { markdown: "What to do about it." } },
  },
  layout: {
    globalInputs: ["input_time", "input_src"],
    tabs: {
      items: [
        { layoutId: "first", label: "First" },
        { layoutId: "second", label: "Second" },
      ],
    },
    layoutDefinitions: {
      first: {
        type: "grid",
        options: { width: 1200 },
        structure: [
          { item: "number_rows", type: "block", position: { x: 0, y: 0, w: 400, h: 250 } },
          { item: "chart_hours", type: "block", position: { x: 400, y: 0, w: 800, h: 250 } },
          { item: "table_rows", type: "block", position: { x: 0, y: 250, w: 1200, h: 300 } },
        ],
      },
      second: {
        type: "grid",
        options: { width: 1200 },
        structure: [{ item: "text_help", type: "block", position: { x: 0, y: 0, w: 1200, h: 200 } }],
      },
    },
  },
} as const satisfies Definition;

export const VIEW: View = { name: "fixture", definition: DEFINITION };

/** What a test may change. */
type Change = { [part: string]: unknown };

/** The fixture with a visualization's parts replaced. */
export function withVisualization(id: keyof typeof DEFINITION.visualizations, change: Change): View {
  const visualizations: Record<string, Visualization> = { ...DEFINITION.visualizations };
  visualizations[id] = { ...visualizations[id]!, ...change };
  return { ...VIEW, definition: { ...DEFINITION, visualizations } };
}

/** The fixture with a visualization's options changed. */
export function withOptions(id: keyof typeof DEFINITION.visualizations, options: Change): View {
  return withVisualization(id, { options: { ...DEFINITION.visualizations[id].options, ...options } });
}

/** The fixture with more data sources, or others. */
export function withDataSources(sources: Readonly<Record<string, DataSource>>): View {
  return { ...VIEW, definition: { ...DEFINITION, dataSources: { ...DEFINITION.dataSources, ...sources } } };
}

const REASON =
  "Port 6606/tcp is known for the default server of a remote access tool; look at the source host.";

function table(...rows: readonly Readonly<Record<string, string | number>>[]): Table {
  return {
    fields: [...new Set(rows.flatMap((row) => Object.keys(row)))],
    rows: rows.map((row): Row => new Map(Object.entries(row))),
  };
}

/** The rows of each data source, by its own query. */
export const ROWS: ReadonlyMap<string, Table> = new Map([
  [
    DEFINITION.dataSources.rows.options.query,
    table({ score: 100, level: "critical", src: "10.0.0.7", reason: REASON }),
  ],
  [
    DEFINITION.dataSources.hours.options.query,
    table({ _time: 1_794_268_800, critical: 3 }, { _time: 1_794_272_400, critical: 5 }),
  ],
  [DEFINITION.dataSources.number.options.query, table({ count: 8 })],
]);

/** Gives ROWS, whatever the base search is; other rows, or an error, for some queries. */
export function runnerOf(others: Readonly<Record<string, Table | Error>> = {}): Pick<Runner, "run"> {
  return {
    run: ({ parts }) => {
      const query = parts.at(-1)!;
      const answer = others[query] ?? ROWS.get(query) ?? table({ score: 100 });
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}
