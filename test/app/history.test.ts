/** The baseline of services, day by day. */
import { eventsFromObjects, MemoryState, type Row, runSearch, SearchApps } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";

const app = readApp(inject("app"));
/** A Tuesday, 2026-11-10 00:00 UTC. */
const FIRST_DAY = 1_794_268_800;
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

it("each search of the memory ends with one result, so that dispatch.max_count does not end it early", () => {
  const searches = apps.savedSearchNames().filter((name) => name.includes("Memory"));
  expect(searches).toHaveLength(4);
  for (const name of searches) expect(apps.savedSearch(name).search).toMatch(/\| stats count as rows$/);
});

it("the baseline is written only where the KV store answers", () => {
  const definition = app.conf("macros").stanzas.get("portrisk_baseline")!.settings.get("definition")!;
  expect(definition.value).toMatch(/inputlookup strict=true append=true portrisk_pairs/);
});

describe("the baseline", () => {
  const DAY = 86_400;
  const [, , baseline, forgotten] = apps.savedSearchNames().filter((name) => name.includes("Memory"));
  const state = new MemoryState();
  const service = { dest: "10.9.9.9", dest_port: "8771", transport: "tcp" };

  /** What a day's hours say of services, and the search that adds it to the baseline, at 01:52 of the next day. */
  const day = (number: number, services: readonly object[], of = state) =>
    between(FIRST_DAY + number * DAY, FIRST_DAY + (number + 1) * DAY, services, of);
  async function between(
    start: number,
    end: number,
    services: readonly object[],
    state: MemoryState,
    timezone = "UTC",
  ): Promise<void> {
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
      timezone,
      now: end + 6720,
      earliest: start,
      latest: end,
      events: eventsFromObjects(hours),
    });
  }
  async function forget(state: MemoryState, now: number): Promise<void> {
    await runSearch({ search: apps.savedSearch(forgotten!).search, app: apps, state, now });
  }
  const known = async () =>
    texts(
      await run("| inputlookup portrisk_services", state, FIRST_DAY + 99 * DAY),
      "dest",
      "dest_port",
      "days",
    );
  const column = async (name: string) =>
    texts(
      await run(`| inputlookup portrisk_services | where dest_port="8771"`, state, FIRST_DAY + 99 * DAY),
      name,
    );
  const scored = (now: number, of = state) =>
    run(
      "* | `portrisk` | `portrisk_pairs` | `portrisk_history` | table dest, history_days",
      of,
      now,
      [8771, 9931].map((dest_port) => ({ ...service, dest_port, _time: now - 60, src: "10.1.1.1" })),
    ).then((rows) => texts(rows, "history_days"));

  it("counts days, each once, and says what is new when it has seen a week", async () => {
    await day(0, [service]);
    await day(0, [{ ...service, sources: 8 }]);
    expect(await known()).toEqual(["10.9.9.9 8771 1", "baseline 0 1"]);
    expect(await column("sources")).toEqual(["3"]);
    // Until then nothing is new, since everything is.
    expect(await scored(FIRST_DAY + 2 * DAY)).toEqual(["", "1"]);
    for (let number = 1; number < 8; number++) await day(number, [service]);
    expect(await known()).toEqual(["10.9.9.9 8771 8", "baseline 0 8"]);
    expect(await scored(FIRST_DAY + 9 * DAY)).toEqual(["0", "8"]);
  });

  it("counts each day of the calendar, also where the clock is changed", async () => {
    const state = new MemoryState();
    const midnights = ["26T00", "27T00", "28T00", "28T23", "29T23", "30T23"];
    const times = midnights.map((each) => Date.parse(`2027-03-${each}:00:00Z`) / 1000);
    for (const [at, start] of times.slice(0, -1).entries())
      await between(start, times[at + 1]!, [service], state, "Europe/London");
    const rows = await run("| inputlookup portrisk_services", state, times.at(-1)!);
    expect(texts(rows, "dest", "days")).toEqual(["10.9.9.9 5", "baseline 5"]);
  });

  it("forgets what was not used for 30 days", async () => {
    await day(36, [{ ...service, dest_port: "9931" }]);
    // The day after, 8771 counts still.
    expect(await scored(FIRST_DAY + 37 * DAY)).toEqual(["1", "8"]);
    await day(37, [{ ...service, dest_port: "9931" }]);
    expect(await scored(FIRST_DAY + 38 * DAY)).toEqual(["0", "2"]);
    // Its record is removed later.
    expect(await known()).toEqual(["10.9.9.9 8771 8", "10.9.9.9 9931 2", "baseline 0 10"]);
    await forget(state, FIRST_DAY + 38 * DAY);
    expect(await known()).toEqual(["10.9.9.9 9931 2", "baseline 0 10"]);
  });

  it("begins anew with what was forgotten, and with all after a month without its search", async () => {
    const state = new MemoryState();
    const days = async (at: number) => {
      await day(at, [service], state);
      return texts(
        await run("| inputlookup portrisk_services", state, FIRST_DAY + 99 * DAY),
        "dest_port",
        "days",
        "last_day",
      );
    };
    await days(0);
    expect(await days(1)).toEqual(["0 2 20261111", "8771 2 20261111"]);
    for (let at = 2; at < 7; at++) await days(at);
    expect(await scored(FIRST_DAY + 7 * DAY, state)).toEqual(["0", "7"]);
    // What is not remembered is not new either, where the baseline itself is not.
    expect(await scored(FIRST_DAY + 38 * DAY, state)).toEqual(["", ""]);
    expect(await days(40)).toEqual(["0 1 20261220", "8771 1 20261220"]);
  });

  it("continues a record whatever its key is, and counts no day that is added late", async () => {
    const state = new MemoryState();
    const before = {
      ...service,
      days: 4,
      last_day: 20_261_109,
      sources: 3,
      first_seen: 1,
      last_seen: FIRST_DAY,
    };
    await run(
      `* | table ${Object.keys(before).join(", ")} | outputlookup portrisk_services`,
      state,
      FIRST_DAY,
      [{ ...before, _time: FIRST_DAY - 1 }],
    );
    for (const number of [1, 0]) {
      await day(number, [service], state);
      const rows = await run(
        '| inputlookup portrisk_services where dest_port="8771"',
        state,
        FIRST_DAY + 9 * DAY,
      );
      expect(texts(rows, "days", "last_day", "first_seen")).toEqual(["5 20261111 1"]);
    }
  });

  it("counts its records, and writes nothing in the place of more than were read", async () => {
    const { search } = apps.savedSearch(forgotten!);
    expect(search).toMatch(/^\| inputlookup strict=true portrisk_services\b/);
    expect(search).toMatch(/\| outputlookup override_if_empty=false portrisk_services\b/);
    const state = new MemoryState();
    const ports = (count: number, from = 1) =>
      Array.from({ length: count }, (_, at) => ({ ...service, dest_port: String(from + at) }));
    const records = async () => {
      const rows = await run("| inputlookup portrisk_services", state, FIRST_DAY + 99 * DAY);
      return [
        rows.length,
        ...texts(
          rows.filter((row) => row.get("dest") === "baseline"),
          "records",
        ),
      ];
    };
    await day(0, ports(20), state);
    await day(0, ports(20), state);
    expect(await records()).toEqual([21, "21"]);
    await day(31, ports(5, 18), state);
    expect(await records()).toEqual([23, "23"]);
    // As if inputlookup had read all but one.
    const cut = search.replace("portrisk_services", 'portrisk_services where dest_port!="1"');
    await runSearch({ search: cut, app: apps, state, now: FIRST_DAY + 32 * DAY });
    expect(await records()).toEqual([23, "23"]);
    await forget(state, FIRST_DAY + 32 * DAY);
    expect(await records()).toEqual([6, "6"]);
    await day(32, ports(5, 18), state);
    expect(await records()).toEqual([6, "6"]);
  });

  it("leaves out what was not answered, and web servers that few hosts use for little", async () => {
    const out = { pair_direction: "outbound", dest: "45.0.0.9", dest_port: "443", sources: 1 };
    await day(38, [
      { ...service, dest_port: "1", failed: 5 },
      { ...service, ...out },
      { ...service, ...out, dest: "45.0.0.10", sent: 90_000_000 },
      { ...service, ...out, dest: "45.0.0.11", sources: 40 },
    ]);
    expect(await known()).toEqual(["10.9.9.9 9931 2", "45.0.0.10 443 1", "45.0.0.11 443 1", "baseline 0 11"]);
  });

  it("adds a web server that few hosts use where one calls it at regular intervals", async () => {
    const state = new MemoryState();
    const out = { ...service, pair_direction: "outbound", dest_port: "443", sources: 1 };
    const pairs = [
      { dest: "45.0.0.9", history_regularity: 93 },
      // It fails again and again, and has no rhythm.
      { dest: "45.0.0.10", history_failed: 95 },
      // Yesterday it was not used, or not answered.
      { dest: "45.0.0.11", history_regularity: 93 },
    ];
    await run(
      "* | table src, dest, dest_port, transport, history_* | outputlookup portrisk_pairs",
      state,
      FIRST_DAY + DAY,
      pairs.map((pair) => ({
        src: "10.1.1.1",
        dest_port: "443",
        transport: "tcp",
        _time: FIRST_DAY,
        ...pair,
      })),
    );
    const used = ["45.0.0.9", "45.0.0.10", "45.0.0.12"].map((dest) => ({ ...out, dest }));
    await day(0, used, state);
    const rows = await run("| inputlookup portrisk_services", state, FIRST_DAY + 2 * DAY);
    expect(texts(rows, "dest", "dest_port", "transport", "days", "sources")).toEqual([
      "45.0.0.9 443 tcp 1 1",
      "baseline 0 any 1 0",
    ]);
  });

  it("lets the usual number of hosts follow what a day's was, slowly", async () => {
    for (const [turn, sources] of [1, 5, 1, 40].entries())
      await day(39 + turn, [{ ...service, dest_port: "22", sources }]);
    const rows = await run(
      '| inputlookup portrisk_services where dest_port="22"',
      state,
      FIRST_DAY + 99 * DAY,
    );
    expect(texts(rows, "days", "sources")).toEqual(["4 9.3"]);
  });
});
