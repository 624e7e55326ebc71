/** What is run over the simulated traffic: the schedule, the way back from a row to its cause, and the built app itself. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row, Value } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { Random } from "../../src/random/index.ts";
import { logEvent } from "../../src/simulate/event.ts";
import { ATTACKS } from "../../src/simulate/planted/index.ts";
import { printReport } from "../../src/simulate/print.ts";
import { type SearchReport, searchReport } from "../../src/simulate/report.ts";
import { ResultCauses, UNKNOWN } from "../../src/simulate/result-causes.ts";
import {
  periodSeconds,
  runsBetween,
  type ScheduledSearch,
  scheduledSearches,
  Throttling,
} from "../../src/simulate/schedule.ts";
import { SearchView } from "../../src/simulate/search-view.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { FIRST_DAY, HOUR_SECONDS, Simulation, type Truth } from "../../src/simulate/simulation.ts";

const app = readApp(inject("app"));
const SCORED = "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";

const truth = (cause: string, planted = false): Truth => ({ cause, planted, weight: 1 });
const row = (fields: Record<string, Value>): Row => new Map(Object.entries(fields));

describe("the schedule", () => {
  const search = (earliest: string): ScheduledSearch => ({
    name: "s",
    place: "",
    search: "*",
    earliest,
    latest: null,
    indexEarliest: null,
    indexLatest: null,
    disabled: false,
    cron: "17 * * * *",
    throttle: null,
    alerts: true,
  });

  it("runs at the times of cron until no window begins before the end", () => {
    const times = runsBetween([search("-70m@m")], FIRST_DAY, FIRST_DAY + 24 * HOUR_SECONDS).map(
      ({ now }) => now - FIRST_DAY,
    );
    expect(times).toEqual(Array.from({ length: 25 }, (_, hour) => hour * HOUR_SECONDS + 17 * 60));
  });

  it("runs for two hours more where a search looks back further", () => {
    expect(runsBetween([search("-7d")], FIRST_DAY, FIRST_DAY + 24 * HOUR_SECONDS)).toHaveLength(26);
  });

  it("is that of the app, with its time ranges", () => {
    const scored = scheduledSearches(app).find(({ name }) => name === SCORED);
    expect(scored).toMatchObject({
      cron: expect.stringMatching(/^\d+ \* \* \* \*$/),
      latest: expect.any(String),
    });
  });

  it("holds back a result with the same values within the period, and no other", () => {
    const throttling = new Throttling({ fields: ["src", "dest"], seconds: 3600 });
    expect(throttling.passes(row({ src: "a", dest: "b" }), 0)).toBe(true);
    expect(throttling.passes(row({ src: "a", dest: "b", count: 2 }), 3599)).toBe(false);
    expect(throttling.passes(row({ src: "a", dest: "c" }), 3599)).toBe(true);
    expect(throttling.passes(row({ src: "a", dest: "b" }), 3600)).toBe(true);
    expect(new Throttling(null).passes(row({}), 0)).toBe(true);
  });

  it("reads periods as savedsearches.conf has them", () => {
    expect(["300", "60s", "5m", "24h", "1d", "often"].map(periodSeconds)).toEqual([
      300,
      60,
      300,
      86_400,
      86_400,
      null,
    ]);
  });
});

describe("the way back to the cause", () => {
  const noise = truth("noise");
  const attack = truth("attack", true);
  const causes = new ResultCauses();
  const add = (src: string, dest: string, port: number, cause: Truth) =>
    causes.add(
      { id: "", indexed: 0, event: { InitiatorIP: src, ResponderIP: dest, ResponderPort: port } },
      cause,
    );
  add("192.0.2.1", "10.0.0.1", 22, noise);
  add("192.0.2.1", "10.0.0.2", 23, noise);
  add("192.0.2.1", "10.0.0.3", 3389, attack);
  add("192.0.2.1", "10.0.0.3", 3389, noise);

  it.each<[string, Record<string, Value>, Truth]>([
    ["a pair", { src: "192.0.2.1", dest: "10.0.0.1", dest_port: 22 }, noise],
    ["a port as a text", { src: "192.0.2.1", dest: "10.0.0.1", dest_port: "22" }, noise],
    [
      "what was planted, before what is ordinary",
      { src: "192.0.2.1", dest: "10.0.0.3", dest_port: 3389 },
      attack,
    ],
    [
      "what was planted, among several values",
      { src: "192.0.2.1", dest: ["10.0.0.1", "10.0.0.3"], dest_port: [22, 3389] },
      attack,
    ],
    ["a source alone: what it mostly does", { src: "192.0.2.1", dest: "256 addresses" }, noise],
    ["nothing that is known", { src: "192.0.2.9", dest: "10.0.0.1", dest_port: 22 }, UNKNOWN],
    ["no address", { count: 3 }, UNKNOWN],
  ])("of %s", (_, fields, expected) => {
    expect(causes.causeOf(row(fields))).toBe(expected);
  });
});

describe("the built app", () => {
  it("runs its searches over a planted hour among ordinary traffic, and every row is traced", async () => {
    const [ordinary] = new Simulation({ seed: 4, scale: 0.0001, hours: 1 }).hours();
    const short = ATTACKS.filter(({ name }) =>
      ["AsyncRAT", "RDP out to a public address", "Telnet out"].includes(name),
    );
    const random = new Random(1);
    const planted = short.map(({ name, make }, index) => {
      const [connection] = make(random, FIRST_DAY);
      const event = logEvent({ ...connection!, start: FIRST_DAY + 60 }, 10_000_000 + index, random);
      return { event: { ...event, indexed: FIRST_DAY + 120 }, truth: truth(name, true) };
    });
    const view = new SearchView(app, FIRST_DAY, FIRST_DAY + HOUR_SECONDS);
    await view.add({
      start: FIRST_DAY,
      events: [...planted.map(({ event }) => event), ...ordinary!.events],
      truths: [...planted.map(({ truth }) => truth), ...ordinary!.truths],
    });
    await view.finish();

    const scored = view.results.find(({ name }) => name === SCORED)!;
    expect(scored.failure).toBeNull();
    expect(scored.runs).toBe(2);
    expect(scored.rows.filter((each) => each.truth === UNKNOWN)).toEqual([]);
    const report = searchReport(scored, 24);
    expect(report.found.map(({ attack }) => attack).sort()).toEqual(short.map(({ name }) => name).sort());
    for (const { score, reason } of report.found) {
      expect(score).toBeGreaterThanOrEqual(50);
      expect(reason).not.toBe("");
    }
    expect(report.ordinary.reduce((sum, { rows }) => sum + rows, 0)).toBe(report.rowsADay.all);
    const printed = (search: SearchReport) =>
      printReport({ seed: 4, scale: 1, hours: 24, events: 3, command: null, searches: [search] }, 0);
    expect(printed(report)).toContain(`found 3 of the ${ATTACKS.length - 2} attacks`);
    expect(printed({ ...report, failure: "Why." })).toContain("stopped after 2 runs: Why.");
    expect(printed({ ...report, failure: "Why.", runs: 0 })).toContain("not run: Why.");
  });

  it("does not show a search what was not indexed when it ran", async () => {
    const random = new Random(1);
    const [connection] = ATTACKS.find(({ name }) => name === "AsyncRAT")!.make(random, FIRST_DAY);
    const event = logEvent({ ...connection!, start: FIRST_DAY + 60 }, 1, random);
    const found = async (indexed: number) => {
      const view = new SearchView(app, FIRST_DAY, FIRST_DAY + HOUR_SECONDS);
      await view.add({
        start: FIRST_DAY,
        events: [{ ...event, indexed }],
        truths: [truth("AsyncRAT", true)],
      });
      await view.finish();
      return view.results.find(({ name }) => name === SCORED)!.rows.length;
    };
    expect(await found(FIRST_DAY + 120)).toBe(1);
    expect(await found(FIRST_DAY + 100 * HOUR_SECONDS)).toBe(0);
  });
});

describe("a whole simulation", () => {
  it("scores every event and writes them with their causes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulate-"));
    try {
      const file = join(folder, "events.jsonl");
      const steps: string[] = [];
      const report = await simulate({
        app: inject("app"),
        view: "command",
        seed: 1,
        scale: 0.0001,
        hours: 3,
        file,
        onProgress: (text) => steps.push(text),
      });
      const { ordinary, planted } = report.command!;
      expect([...ordinary, ...planted].reduce((sum, { events }) => sum + events, 0)).toBe(report.events);
      expect(ordinary.map(({ cause }) => cause)).toContain("web browsing");
      const names = ATTACKS.map(({ name }) => name);
      expect(planted.filter(({ cause }) => !names.includes(cause))).toEqual([]);
      expect(printReport(report, 1)).toMatch(/^[\d,]+ events of 3 hours, seed 1, scale 0\.0001\./);
      expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(report.events);
      const truth = readFileSync(`${file}.truth.csv`, "utf8").trimEnd().split("\n");
      expect(truth).toHaveLength(report.events + 1);
      expect(truth.at(-1)).toMatch(new RegExp(`^${report.events},\\d+,\\d+/\\d+/\\d+,[01],[\\d.]+,"[^"]+"$`));
      expect(steps).toHaveLength(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reads what was indexed in a run's window, once, whenever the session began", async () => {
    const { make } = ATTACKS.find(({ name }) => name === "AsyncRAT")!;
    const random = new Random(1);
    const view = new SearchView(app, FIRST_DAY, FIRST_DAY + 2 * HOUR_SECONDS);
    // The run at 17 minutes past reads what was indexed up to 7 minutes past.
    const indexed = [6, 8].map((minutes) => FIRST_DAY + 60 * minutes);
    const begun = FIRST_DAY - 5 * HOUR_SECONDS;
    const events = indexed.map((at, index) => {
      const [connection] = make(random, FIRST_DAY);
      const from = { ...connection!.from, address: `10.20.30.${index}` };
      return { ...logEvent({ ...connection!, from, start: begun }, index, random), indexed: at };
    });
    await view.add({ start: FIRST_DAY, events, truths: events.map(() => truth("AsyncRAT", true)) });
    await view.finish();
    const scored = view.results.find(({ name }) => name === SCORED)!;
    expect(scored.rows.map(({ now }) => (now - FIRST_DAY) / 60)).toEqual([17, 77]);
    // Seen twice, a pair would be held back the second time.
    expect(scored.throttled).toBe(0);
  });

  it.each(["command", "searches"] as const)("fails where there is no app (%s)", async (view) => {
    const request = {
      app: "/nowhere",
      view,
      seed: 1,
      scale: 0.0001,
      hours: 1,
      file: null,
      onProgress: () => {},
    };
    await expect(simulate(request)).rejects.toThrow("nowhere");
  });
});
