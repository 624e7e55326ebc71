/** What the searches of the memory find, run hour by hour at the times of their schedules, and what the scored detection makes of it. */
import fc from "fast-check";
import { eventsFromObjects, MemoryState, type Row, runSearch, SearchApps } from "spl-runner";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { Random } from "../../src/random/index.ts";
import type { Connection, Outcome } from "../../src/simulate/connection.ts";
import { logEvent } from "../../src/simulate/event.ts";
import type { Endpoint } from "../../src/simulate/network.ts";
import { SearchView } from "../../src/simulate/search-view.ts";
import { FIRST_DAY, HOUR_SECONDS, type Truth } from "../../src/simulate/simulation.ts";
import { randomEvents } from "../macros/random-events.ts";
import { stories } from "../macros/stories.ts";

const app = readApp(inject("app"));
const SCORED = "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";
const HOURS = 9;

const inside = (address: string): Endpoint => ({ address, zone: "server-lan" });
const outside = (address: string): Endpoint => ({ address, zone: "outside" });
const answered: Outcome = { kind: "ended", sent: 3000, received: 9000, seconds: 2 };

/** Connections of one pair every so many seconds, from the first hour to the end. */
const every = (seconds: number, base: Omit<Connection, "start">): Connection[] =>
  Array.from({ length: Math.floor((HOURS * HOUR_SECONDS) / seconds) }, (_, turn) => ({
    ...base,
    // Up to 8 seconds late, and each tenth call left out.
    start: FIRST_DAY + turn * seconds + ((turn * 7) % 9),
  })).filter((_, turn) => turn % 10 !== 9);

const web = { port: 443, protocol: "tcp", rule: "out", outcome: answered } as const;
const LONE = { from: inside("10.20.0.1"), to: outside("45.0.0.1") };
const TRAFFIC: readonly Connection[] = [
  ...every(600, { ...web, ...LONE, identity: { application: "HTTPS" } }),
  // The same rhythm to a server that many use.
  ...Array.from({ length: 12 }, (_, host) =>
    every(600, {
      ...web,
      from: inside(`10.20.1.${host}`),
      to: outside("45.0.0.2"),
      identity: { application: "HTTPS" },
    }),
  ).flat(),
  // A server of njRAT that has been taken down.
  ...every(300, {
    from: inside("10.20.0.3"),
    to: outside("45.0.0.3"),
    port: 5552,
    protocol: "tcp",
    rule: "out",
    outcome: { kind: "unanswered", packets: 3 },
  }),
  // A worm, once.
  ...Array.from(
    { length: 40 },
    (_, host): Connection => ({
      from: inside("10.20.0.4"),
      to: inside(`10.21.0.${host + 1}`),
      start: FIRST_DAY + 7200 + host,
      port: 445,
      protocol: "tcp",
      rule: "in",
      outcome: { kind: "unanswered", packets: 1 },
    }),
  ),
  // Passwords are tried, one session each.
  ...Array.from(
    { length: 90 },
    (_, turn): Connection => ({
      from: inside("10.20.0.5"),
      to: inside("10.21.0.9"),
      start: FIRST_DAY + 10_800 + turn * 30,
      port: 22,
      protocol: "tcp",
      rule: "in",
      outcome: { kind: "ended", sent: 2500, received: 3500, seconds: 3 },
      identity: { application: "SSH" },
    }),
  ),
];

const truth: Truth = { cause: "made up", planted: false, weight: 1 };

/** All events of the traffic, hour by hour as they are indexed. */
async function simulated(connections: readonly Connection[]): Promise<SearchView> {
  const random = new Random(1);
  const events = connections.map((connection, number) => logEvent(connection, number, random));
  const view = new SearchView(app, FIRST_DAY, FIRST_DAY + HOURS * HOUR_SECONDS);
  for (let hour = 0; hour < HOURS; hour++) {
    const start = FIRST_DAY + hour * HOUR_SECONDS;
    const those = events
      .filter(({ indexed }) => indexed >= start && indexed < start + HOUR_SECONDS)
      .sort((a, b) => a.indexed - b.indexed);
    await view.add({ start, events: those, truths: those.map(() => truth) });
  }
  await view.finish();
  return view;
}

describe("the memory, hour by hour", () => {
  let view: SearchView;
  let rows: SearchView["results"][number]["rows"];
  beforeAll(async () => {
    view = await simulated(TRAFFIC);
    rows = view.results.find(({ name }) => name === SCORED)!.rows;
  });

  it("runs every search at its times, and none fails", () => {
    expect(view.results.map(({ name, failure }) => [name, failure])).toEqual(
      view.results.map(({ name }) => [name, null]),
    );
    const runs = (name: string) => view.results.find((each) => each.name.endsWith(name))!.runs;
    expect([runs("Hourly Summary"), runs("Pairs of a Day"), runs("Baseline of Services")]).toEqual([
      10, 3, 1,
    ]);
  });

  it("finds one of each, once a day: regular, failing, fan-out, guessing; and not what many hosts do", () => {
    const reasons = rows.map(({ reason }) => reason);
    expect(reasons, reasons.join("\n")).toHaveLength(4);
    const expected = [
      /^Port 443\/tcp .*at regular intervals.* It was called \d+ times in 24 hours, every 10 minutes, half of the time within \d seconds\.$/,
      /^Port 5552\/tcp .* It was tried \d+ times in 24 hours, 100 % without an answer\.$/,
      /^Port 445\/tcp .*on 20 or more hosts.* In its busiest hour the host tried \d+ hosts\.$/,
      /^Port 22\/tcp .*short sessions.* In the busiest hour there were \d+ sessions\.$/,
    ];
    for (const pattern of expected)
      expect(
        reasons.filter((reason) => pattern.test(reason)),
        reasons.join("\n"),
      ).toHaveLength(1);
  });

  it("finds the regular pair within a day of its tenth call", () => {
    const first = rows.find(({ reason }) => reason.includes("It was called"))!;
    // The tenth call is one hour and a half after the first.
    expect(first.now).toBeLessThan(FIRST_DAY + 1.5 * HOUR_SECONDS + 24 * HOUR_SECONDS);
  });
});

const apps = new SearchApps([app]);
const run = async (search: string, state: MemoryState, now: number, events: readonly object[] = []) =>
  (
    await runSearch({
      search,
      app: apps,
      state,
      now,
      earliest: 1,
      latest: now,
      events: eventsFromObjects(events),
    })
  ).table.rows;
const texts = (rows: readonly Row[], ...fields: string[]) =>
  rows.map((row) => fields.map((field) => String(row.get(field) ?? "")).join(" ")).sort();

describe("the baseline", () => {
  const DAY = 86_400;
  const [, , baseline] = apps.savedSearchNames().filter((name) => name.includes("Memory"));
  const state = new MemoryState();
  const service = { dest: "10.9.9.9", dest_port: "8771", transport: "tcp" };

  /** What a day's hours say of services, and the search that adds it to the baseline, at 01:52 of the next day. */
  async function day(number: number, services: readonly object[]): Promise<void> {
    const start = FIRST_DAY + number * DAY;
    const hours = services.map((each) => ({
      _time: start + 7200,
      index: "summary",
      source: "suspicious_ports",
      hour: Math.floor(start / 3600) + 2,
      pair_direction: "internal",
      connections: 5,
      failed: 0,
      sources: 3,
      sent: 1000,
      firstTime: start + 7200,
      lastTime: start + 7300,
      ...each,
    }));
    const { search } = apps.savedSearch(baseline!);
    await runSearch({
      search,
      app: apps,
      state,
      now: start + DAY + 6720,
      earliest: start,
      latest: start + DAY,
      events: eventsFromObjects(hours),
    });
  }
  const known = async () =>
    texts(
      await run("| inputlookup portrisk_services", state, FIRST_DAY + 99 * DAY),
      "dest",
      "dest_port",
      "days",
    );
  const scored = (now: number) =>
    run(
      "* | `portrisk` | `portrisk_pairs` | `portrisk_history` | table dest, history_days",
      state,
      now,
      [8771, 9931].map((dest_port) => ({ ...service, dest_port, _time: now - 60, src: "10.1.1.1" })),
    ).then((rows) => texts(rows, "history_days"));

  it("counts days, each once, and says what is new when it has seen a week", async () => {
    await day(0, [service]);
    await day(0, [service]);
    expect(await known()).toEqual(["10.9.9.9 8771 1", "baseline 0 1"]);
    // Until then nothing is new, since everything is.
    expect(await scored(FIRST_DAY + 2 * DAY)).toEqual(["", "1"]);
    for (let number = 1; number < 8; number++) await day(number, [service]);
    expect(await known()).toEqual(["10.9.9.9 8771 8", "baseline 0 8"]);
    expect(await scored(FIRST_DAY + 9 * DAY)).toEqual(["0", "8"]);
  });

  it("forgets what was not used for 30 days", async () => {
    await day(37, [{ ...service, dest_port: "9931" }]);
    expect(await known()).toEqual(["10.9.9.9 9931 1", "baseline 0 9"]);
  });

  it("leaves out what was not answered, and web servers that few hosts use for little", async () => {
    const out = { pair_direction: "outbound", dest: "45.0.0.9", dest_port: "443", sources: 1 };
    await day(38, [
      { ...service, dest_port: "1", failed: 5 },
      { ...service, ...out },
      { ...service, ...out, dest: "45.0.0.10", sent: 90_000_000 },
      { ...service, ...out, dest: "45.0.0.11", sources: 40 },
    ]);
    expect(await known()).toEqual(["10.9.9.9 9931 1", "45.0.0.10 443 1", "45.0.0.11 443 1", "baseline 0 10"]);
  });
});

const COUNTS = ["InitiatorBytes", "ResponderBytes", "ConnectionDuration", "duration"];

it("a row scores as its highest event does, whatever texts the events have", async () => {
  const state = new MemoryState();
  const drawn = fc
    .sample(randomEvents(stories(inject("root"))), { numRuns: 1500, seed: 18 })
    // What the row adds up has to be a number.
    .filter((event) => COUNTS.every((name) => /^[0-9]{0,15}$/.test(String(event[name] ?? ""))))
    .map((event, number) => ({
      ...Object.fromEntries(Object.entries(event).filter(([name]) => !/^(?:history|site)_/.test(name))),
      _time: 10 + number,
      number: String(number),
    }));
  const now = 1_000_000;
  const events = await run("* | `portrisk` | where isnotnull(portrisk_score)", state, now, drawn);
  const first = (row: Row, ...names: string[]) => {
    const value = names.map((name) => row.get(name)).find((each) => each !== undefined && each !== "");
    return String(value === undefined ? "unknown" : [value].flat()[0]);
  };
  // Of an event with several values in a field of the pair there are several rows, so only the others are compared.
  const single = events.filter((row) => [...row.values()].every((value) => !Array.isArray(value)));
  const numbers = new Set(single.map((row) => Number(row.get("number"))));
  const kept = drawn.filter((_, number) => numbers.has(number));
  const pairOf = (row: Row) =>
    [
      first(row, "src", "InitiatorIP", "SrcIP"),
      first(row, "dest", "ResponderIP", "DstIP"),
      first(row, "dest_port", "ResponderPort", "DstPort"),
      first(row, "transport", "Protocol"),
    ].join("|");
  const highest = new Map<string, number>();
  for (const row of single)
    highest.set(pairOf(row), Math.max(highest.get(pairOf(row)) ?? 0, Number(row.get("portrisk_score"))));
  const rows = await run(
    "* | `portrisk` | where isnotnull(portrisk_score) | `portrisk_pairs` | `portrisk`",
    state,
    now,
    kept,
  );
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.map((row) => [pairOf(row), Number(row.get("portrisk_score"))]).sort()).toEqual(
    [...highest].sort(),
  );
});
