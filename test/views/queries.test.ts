/** Every query of every view runs, over the samples and over nothing, and gives the columns that its panel reads. */
import { checkSearch, rowsAsObjects, runSearch, SearchApps, type Table } from "spl-runner";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { VIEWS } from "../../src/views/index.ts";
import { columnsOf, isChain, type Panel, panelsOf, type View } from "../../src/views/view.ts";
import { fillTokens, NO_EVENTS, repliesWith, sampleEvents, type Tokens, wholeQuery } from "./sample.ts";

const apps = new SearchApps([readApp(inject("app"))]);
const replies = repliesWith();
let sample: Table;
beforeAll(async () => {
  sample = await sampleEvents(inject("root"));
});

/** What somebody who follows a row of Triage has in the inputs. */
const CHOSEN: Tokens = {
  src: "172.16.3.105",
  dest: "159.89.33.66",
  dest_port: "6606",
  except_port: "4444",
};
/** Columns without a value in the samples: nothing is dropped or new there, and the site has written nothing. */
const NO_PAIR = ["score", "level", "src", "dest", "dest_port"];
const EMPTY: Readonly<Record<string, readonly string[]>> = {
  "triage/table_new": [...NO_PAIR, "factors", "connections", "seen"],
  "tune/table_filtered": [...NO_PAIR, "connections", "seen"],
  "tune/table_exceptions": [
    ...[
      "state",
      "src",
      "dest",
      "dest_port",
      "transport",
      "app",
      "effect",
      "rows",
      "owner",
      "starts",
      "expires",
    ],
  ],
  "tune/table_networks": ["state", "network", "zone"],
};
const now = 1_794_700_000;

/** By their text: several views have the same base search. */
const answers = new Map<string, Promise<Table>>();

/** The rows of a search; those of a chain from the rows of the search that it extends, as Splunk does it. */
async function rowsOf(view: View, id: string, events: Table, tokens: Tokens): Promise<Table> {
  const search = view.searches.find((each) => each.id === id)!;
  const text = fillTokens(search.query, view, tokens);
  if (isChain(search)) {
    const base = await rowsOf(view, search.extends, events, tokens);
    return (await runSearch({ search: `*\n${text}`, app: apps, events: base, now, replies })).table;
  }
  const key = `${events === sample}${text}`;
  const known =
    answers.get(key) ??
    runSearch({ search: text, app: apps, events, now, replies, earliest: 1 }).then(({ table }) => table);
  answers.set(key, known);
  return known;
}

type DataPanel = Exclude<Panel, { kind: "text" }>;
const panels = VIEWS.flatMap((view) =>
  view.tabs.flatMap((tab) =>
    panelsOf(tab)
      .filter((panel): panel is DataPanel => panel.kind !== "text")
      .map((panel) => [`${view.name}/${panel.id}`, view, panel] as const),
  ),
);

describe("the queries", () => {
  it.each(
    VIEWS.flatMap((view) =>
      view.searches.map((search) => [`${view.name}/${search.id}`, view, search] as const),
    ),
  )("%s is accepted as a whole", (_, view, search) => {
    const text = fillTokens(wholeQuery(view, search), view);
    expect(() => checkSearch({ search: text, app: apps, events: NO_EVENTS, replies })).not.toThrow();
  });

  it.each(panels)("%s has its columns, and rows, over the samples", async (_, view, panel) => {
    const { fields, rows } = await rowsOf(view, panel.search, sample, CHOSEN);
    expect(fields).toEqual(expect.arrayContaining([...columnsOf(panel)]));
    expect(rows.length).toBeGreaterThan(0);
    if (panel.kind === "table") {
      expect(fields).toEqual(columnsOf(panel));
      const empty = columnsOf(panel).filter((column) => !rows.some((row) => row.has(column)));
      expect(empty).toEqual(EMPTY[`${view.name}/${panel.id}`] ?? []);
    }
    if (panel.kind === "number") expect(rows).toHaveLength(1);
  });

  const readsEvents = (view: View, panel: DataPanel) => {
    const search = view.searches.find(({ id }) => id === panel.search)!;
    return wholeQuery(view, search).startsWith("`portrisk_data`");
  };
  it.each(
    panels.filter(
      ([, view, panel]) => (panel.kind === "table" || panel.kind === "number") && readsEvents(view, panel),
    ),
  )("%s says what to do where there is no event", async (name, view, panel) => {
    const rows = rowsAsObjects(await rowsOf(view, panel.search, NO_EVENTS, {})) as Record<string, unknown>[];
    if (name === "health/table_source_types") {
      // The table above it has the line that says so.
      expect(rows).toEqual([]);
      return;
    }
    expect(rows.length).toBeGreaterThan(0);
    if (panel.kind === "number") expect(Number(rows[0]![panel.field])).toBe(0);
    else expect(JSON.stringify(rows)).toMatch(/"[A-Z][^"]{20,}[.]"/);
  });
});
