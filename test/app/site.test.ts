/** What a site writes into the collections, and what becomes of rows: exceptions and own networks, and the migration of the file before them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventsFromObjects, MemoryState, rowsAsObjects, runSearch, SearchApps } from "spl-runner";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { readCases } from "../support/cases.ts";

type Cells = Readonly<Record<string, string | number | null>>;
type Rows = readonly Record<string, unknown>[];

interface Case {
  readonly name: string;
  /** ISO 8601; noon of NOON otherwise. */
  readonly now?: string;
  /** UTC otherwise. */
  readonly timezone?: string;
  readonly networks?: readonly Cells[];
  /** What differs from EXCEPTION; null for a field that is missing. */
  readonly exceptions?: readonly Cells[];
  /** What differs from EVENT. */
  readonly event?: Cells;
  readonly expect: {
    readonly dropped?: true;
    /** Points that exceptions take away or add; 0 for no such factor. */
    readonly exception?: number;
    /** Texts of the exceptions that apply. */
    readonly exceptions?: readonly string[];
    readonly direction?: string;
    readonly factor?: string;
    readonly no_factor?: string;
  };
}

const NOON = "2026-11-30T12:00:00Z";
const seconds = (time: string) => Date.parse(time) / 1000;
const EVENT: Cells = {
  src: "10.1.2.3",
  dest: "198.51.100.7",
  dest_port: 4444,
  transport: "tcp",
  action: "Allow",
  InitiatorPackets: 20,
  ResponderPackets: 30,
  InitiatorBytes: 9000,
  ResponderBytes: 24000,
  ConnectionDuration: 100,
};
const EXCEPTION: Cells = {
  src: "0.0.0.0/0",
  dest: "0.0.0.0/0",
  dest_port: "*",
  transport: "*",
  app: "*",
  owner: "soc",
  reason: "known",
  expires: "2026-12-31",
};

const shipped = readApp(inject("app"));
const apps = new SearchApps([shipped]);

const ATTENTION = "Suspicious Ports - Exceptions That Need Attention";

/** A saved search as a request, with its range of time. */
function shippedSearch(name: string) {
  const { search, earliest, latest, indexEarliest, indexLatest } = apps.savedSearch(name);
  const range = Object.entries({ earliest, latest, indexEarliest, indexLatest });
  return { search, app: apps, ...Object.fromEntries(range.filter(([, time]) => time !== null)) };
}

/** Rows are written as a user writes them, by a search. */
async function write(state: MemoryState, lookup: string, rows: readonly Cells[], now: number): Promise<void> {
  if (rows.length === 0) return;
  const data = JSON.stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null))),
  );
  const search = `| makeresults format=json data=${JSON.stringify(data)} | outputlookup append=true ${lookup}`;
  await runSearch({ search, app: apps, state, now });
}

/** The row of one event, scored with what the site wrote; with the engine that needs no process of its own. */
async function scored(each: Case): Promise<Rows> {
  const { now: at = NOON, timezone = "UTC", networks = [], exceptions = [], event = {} } = each;
  const now = seconds(at);
  const state = new MemoryState();
  await write(state, "portrisk_networks", networks, now);
  await write(
    state,
    "portrisk_exceptions",
    exceptions.map((row) => ({ ...EXCEPTION, ...row })),
    now,
  );
  const search =
    "* | `portrisk_networks` | `portrisk_eval` | `portrisk_pairs` | `portrisk_history` | `portrisk_eval`";
  const events = eventsFromObjects([{ _time: now - 60, ...EVENT, ...event }]);
  return rowsAsObjects(
    (await runSearch({ search, app: apps, state, events, now, timezone, earliest: 1 })).table,
  ) as Rows;
}

const textsOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

describe("exceptions and networks", () => {
  it.each(readCases<Case>("memory/site.jsonl"))("$name", async (each) => {
    const rows = await scored(each);
    const { dropped, exception, exceptions, direction, factor, no_factor } = each.expect;
    expect(rows).toHaveLength(dropped === true ? 0 : 1);
    if (dropped === true) return;
    const [row] = rows;
    const factors = textsOf(row!.portrisk_factors);
    if (exception !== undefined) {
      const given = factors.filter((text) => /^(?:exception|site_rule)=/.test(text));
      const wanted = exception < 0 ? [`exception=${exception}`] : [`site_rule=+${exception}`];
      expect(given).toEqual(exception === 0 ? [] : wanted);
    }
    if (exceptions !== undefined) expect(textsOf(row!.exceptions)).toEqual(exceptions);
    if (direction !== undefined) expect(row!.portrisk_direction).toBe(direction);
    const names = factors.map((text) => text.split("=")[0]);
    if (factor !== undefined) expect(names).toContain(factor);
    if (no_factor !== undefined) expect(names).not.toContain(no_factor);
  });
});

describe("the scored detection", () => {
  const SCORED =
    "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";

  it("reports a pair until an exception starts, and again when it has expired", async () => {
    const state = new MemoryState();
    const exception = { ...EXCEPTION, kind: "scanner", starts: "2026-12-02", expires: "2026-12-03" };
    await write(state, "portrisk_exceptions", [exception], seconds(NOON));
    const reported: Record<string, number> = {};
    for (const day of ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]) {
      const now = seconds(`${day}T12:00:00Z`);
      const time = { _time: now - 3000, _indextime: now - 1200 };
      const event = { ...EVENT, ...time, sourcetype: "cisco:sfw:estreamer", EventType: "ConnectionEvent" };
      const events = eventsFromObjects([event]);
      const { table } = await runSearch({ ...shippedSearch(SCORED), state, events, now });
      reported[day] = table.rows.length;
    }
    expect(reported).toEqual({ "2026-12-01": 1, "2026-12-02": 0, "2026-12-03": 0, "2026-12-04": 1 });
  });

  it("reports a scan although an exception drops one of its destinations", async () => {
    const now = seconds(NOON);
    const destinations = Array.from({ length: 40 }, (_, host) => `10.2.0.${host + 1}`).sort();
    const silent = { InitiatorPackets: 1, InitiatorBytes: 66, ResponderPackets: 0, ResponderBytes: 0 };
    const events = destinations.map((dest, host) => ({
      ...EVENT,
      ...silent,
      ...{ sourcetype: "cisco:sfw:estreamer", EventType: "ConnectionEvent", dest, dest_port: 445 },
      _time: now - 7200 + host,
      _indextime: now - 7100 + host,
    }));
    for (const dropped of [destinations[0], destinations.at(-1)]) {
      const state = new MemoryState();
      await write(
        state,
        "portrisk_exceptions",
        [{ ...EXCEPTION, kind: "scanner", dest: `${dropped}/32` }],
        now,
      );
      const search =
        "`portrisk_data` | `portrisk_networks` | `portrisk_hour` | `portrisk_day` | outputlookup portrisk_pairs";
      await runSearch({ search, app: apps, state, now, earliest: 1, events: eventsFromObjects(events) });
      const { table } = await runSearch({
        ...shippedSearch(SCORED),
        state,
        events: eventsFromObjects([]),
        now,
      });
      expect(rowsAsObjects(table)).toMatchObject([
        { src: EVENT.src, dest: "many destinations", dest_port: 445 },
      ]);
    }
  });
});

describe("the state of the site's networks", () => {
  interface Networks {
    readonly name: string;
    readonly networks: readonly Cells[];
    readonly expect: readonly string[];
  }

  it.each(readCases<Networks>("memory/networks.jsonl"))("$name", async (each) => {
    const state = new MemoryState();
    await write(state, "portrisk_networks", each.networks, seconds(NOON));
    const search = "| inputlookup portrisk_networks | `portrisk_network_report`";
    const rows = rowsAsObjects(
      (await runSearch({ search, app: apps, state, now: seconds(NOON) })).table,
    ) as Rows;
    expect(rows.map(({ state }) => state)).toEqual(each.expect);
    // Nothing is left of what was worked out on the way.
    const columns = new Set(rows.flatMap((row) => Object.keys(row)));
    expect([...columns].filter((name) => !["_key", "network", "zone", "state"].includes(name))).toEqual([]);
  });
});

describe("the exceptions that need attention", () => {
  it("are those that expired, expire soon, or do not apply because of a mistake", async () => {
    const now = seconds(NOON);
    const state = new MemoryState();
    const rows: readonly Cells[] = [
      { reason: "expired", points: "-20", expires: "2026-11-29" },
      { reason: "last day", points: "-20", expires: "2026-11-30" },
      { reason: "in a week", points: "-20", expires: "2026-12-06" },
      { reason: "later", points: "-20", expires: "2026-12-09" },
      { reason: "not yet", points: "-20", starts: "2026-12-01" },
      { reason: "no date", points: "-20", expires: null },
      { reason: "points", points: "many" },
      { reason: "too many points", points: "-80" },
      { reason: "between steps", points: "-25" },
      { reason: "kind", kind: "scaner" },
      { reason: "another calendar", points: "-20", expires: "31.12.2026" },
      { reason: "not a day", points: "-20", expires: "2027-02-30" },
      { reason: "the wrong way round", points: "-20", starts: "2026-12-30", expires: "2026-12-20" },
      // A lookup with such cells is not tried here: what it makes of them is not documented.
      { reason: "mask", points: "-20", src: "10.1.2.0/33" },
      { reason: "no mask", points: "-20", src: "10.1.2.0/" },
      { reason: "too large a byte", points: "-20", dest: "10.1.256.0/24" },
      { reason: "IPv6 mask", points: "-20", dest: "2001:db8::/129" },
      { reason: "wildcard", points: "-20", dest: "*" },
      { reason: "start", points: "-20", starts: "1 December" },
      { reason: "address", points: "-20", src: "10.1.2.3" },
      { reason: "no destination", points: "-20", dest: null },
      { reason: "no port", points: "-20", dest_port: null },
      { reason: "capitals", points: "-20", app: "SSH" },
    ];
    await write(
      state,
      "portrisk_exceptions",
      rows.map((row) => ({ ...EXCEPTION, ...row })),
      now,
    );
    const found = rowsAsObjects((await runSearch({ ...shippedSearch(ATTENTION), state, now })).table) as Rows;
    expect(Object.fromEntries(found.map(({ reason, state }) => [reason, state]))).toEqual({
      expired: "expired",
      "last day": "expires soon",
      "in a week": "expires soon",
      "no date": "invalid: no expiry date",
      points: "invalid: points",
      "too many points": "invalid: points",
      "between steps": "invalid: points",
      kind: "invalid: kind, without points",
      "another calendar": "invalid: expiry date",
      "not a day": "invalid: expiry date",
      "the wrong way round": "invalid: starts after it expires",
      mask: "invalid: src is not a network",
      "no mask": "invalid: src is not a network",
      "too large a byte": "invalid: dest is not a network",
      "IPv6 mask": "invalid: dest is not a network",
      wildcard: "invalid: dest is not a network",
      start: "invalid: start date",
      address: "invalid: src is not a network",
      "no destination": "invalid: dest is not a network",
      "no port": "invalid: dest_port is empty",
      capitals: "invalid: app has capitals",
    });
  });
});

describe("the searches of the app's README", () => {
  const readme = readFileSync(join(inject("app"), "README.md"), "utf8");
  const section = readme.slice(readme.indexOf("## Memory and site knowledge"), readme.indexOf("## Tuning"));
  const searches = [...section.matchAll(/(?:^ {4}\|.*\n)+/gm)].map(([text]) =>
    text.replaceAll(/^ {4}/gm, ""),
  );
  const now = seconds(NOON);
  const run = async (search: string, state: MemoryState) =>
    rowsAsObjects((await runSearch({ search, app: apps, state, now })).table) as Rows;

  it("add a network and active exceptions", async () => {
    const state = new MemoryState();
    for (const search of searches.filter((text) => text.includes("append=true"))) await run(search, state);
    const report = searches.filter((text) => text.includes("`portrisk_network_report`"));
    expect(report).toHaveLength(1);
    expect(await run(report[0]!, state)).toMatchObject([
      { network: "203.0.113.0/24", zone: "users", state: "active" },
    ]);
    expect(
      await run(
        "| inputlookup portrisk_exceptions | `portrisk_exception_report` | table effect, state",
        state,
      ),
    ).toEqual([
      { effect: "drop", state: "active" },
      { effect: 30, state: "active" },
    ]);
  });

  it("empty collections", async () => {
    const state = new MemoryState();
    const resets = searches.filter((text) => text.includes("where false()"));
    expect(resets).toHaveLength(2);
    await run(
      '| makeresults | eval dest="192.0.2.1", days=3 | table dest, days | outputlookup portrisk_services',
      state,
    );
    await run('| makeresults | eval src="192.0.2.1" | table src | outputlookup portrisk_pairs', state);
    for (const search of resets) await run(search, state);
    expect(
      await run("| inputlookup portrisk_services | inputlookup append=true portrisk_pairs", state),
    ).toEqual([]);
  });

  it("are all tried here", () => {
    expect(searches).toHaveLength(6);
  });
});

describe("the migration of portrisk_overrides.csv", () => {
  interface Migrated {
    readonly row: string;
    readonly result: string;
    /** Missing where the row is not taken over. */
    readonly points?: string;
    readonly reason?: string;
  }
  const cases = readCases<Migrated>("memory/migration.jsonl");
  const taken = cases.filter(({ points }) => points !== undefined);
  const MIGRATE = "Suspicious Ports - Migrate Overrides";
  const now = seconds(NOON);
  const state = new MemoryState();
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  let site: SearchApps;
  beforeAll(() => {
    const app = join(folder, "suspicious_ports");
    cpSync(inject("app"), app, { recursive: true });
    const header = "port,transport,service,category,points,legitimate_use,legitimate_points,prevalence,mitre";
    const file = [header, ...cases.map(({ row }) => row)].map((line) => `${line}\n`).join("");
    writeFileSync(join(app, "lookups", "portrisk_overrides.csv"), file);
    site = new SearchApps([readApp(app)]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = async (search: string, app = site) =>
    rowsAsObjects((await runSearch({ search, app, state, now })).table) as Rows;
  const migrate = (app = site) => run(apps.savedSearch(MIGRATE).search, app);
  const written = () => run("| inputlookup portrisk_exceptions");

  it("says of each row what became of it", async () => {
    const results = await migrate();
    const [port, transport] = [/^[^,]*/, /(?<=,)[^,]*/].map(
      (pattern) => (row: string) => pattern.exec(row)![0],
    ) as [(row: string) => string, (row: string) => string];
    const found = new Set(results.map((row) => `${row.dest_port}/${row.transport}: ${row.result}`));
    expect([...found].sort()).toEqual(
      cases.map(({ row, result }) => `${port(row)}/${transport(row)}: ${result}`).sort(),
    );
    expect(results).toHaveLength(cases.length + taken.length);
  });

  it("writes an exception for a year, for each version of addresses", async () => {
    const rows = await written();
    expect(rows.map(({ src, dest, points, reason }) => [src, dest, points, reason])).toEqual(
      taken.flatMap(({ points, reason }) =>
        ["0.0.0.0/0", "::/0"].map((all) => [all, all, points, `portrisk_overrides.csv: ${reason}`]),
      ),
    );
    for (const row of rows)
      expect(row).toMatchObject({
        app: "*",
        kind: "service",
        owner: "migration",
        starts: "2026-11-30",
        expires: "2027-11-30",
      });
    const states = await run(
      "| inputlookup portrisk_exceptions | `portrisk_exception_report` | stats count by state",
    );
    expect(states).toEqual([{ state: "active", count: 2 * taken.length }]);
  });

  it("writes no row twice, and keeps other exceptions", async () => {
    await write(state, "portrisk_exceptions", [{ ...EXCEPTION, points: "-20" }], now);
    await migrate();
    expect(await written()).toHaveLength(2 * taken.length + 1);
  });

  it("takes points away from the ports, and adds them", async () => {
    const search =
      "* | `portrisk_networks` | `portrisk_eval` | `portrisk_pairs` | `portrisk_history` | `portrisk_eval` | sort 0 num(dest_port) | table dest_port, portrisk_factors";
    const events = eventsFromObjects(
      [4444, 61998].map((dest_port) => ({ _time: now - 60, ...EVENT, dest: "192.0.2.1", dest_port })),
    );
    const { table } = await runSearch({ search, app: site, state, events, now, earliest: 1 });
    const rows = rowsAsObjects(table) as Rows;
    // The other exception above takes 20 away from both.
    expect(textsOf(rows[0]!.portrisk_factors)).toContain("exception=-50");
    expect(textsOf(rows[1]!.portrisk_factors)).toContain("site_rule=+10");
  });

  it("says so where there is no file", async () => {
    expect(await migrate(apps)).toEqual([
      { result: "There is no lookups/portrisk_overrides.csv, or it has no rows." },
    ]);
  });
});
