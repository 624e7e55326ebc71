/** What Splunk's own schema lets pass in a view: data, places, tokens and links that lead nowhere, and how much the first page searches. */
import type { App } from "../conf/index.ts";
import type { Finding } from "./finding.ts";
import {
  type Definition,
  inputTokens,
  type Layout,
  type Position,
  type StudioView,
  studioViews,
  tokensIn,
  type Visualization,
} from "./studio.ts";

/** Visualizations that show no data. */
const WITHOUT_DATA = new Set(["splunk.markdown", "splunk.image", "splunk.rectangle", "splunk.ellipse"]);
const HANDLERS = new Set(["drilldown.customUrl", "drilldown.setToken"]);
/** "first paint of each view needs at most 6 searches": each takes a search slot of the user's and of the search head. */
export const FIRST_PAINT_SEARCHES = 6;

type Report = (id: string, message: string) => void;
type ViewCheck = (view: StudioView, report: Report, all: readonly StudioView[]) => void;

const eachView =
  (check: ViewCheck) =>
  (app: App): Finding[] => {
    const found: Finding[] = [];
    const views = studioViews(app);
    for (const view of views)
      check(
        view,
        (id, message) => found.push({ file: view.file, line: view.lineOf(id), message: `${id}: ${message}` }),
        views,
      );
    return found;
  };

const entries = <Value>(record: Readonly<Record<string, Value>> | undefined) => Object.entries(record ?? {});

/** Searches: each panel has one, each search is there, has a query and is used. */
export const viewData = eachView(({ definition }, report) => {
  const { dataSources = {} } = definition;
  const used = new Set<string>();
  for (const [id, { type, dataSources: read }] of entries(definition.visualizations)) {
    const names = Object.values(read ?? {});
    if (names.length === 0 && !WITHOUT_DATA.has(type)) report(id, "it has no search");
    for (const name of names) {
      used.add(name);
      if (dataSources[name] === undefined) report(id, `missing search ${name}`);
    }
  }
  for (const [id, { type, options }] of entries(dataSources)) {
    if ((options?.query ?? "").trim() === "") report(id, "it has no query");
    if (type !== "ds.chain") continue;
    const base = options?.extend ?? "";
    used.add(base);
    if (dataSources[base] === undefined) report(id, `it extends the missing search ${base}`);
    if (!/^\s*\|/.test(options?.query ?? "")) report(id, "the query of a chain begins with a pipe");
  }
  for (const [id] of entries(dataSources)) if (!used.has(id)) report(id, "no panel shows it");
});

/** Places: every panel stands once, inside the page, and on no other. */
export const viewLayout = eachView(({ definition }, report) => {
  const { visualizations = {}, inputs = {}, layout } = definition;
  const placed = new Map<string, number>();
  for (const { layoutId } of layout.tabs.items)
    if (layout.layoutDefinitions[layoutId] === undefined) report(layoutId, "missing layout of a tab");
  for (const [id, page] of entries(layout.layoutDefinitions)) {
    if (!layout.tabs.items.some(({ layoutId }) => layoutId === id)) report(id, "no tab shows it");
    for (const { item } of page.structure ?? []) {
      placed.set(item, (placed.get(item) ?? 0) + 1);
      if (visualizations[item] === undefined) report(id, `missing panel ${item}`);
    }
    checkPositions(id, page, report);
  }
  for (const [id] of entries(visualizations))
    if (placed.get(id) !== 1) report(id, `it stands ${placed.get(id) ?? 0} times on the page`);
  for (const id of layout.globalInputs ?? []) if (inputs[id] === undefined) report(id, "missing input");
  for (const [id] of entries(inputs))
    if (!(layout.globalInputs ?? []).includes(id)) report(id, "the input stands nowhere");
});

function checkPositions(id: string, { options, structure = [] }: Layout, report: Report): void {
  const width = options?.width ?? 0;
  structure.forEach(({ item, position }, index) => {
    if (position === undefined || position.w <= 0 || position.h <= 0) {
      report(id, `${item} has no place`);
      return;
    }
    if (position.x < 0 || position.y < 0 || position.x + position.w > width)
      report(id, `${item} stands outside of the page`);
    for (const other of structure.slice(0, index))
      if (other.position !== undefined && overlap(position, other.position))
        report(id, `${item} overlaps ${other.item}`);
  });
}

const overlap = (a: Position, b: Position): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Tokens: what a query uses, an input sets; what an input sets, something uses; colours of cells come from the panel's own context. */
export const viewTokens = eachView(({ definition }, report) => {
  const known = inputTokens(definition);
  const used = new Set<string>(tokensIn(JSON.stringify(definition.defaults ?? {})));
  for (const token of used) if (!known.has(token)) report("defaults", `no input sets $${token}$`);
  const look = (id: string, value: unknown) => {
    for (const token of tokensIn(JSON.stringify(value)).filter((name) => !name.startsWith("row."))) {
      used.add(token);
      if (!known.has(token)) report(id, `no input sets $${token}$`);
    }
  };
  for (const [id, source] of entries(definition.dataSources)) {
    look(id, source);
    for (const token of unfiltered(source.options?.query ?? "", "s"))
      report(id, `$${token}$ is not quoted: write $${token}|s$`);
  }
  for (const [id, panel] of entries(definition.visualizations)) {
    look(id, panel);
    for (const { options } of panel.eventHandlers ?? [])
      for (const token of unfiltered(options?.url ?? "", "u"))
        report(id, `$${token}$ is not encoded: write $${token}|u$`);
    for (const [, name] of JSON.stringify(panel.options ?? {}).matchAll(
      /(?:matchValue|rangeValue)\((\w+)\)/g,
    ))
      if (!(name! in (panel.context ?? {}))) report(id, `its context has no ${name}`);
  }
  for (const token of known) if (!used.has(token)) report("inputs", `nothing uses $${token}$`);
});

/** Tokens without a filter of Splunk: s quotes a value for a search, u encodes it for an address. Whoever sends a link chooses the values. */
const unfiltered = (text: string, filter: "s" | "u"): readonly string[] =>
  [...text.matchAll(/\$([A-Za-z][\w.]*)(?:\|([a-z]+))?\$/g)]
    .filter((match) => match[2] !== filter)
    .map((match) => match[1]!);

/** Links: a click leads to a view that is there, sets inputs that it has, and takes columns that the row has. */
export const viewLinks = eachView((view, report, all) => {
  const own = inputTokens(view.definition);
  for (const [id, panel] of entries(view.definition.visualizations))
    for (const { type, options } of panel.eventHandlers ?? []) {
      if (!HANDLERS.has(type)) report(id, `unknown handler ${type}`);
      for (const problem of options?.url === undefined ? [] : linkProblems(options.url, all))
        report(id, problem);
      for (const { token } of options?.tokens ?? [])
        if (!own.has(token)) report(id, `a click sets $${token}$, which no input has`);
      for (const column of rowColumns(JSON.stringify(options ?? {})))
        if (!columnsOf(panel).includes(column)) report(id, `a click takes ${column}, which is not a column`);
    }
});

const rowColumns = (text: string) => [...text.matchAll(/\brow\.(.+?)\.value\b/g)].map((match) => match[1]!);
const columnsOf = (panel: Visualization) => Object.keys(panel.options?.columnFormat ?? {});

/** What is wrong with a link into this app: /app/suspicious_ports/VIEW?form.TOKEN=… */
export function linkProblems(url: string, views: readonly StudioView[]): string[] {
  const [, name, query = ""] = /^\/app\/suspicious_ports\/(\w+)(?:\?(.*))?$/.exec(url) ?? [];
  if (name === undefined) return [];
  const target = views.find((view) => view.name === name);
  if (target === undefined) return [`a link leads to the missing view ${name}`];
  const known = inputTokens(target.definition);
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => part.split("=")[0]!)
    .filter((key) => !known.has(key.replace(/^form\./, "")) || !key.startsWith("form."))
    .map((key) => `the view ${name} has no input for ${key}`);
}

/** How many searches a view runs before anybody has clicked: those behind its first tab, chains not counted. */
export function firstPaint({
  dataSources = {},
  visualizations = {},
  layout,
}: Definition): ReadonlySet<string> {
  const first = layout.layoutDefinitions[layout.tabs.items[0]?.layoutId ?? ""];
  const shown = (first?.structure ?? []).flatMap(({ item }) =>
    Object.values(visualizations[item]?.dataSources ?? {}),
  );
  return new Set(
    shown.map((name) => {
      const source = dataSources[name];
      return source?.type === "ds.chain" ? (source.options?.extend ?? name) : name;
    }),
  );
}

export const firstPaints = eachView(({ definition }, report) => {
  const { size } = firstPaint(definition);
  if (size > FIRST_PAINT_SEARCHES)
    report("tabs", `the first tab needs ${size} searches; at most ${FIRST_PAINT_SEARCHES} are allowed`);
});
