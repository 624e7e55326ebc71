/** What the searches of the memory find, run hour by hour at the times of their schedules, and what the scored detection makes of it. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { Random } from "../../src/random/index.ts";
import type { Connection, Outcome } from "../../src/simulate/connection.ts";
import { logEvent } from "../../src/simulate/event.ts";
import type { Endpoint } from "../../src/simulate/network.ts";
import { SearchView } from "../../src/simulate/search-view.ts";
import { FIRST_DAY, HOUR_SECONDS, type Truth } from "../../src/simulate/simulation.ts";

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
    const kept = (name: string) => view.results.find((each) => each.name.endsWith(name))!.kept;
    // Three pairs in most hours, and in the day's last run the four that have a history.
    expect(kept("Hourly Summary")).toBeGreaterThan(30);
    expect(kept("Pairs of a Day")).toBeGreaterThan(3);
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
