/** What odd and hostile events do to the pairs that are remembered: to their own, and to those of others. */
import { eventsFromObjects, MemoryState, rowsAsObjects, runSearch, SearchApps } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { readCases } from "../support/cases.ts";

type Cells = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  /** What differs from CALL in each call of a second host. */
  readonly event?: Cells;
  /** What differs in every other call of it. */
  readonly every_other?: Cells;
  /** 300 and 20 otherwise. */
  readonly seconds?: number;
  readonly calls?: number;
  /** Of the hourly summary over the same events; 1 otherwise. */
  readonly runs?: number;
  /** Columns of the rows that are not VICTIM's. */
  readonly expect: readonly Cells[];
}

const NOW = Date.parse("2026-11-30T12:00:00Z") / 1000;
const FIRST_CALL = NOW - 6 * 3600;
const CALL = {
  sourcetype: "cisco:sfw:estreamer",
  EventType: "ConnectionEvent",
  src: "10.0.0.2",
  dest: "45.1.1.2",
  dest_port: 8443,
  transport: "tcp",
  action: "Allow",
  app: "HTTPS",
  InitiatorPackets: 9,
  ResponderPackets: 9,
  InitiatorBytes: 700,
  ResponderBytes: 1400,
  ConnectionDuration: 2,
};
/** Calls beside the others, with nothing odd about it. */
const VICTIM = { src: "10.0.0.1", dest: "45.1.1.1" };
const REMEMBERED = { history_connections: 20, history_regularity: 100, history_same_size: 100 };

const apps = new SearchApps([readApp(inject("app"))]);
const [hourly, daily] = apps.savedSearchNames().filter((name) => name.includes("Memory"));

const calls = (count: number, seconds: number, of: (turn: number) => object) =>
  Array.from({ length: count }, (_, turn) => {
    const _time = FIRST_CALL + turn * seconds;
    return { ...CALL, _time, _indextime: _time + 5, ...of(turn) };
  });

/** The collection of pairs, after the searches of the memory have read these events. */
async function remembered(events: readonly object[], runs = 1): Promise<readonly Cells[]> {
  const state = new MemoryState();
  const request = { app: apps, state, now: NOW, earliest: NOW - 86_400, latest: NOW };
  const { search } = apps.savedSearch(hourly!);
  for (let run = 0; run < runs; run++)
    await runSearch({ ...request, search, events: eventsFromObjects(events) });
  // Splunk looks for fields in 10,240 characters of an event (limits.conf, maxchars), and cuts lines of 10,000 bytes where nothing else is said
  // (props.conf, TRUNCATE).
  for (const row of state.events()) expect(String(row.get("_raw")).length).toBeLessThan(10_000);
  await runSearch({ ...request, search: apps.savedSearch(daily!).search });
  return rowsAsObjects((await runSearch({ ...request, search: "| inputlookup portrisk_pairs" })).table);
}

describe("pairs with a history", () => {
  it.each(readCases<Case>("memory/pairs.jsonl"))("$name", async (each) => {
    const { event = {}, every_other = {}, seconds = 300, calls: count = 20, runs } = each;
    const rows = await remembered(
      [
        ...calls(20, 300, () => VICTIM),
        ...calls(count, seconds, (turn) => ({ ...event, ...(turn % 2 === 1 ? every_other : {}) })),
      ],
      runs,
    );
    const isVictim = ({ src }: Cells) => src === VICTIM.src;
    expect(rows.filter(isVictim)).toMatchObject([{ ...VICTIM, ...REMEMBERED, pair_app: "HTTPS" }]);
    const others = rows.filter((row) => !isVictim(row));
    expect(others).toHaveLength(each.expect.length);
    for (const [at, wanted] of each.expect.entries()) expect(others[at]).toMatchObject(wanted);
  });
});
