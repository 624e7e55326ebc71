/** Events and replies that every query of the views can run on, and the queries with their tokens filled in. */
import { join } from "node:path";
import { eventsFromObjects, type Row, type Table } from "spl-runner";
import { readEventsFile } from "../../src/demo/index.ts";
import { isChain, type Search, type View } from "../../src/views/view.ts";

/** The samples of the repository, as an index has them, and what the scheduler logs. */
export async function sampleEvents(root: string): Promise<Table> {
  const files = await Promise.all(
    ["estreamer_json_real.log", "scenarios.jsonl"].map((name) =>
      readEventsFile(join(root, "examples", name)),
    ),
  );
  const rows: Row[] = files.flatMap(({ events }) => events);
  for (const row of rows) {
    const end = Number(row.get("_time")) + Number(row.get("ConnectionDuration") ?? 0);
    row.set("index", "netfw").set("_indextime", end + 30);
  }
  rows.push(...schedulerEvents().rows);
  return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

export const NO_EVENTS: Table = { fields: [], rows: [] };

export const schedulerEvents = (...statuses: readonly string[]): Table =>
  eventsFromObjects(
    (statuses.length === 0 ? ["success"] : statuses).map((status, at) => ({
      _time: 1_790_000_000 + at,
      _indextime: 1_790_000_001 + at,
      index: "_internal",
      sourcetype: "scheduler",
      app: "suspicious_ports",
      status,
    })),
  );

const OURS = "Suspicious Ports - Cisco Secure Firewall -";
const DETECTIONS = {
  scored: `${OURS} Scored Communication Over Suspicious Ports - Rule`,
  published: `${OURS} Communication Over Suspicious Ports - Rule`,
  escu: "ESCU - Cisco Secure Firewall - Communication Over Suspicious Ports - Rule",
} as const;

/** @param enabled detections that are not disabled */
export const repliesWith = (
  enabled: readonly (keyof typeof DETECTIONS)[] = ["scored"],
  engine = "portrisk",
): ReadonlyMap<string, Table> =>
  new Map([
    [
      "/servicesNS/-/-/saved/searches",
      eventsFromObjects(
        Object.entries(DETECTIONS).map(([key, title]) => ({
          title,
          disabled: (enabled as readonly string[]).includes(key) ? "0" : "1",
        })),
      ),
    ],
    [
      "/servicesNS/nobody/suspicious_ports/configs/conf-macros",
      eventsFromObjects([
        { title: "portrisk", definition: engine },
        { title: "portrisk_data", definition: "x" },
      ]),
    ],
  ]);

export type Tokens = Readonly<Record<string, string>>;

/** The text with each token's value: as it is, or quoted where the token has the filter s. */
export function fillTokens(text: string, view: View, tokens: Tokens = {}): string {
  const values: Record<string, string> = {};
  for (const input of view.inputs)
    if (input.kind === "time") {
      values[`${input.token}.earliest`] = input.default.earliest;
      values[`${input.token}.latest`] = input.default.latest;
    } else values[input.token] = input.default;
  Object.assign(values, tokens);
  return text.replace(/\$([A-Za-z][\w.]*)(\|s)?\$/g, (token, name: string, quoted: string | undefined) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`${view.name} has no input for ${token}`);
    return quoted === undefined ? value : JSON.stringify(value);
  });
}

/** The whole search behind a panel: a chain behind the search that it extends. */
export function wholeQuery(view: View, search: Search): string {
  if (!isChain(search)) return search.query;
  const base = view.searches.find(({ id }) => id === search.extends);
  if (base === undefined) throw new RangeError(`${view.name}: ${search.id} extends nothing`);
  return `${base.query}\n${search.query}`;
}
