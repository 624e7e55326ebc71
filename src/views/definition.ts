/** A view → the file that Splunk reads: JSON of Dashboard Studio, with tabs, in an XML envelope. */
import { place, WIDTH } from "./layout.ts";
import { LEVEL_COLOURS, OUTCOME_COLOURS, PLAIN_COLOUR, STATUS_COLOURS, textOn } from "./palette.ts";
import {
  type ChartPanel,
  type Column,
  type Input,
  isChain,
  type Link,
  type Panel,
  type Search,
  type TablePanel,
  type View,
} from "./view.ts";

/** The app that links lead to. */
const APP = "suspicious_ports";

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** default/data/ui/views/<name>.xml */
export function viewFile(view: View): string {
  const json = JSON.stringify(definition(view), null, 1);
  if (json.includes("]]>")) throw new RangeError(`the view ${view.name} has ]]>, which would end its CDATA`);
  return `<dashboard version="2" theme="light">
  <label>${escaped(view.label)}</label>
  <description>${escaped(view.description)}</description>
  <definition><![CDATA[
${json}
  ]]></definition>
</dashboard>
`;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function definition(view: View): JsonObject {
  const time = view.inputs.find(({ kind }) => kind === "time");
  const panels = view.tabs.flatMap((tab) => place(tab));
  return {
    title: view.label,
    description: view.description,
    ...(time === undefined
      ? {}
      : {
          defaults: {
            dataSources: {
              "ds.search": {
                options: {
                  queryParameters: { earliest: `$${time.token}.earliest$`, latest: `$${time.token}.latest$` },
                },
              },
            },
          },
        }),
    dataSources: Object.fromEntries(view.searches.map((search) => [search.id, dataSource(search)])),
    visualizations: Object.fromEntries(
      panels.map(({ panel, position }) => [panel.id, visualization(panel, position.w)]),
    ),
    inputs: Object.fromEntries(view.inputs.map((input) => [inputId(input), inputOf(input)])),
    layout: {
      globalInputs: view.inputs.map(inputId),
      tabs: { items: view.tabs.map(({ id, label }) => ({ layoutId: id, label })) },
      layoutDefinitions: Object.fromEntries(
        view.tabs.map((tab) => [
          tab.id,
          {
            type: "grid",
            options: { width: WIDTH, gutterSize: 8 },
            structure: place(tab).map(({ panel, position: { x, y, w, h } }) => ({
              item: panel.id,
              type: "block",
              position: { x, y, w, h },
            })),
          },
        ]),
      ),
    },
  };
}

function dataSource(search: Search): JsonObject {
  if (isChain(search))
    return {
      type: "ds.chain",
      name: search.name,
      options: { extend: search.extends, query: search.query },
    };
  const { name, query, range } = search;
  return {
    type: "ds.search",
    name,
    options: {
      query,
      ...(range === undefined ? {} : { queryParameters: { earliest: range.earliest, latest: range.latest } }),
    },
  };
}

const inputId = ({ token }: Input) => `input_${token}`;

function inputOf(input: Input): JsonObject {
  const { token, title } = input;
  switch (input.kind) {
    case "time":
      return {
        type: "input.timerange",
        title,
        options: { token, defaultValue: `${input.default.earliest},${input.default.latest}` },
      };
    case "text":
      return { type: "input.text", title, options: { token, defaultValue: input.default } };
    case "choice":
      return {
        type: "input.dropdown",
        title,
        options: {
          token,
          defaultValue: input.default,
          items: input.items.map(({ label, value }) => ({ label, value })),
        },
      };
  }
}

/** @param width of the panel */
function visualization(panel: Panel, width: number): JsonObject {
  const { title, description } = panel;
  const shared = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
  if (panel.kind === "text")
    return { type: "splunk.markdown", ...shared, options: { markdown: panel.markdown } };
  return {
    ...shared,
    dataSources: { primary: panel.search },
    ...(panel.links === undefined && panel.sets === undefined
      ? {}
      : { eventHandlers: [...(panel.links ?? []).map(drilldown), ...setTokens(panel.sets)] }),
    ...byKind(panel, width),
  };
}

function byKind(panel: Exclude<Panel, { kind: "text" }>, width: number): JsonObject {
  switch (panel.kind) {
    case "table":
      return table(panel, width);
    case "columns":
    case "bars":
      return chart(panel);
    case "number":
      return {
        type: "splunk.singlevalue",
        options: {
          majorValue: `> primary | seriesByName("${panel.field}") | lastPoint()`,
          sparklineDisplay: "off",
          trendDisplay: "off",
          ...(panel.unit === undefined ? {} : { unit: panel.unit }),
        },
      };
  }
}

const SCALES = { level: LEVEL_COLOURS, status: STATUS_COLOURS } as const;

function table({ columns, rows }: TablePanel, width: number): JsonObject {
  const scales = [...new Set(columns.flatMap(({ scale }) => (scale === undefined ? [] : [scale])))];
  const context = Object.fromEntries(
    scales.flatMap((scale) => [
      [`${scale}Colours`, matches(SCALES[scale], (colour) => colour)],
      [`${scale}Texts`, matches(SCALES[scale], textOn)],
    ]),
  );
  return {
    type: "splunk.table",
    options: {
      count: rows,
      fontSize: "small",
      columnFormat: Object.fromEntries(
        columnWidths(columns, width).map(([column, pixels]) => [column.field, columnFormat(column, pixels)]),
      ),
    },
    ...(scales.length === 0 ? {} : { context }),
  };
}

/** Pixels beside the columns of a table: its margins. */
const MARGIN = 24;
const MIN_WIDE = 110;
/** Pixels that usual values of a field need to stay on one line, in small print. */
const CELLS: Readonly<Record<string, number>> = { src: 122, dest: 122, seen: 162, last: 122, factors: 208 };
/** Pixels that a column needs: for its header in bold small print with the arrows that sort, and for its values. */
const neededWidth = (field: string) => Math.max(Math.ceil(field.length * 7.65 + 38), CELLS[field] ?? 0);

/** Columns with a width have it, or what they need; the others share what is left. */
function columnWidths(columns: readonly Column[], width: number): readonly (readonly [Column, number])[] {
  const given = columns.map((column) =>
    column.width === undefined ? null : Math.max(column.width, neededWidth(column.field)),
  );
  const left = width - MARGIN - given.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const wide = Math.max(MIN_WIDE, Math.floor(left / given.filter((each) => each === null).length));
  return columns.map(
    (column, at) => [column, given[at] ?? Math.max(wide, neededWidth(column.field))] as const,
  );
}

const matches = (colours: ReadonlyMap<string, string>, shown: (colour: string) => string): Json =>
  [...colours].map(([match, colour]) => ({ match, value: shown(colour) }));

function columnFormat({ field, scale, align }: Column, width: number): JsonObject {
  const cells = `> table | seriesByName("${field}") | matchValue`;
  return {
    width,
    ...(align === undefined ? {} : { align }),
    ...(scale === undefined
      ? {}
      : { rowBackgroundColors: `${cells}(${scale}Colours)`, rowColors: `${cells}(${scale}Texts)` }),
  };
}

const SERIES = { level: LEVEL_COLOURS, outcome: OUTCOME_COLOURS } as const;

function chart({ kind, x, y, axis, scale, share = false }: ChartPanel): JsonObject {
  const colours = y.map((field) => [
    field,
    scale === "plain" ? PLAIN_COLOUR : (SERIES[scale].get(field) ?? PLAIN_COLOUR),
  ]);
  return {
    type: kind === "columns" ? "splunk.column" : "splunk.bar",
    options: {
      x: `> primary | seriesByName("${x}")`,
      y: `> primary | frameBySeriesNames(${y.map((field) => `"${field}"`).join(", ")})`,
      stackMode: share ? "stacked100" : y.length > 1 ? "stacked" : "auto",
      legendDisplay: y.length > 1 ? "top" : "off",
      seriesColorsByField: Object.fromEntries(colours),
      xAxisTitleVisibility: "hide",
      yAxisTitleText: axis,
    },
  };
}

/** A click on a row opens another view with the row's values in its inputs. */
function drilldown({ view, set, columns }: Link): JsonObject {
  const query = Object.entries(set).map(
    ([token, value]) =>
      `form.${token}=${value.startsWith("$") ? value.replace(/\$$/, "|u$") : `$row.${value}.value|u$`}`,
  );
  return {
    type: "drilldown.customUrl",
    options: {
      url: `/app/${APP}/${view}${query.length === 0 ? "" : `?${query.join("&")}`}`,
      newTab: false,
      ...(columns === undefined ? {} : { fields: columns }),
    },
  };
}

/** A click on a row sets tokens of this view. */
function setTokens(sets: Readonly<Record<string, string>> = {}): readonly JsonObject[] {
  const tokens = Object.entries(sets).map(([token, column]) => ({ token, key: `row.${column}.value` }));
  return tokens.length === 0 ? [] : [{ type: "drilldown.setToken", options: { tokens } }];
}
