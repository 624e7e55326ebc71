/** A scheduled search that keeps what it has seen, and one that looks it up, hour by hour over one state. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readApp } from "@suspicious-ports/conf";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventsFromObjects,
  FolderState,
  MemoryState,
  rowsAsObjects,
  runSearch,
  SearchApps,
  type State,
} from "../../src/index.ts";
import { fixture } from "../support/files.ts";

const folder = mkdtempSync(join(tmpdir(), "spl-schedule-"));
afterAll(() => rmSync(folder, { recursive: true }));
const app = new SearchApps([readApp(fixture("memory"))]);

const HOUR = 3600;
const START = 1_700_002_800;
/** Destinations of each hour; the last hour comes eleven days later. */
const HOURS: readonly { readonly hour: number; readonly dests: readonly string[] }[] = [
  { hour: 0, dests: ["10.0.0.1", "10.0.0.1", "10.0.0.2"] },
  { hour: 1, dests: ["10.0.0.2", "10.0.0.3"] },
  { hour: 2, dests: [] },
  { hour: 264, dests: ["10.0.0.2"] },
];

/** Merges what is new into the collection, and forgets what was last seen more than ten days ago. */
const LEARN = `* | stats min(_time) as first_seen, max(_time) as last by dest
| eval _key=dest, days=floor(last/86400)
| inputlookup append=t services
| stats min(first_seen) as first_seen, max(days) as days by _key, dest
| where days>=floor(relative_time(now(), "-10d")/86400)
| outputlookup key_field=_key append=false services`;
const LOOK = `* | stats count by dest | lookup services dest OUTPUT first_seen
| eval age=now()-first_seen, known=if(isnull(first_seen), "no", "yes") | table dest, age, known | sort dest`;

async function schedule(stateAt: () => State) {
  const reported: unknown[] = [];
  for (const { hour, dests } of HOURS) {
    const start = START + hour * HOUR;
    const events = eventsFromObjects(dests.map((dest, index) => ({ _time: start + index, dest })));
    const request = { app, events, now: start + HOUR, earliest: "-1h", latest: "now" };
    const look = await runSearch({ ...request, search: LOOK, state: stateAt() });
    reported.push(rowsAsObjects(look.table).map((row) => ({ ...row })));
    await runSearch({ ...request, search: LEARN, state: stateAt() });
  }
  const kept = await runSearch({ search: "| inputlookup services", app, state: stateAt() });
  return { reported, kept: rowsAsObjects(kept.table).map((row) => ({ ...row })) };
}

describe("a baseline over a schedule", () => {
  const memory = new MemoryState();
  const shared = new FolderState(join(folder, "shared"));
  test.each<[string, () => State]>([
    ["in memory", () => memory],
    ["in a folder, kept open", () => shared],
    ["in a folder, opened for each search", () => new FolderState(join(folder, "each"))],
  ])("%s", async (_, stateAt) => {
    const { reported, kept } = await schedule(stateAt);
    expect(reported).toEqual([
      [
        { dest: "10.0.0.1", known: "no" },
        { dest: "10.0.0.2", known: "no" },
      ],
      [
        { dest: "10.0.0.2", age: 2 * HOUR - 2, known: "yes" },
        { dest: "10.0.0.3", known: "no" },
      ],
      [],
      [{ dest: "10.0.0.2", age: 265 * HOUR - 2, known: "yes" }],
    ]);
    expect(kept).toEqual([
      {
        _key: "10.0.0.2",
        dest: "10.0.0.2",
        first_seen: START + 2,
        days: Math.floor((START + 264 * HOUR) / 86_400),
      },
    ]);
  });
});
