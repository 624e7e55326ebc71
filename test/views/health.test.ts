/** The lines of Health: OK where all is well, WARN or FAIL with a remedy where it is not. */
import { eventsFromObjects, rowsAsObjects, runSearch, SearchApps, type Table } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { DATA, DATA_LINES, FIELD_LINES, LINES } from "../../src/views/health-lines.ts";
import { chain } from "../../src/views/spl.ts";
import { NO_EVENTS, repliesWith, sampleEvents, schedulerEvents } from "./sample.ts";

const apps = new SearchApps([readApp(inject("app"))]);

interface Line {
  readonly check: string;
  readonly status: string;
  readonly seen: string;
  readonly remedy: string;
}

async function linesOf(
  search: string,
  events: Table = NO_EVENTS,
  replies = repliesWith(),
): Promise<readonly Line[]> {
  const { table } = await runSearch({ search, app: apps, events, replies });
  return rowsAsObjects(table) as unknown as Line[];
}

/** "status: seen" of the line of this name; what is not OK has a remedy, and what is OK has none. */
async function line(check: string, ...of: Parameters<typeof linesOf>): Promise<string> {
  const found = await linesOf(...of);
  for (const { status, remedy, seen } of found)
    expect([seen, remedy]).toEqual([seen, status === "OK" ? "" : expect.stringMatching(/^[A-Z].{20,}\.$/)]);
  const one = found.find((each) => each.check === check)!;
  return `${one.status}: ${one.seen}`;
}

const event = (more: object, at = 1_000_000) => ({
  _time: at,
  _indextime: at + 60,
  index: "netfw",
  sourcetype: "cisco:sfw:estreamer",
  EventType: "ConnectionEvent",
  src: "10.0.0.1",
  dest: "8.8.8.8",
  dest_port: 443,
  transport: "tcp",
  action: "Allow",
  ConnectionDuration: 0,
  ...more,
});
const data = `${DATA}\n${chain(...DATA_LINES)}`;
const fields = `${DATA}\n${chain(...FIELD_LINES)}`;

describe("Health", () => {
  it("finds nothing to do on the samples", async () => {
    const events = await sampleEvents(inject("root"));
    for (const search of [LINES.engines, LINES.lookups, LINES.searches, LINES.scheduler, data, fields])
      for (const { status, seen } of await linesOf(search, events))
        expect([seen, status]).toEqual([seen, "OK"]);
  });

  it("compares the engines column by column", async () => {
    const spoilt = LINES.engines.replace(
      "| `portrisk_eval`",
      '| `portrisk_eval`\n| eval portrisk_reason=portrisk_reason."!"',
    );
    expect(await line("Macros give the same answer", spoilt)).toMatch(/^FAIL: 0 of 4 /);
    const silent = LINES.engines.replace("| `portrisk`", "| eval portrisk_score=null()");
    expect(await line("Engine answers", silent)).toMatch(/^FAIL: 0 of 4 /);
  });

  it("counts rows of the catalogue that are invalid or stand twice", async () => {
    const catalogue = (rows: string) =>
      LINES.lookups.replace(
        "| inputlookup portrisk_ports",
        `| makeresults format=csv data="port,transport,points,legitimate_points\n${rows}"`,
      );
    const seen = (rows: string) => line("Port catalogue", catalogue(rows));
    expect(await seen("22,tcp,10,5\n22,udp,0,0")).toBe(
      "OK: 2 rows; 0 invalid, 0 of a port and transport that stand twice.",
    );
    expect(await seen("22,tcp,10,5\n22,tcp,0,0")).toMatch(/^FAIL: 2 rows; 0 invalid, 2 of/);
    for (const row of [
      "0,tcp,1,0",
      "70000,tcp,1,0",
      "22,icmp,1,0",
      "22,tcp,101,0",
      "22,tcp,-1,0",
      "22,tcp,1,2",
      "x,tcp,1,0",
    ])
      expect([row, await seen(row)]).toEqual([row, expect.stringMatching(/^FAIL: 1 rows; 1 invalid/)]);
  });

  it("counts rows of the site's networks that are invalid or overlap", async () => {
    const networks = (rows: string) =>
      LINES.lookups.replace(
        "| inputlookup portrisk_networks",
        `| makeresults format=csv data="network,zone\n${rows}"`,
      );
    const seen = (rows: string) => line("Networks of the site", networks(rows));
    expect(await line("Networks of the site", LINES.lookups)).toMatch(/^OK: There is none; /);
    expect(await seen("10.0.0.0/8,users\n192.0.2.0/24,dmz")).toBe("OK: 2 rows; 0 invalid, 0 overlapping.");
    expect(await seen("10.0.0.0,users\n192.0.2.0/24,bern")).toBe("WARN: 2 rows; 2 invalid, 0 overlapping.");
    expect(await seen("10.0.0.0/8,users\n10.1.0.0/16,dmz")).toBe("WARN: 2 rows; 0 invalid, 2 overlapping.");
  });

  it.each<[string, readonly ("scored" | "published" | "escu")[], RegExp, RegExp]>([
    ["one", ["scored"], /^OK: Enabled: .*Scored/, /^OK: ESCU's detection is not enabled/],
    ["none", [], /^WARN: Enabled: none/, /^OK/],
    ["both of ours", ["scored", "published"], /^WARN: Enabled: .*, /, /^OK/],
    [
      "ours and ESCU's same one",
      ["published", "escu"],
      /^OK/,
      /^FAIL: ESCU's detection is enabled, and so is the same one/,
    ],
    [
      "the scored one and ESCU's",
      ["scored", "escu"],
      /^OK/,
      /^WARN: ESCU's detection is enabled beside this app/,
    ],
    ["ESCU's alone", ["escu"], /^WARN: Enabled: none/, /^OK/],
  ])("says of enabled detections: %s", async (_, enabled, one, escu) => {
    const replies = repliesWith(enabled);
    expect(await line("One detection is enabled", LINES.searches, NO_EVENTS, replies)).toMatch(one);
    expect(await line("ESCU's own detection", LINES.searches, NO_EVENTS, replies)).toMatch(escu);
  });

  it("names the engine in use, and what can be known of its Node.js", async () => {
    const seen = (engine: string) =>
      line("Engine in use", LINES.searches, NO_EVENTS, repliesWith([], engine));
    expect(await seen("portrisk distributed=t")).toMatch(
      /^OK: The macro portrisk is portrisk distributed=t and needs Node\.js @MINIMUM_NODE@ or newer/,
    );
    expect(await seen("`portrisk_eval`")).toMatch(/^OK: .* and needs no Node\.js\.$/);
    const without = new Map(
      [...repliesWith()].map(([endpoint, table]) => [
        endpoint,
        endpoint.endsWith("macros") ? NO_EVENTS : table,
      ]),
    );
    expect(await line("Engine in use", LINES.searches, NO_EVENTS, without)).toMatch(/^FAIL/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["ran", ["success", "success"], /^OK: 2 runs succeeded, 0 were skipped/],
    ["were skipped", ["success", "skipped"], /^WARN: 1 runs succeeded, 1 were skipped/],
    ["failed", ["failed"], /^FAIL: 0 runs succeeded/],
  ])("says that scheduled searches %s", async (_, statuses, seen) => {
    expect(await line("Scheduled searches", LINES.scheduler, schedulerEvents(...statuses))).toMatch(seen);
  });

  it("says that no scheduled search ran", async () => {
    expect(await line("Scheduled searches", LINES.scheduler)).toMatch(/^WARN: No scheduled search/);
  });

  it.each<[string, string, readonly object[], RegExp]>([
    ["no event", "Events", [], /^FAIL: No event\./],
    ["events", "Events", [event({})], /^OK: 1 events of 1 source types; the newest of 1970-01-12/],
    ["no time of indexing", "Lag", [event({ _indextime: null })], /^WARN: The time of indexing is not known/],
    ["events in time", "Lag", [event({ _indextime: 1_001_000, ConnectionDuration: 900 })], /^OK: 100 s/],
    ["late events", "Lag", [event({ _indextime: 1_001_000 })], /^WARN: 1000 s/],
    ["events of the day before", "Lag", [event({ _indextime: 1_090_000 })], /^FAIL: 90000 s/],
    ["logging at the end", "Logged at the start", [event({})], /^OK: 0 %/],
    ["logging at the start", "Logged at the start", [event({ ConnectionDuration: null })], /^WARN: 100 %/],
    [
      "what is blocked at the start",
      "Logged at the start",
      [event({ ConnectionDuration: null, action: "Block" })],
      /^OK: 0 %/,
    ],
  ])("says of the data: %s", async (_, check, events, seen) => {
    expect(await line(check, data, eventsFromObjects(events))).toMatch(seen);
  });

  it("says which fields are missing: a failure for those that a score needs", async () => {
    const lines = await linesOf(fields, eventsFromObjects([event({ src: null, InitiatorIP: null })]));
    const status = (field: string) => lines.find(({ seen }) => seen.startsWith(`${field}: `))!;
    expect(status("src")).toMatchObject({ status: "FAIL", seen: "src: 0 % of the events have it." });
    expect(status("dest")).toMatchObject({ status: "OK" });
    expect(status("EVE_Process")).toMatchObject({ status: "WARN" });
  });
});
