/** Tune on a site with exceptions, networks, a filter, and an exception that somebody tries. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryState, rowsAsObjects, runSearch, SearchApps, type Table } from "spl-runner";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { TUNE } from "../../src/views/tune.ts";
import { fillTokens, sampleEvents, type Tokens, wholeQuery } from "./sample.ts";

const folder = mkdtempSync(join(tmpdir(), "tune-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ALL = { src: "0.0.0.0/0", dest: "0.0.0.0/0", dest_port: "*", transport: "*", app: "*", owner: "soc" };
const now = Date.parse("2026-11-30T12:00:00Z") / 1000;
const state = new MemoryState();
/** What the site wrote, by lookup. */
const WRITTEN = {
  portrisk_exceptions: [
    { ...ALL, reason: "active", dest_port: "4444", points: "-20", expires: "2026-12-31" },
    { ...ALL, reason: "old", dest_port: "4444", points: "drop", expires: "2026-11-01" },
    { ...ALL, reason: "for ever", kind: "scanner" },
    { ...ALL, reason: "nowhere", dest: "192.0.2.77/32", kind: "scanner", expires: "2026-12-02" },
  ],
  portrisk_networks: [
    { network: "203.0.113.0/24", zone: "users", note: "office" },
    { network: "2001:db8::/32", zone: "dmz", note: "mail" },
  ],
};

let apps: SearchApps;
let events: Table;
beforeAll(async () => {
  const site = join(folder, "suspicious_ports");
  cpSync(inject("app"), site, { recursive: true });
  mkdirSync(join(site, "local"));
  writeFileSync(
    join(site, "local", "macros.conf"),
    "[suspicious_ports_scored_filter]\ndefinition = search NOT dest_port=6606\n",
  );
  apps = new SearchApps([readApp(site)]);
  events = await sampleEvents(inject("root"));
  for (const [lookup, rows] of Object.entries(WRITTEN))
    await runSearch({
      search: `| makeresults format=json data=${JSON.stringify(JSON.stringify(rows))} | outputlookup ${lookup}`,
      app: apps,
      state,
    });
});

async function rows(id: string, tokens: Tokens = {}): Promise<Record<string, unknown>[]> {
  const search = TUNE.searches.find((each) => each.id === id)!;
  const { table } = await runSearch({
    search: fillTokens(wholeQuery(TUNE, search), TUNE, tokens),
    app: apps,
    events,
    earliest: 1,
    now,
    state,
  });
  return rowsAsObjects(table) as Record<string, unknown>[];
}

describe("Tune, where a site has exceptions", () => {
  it("shows the site's exceptions, what needs attention first, and the rows that each fits", async () => {
    const found = await rows("exceptions");
    expect(found.map(({ reason, state, effect }) => [reason, state, String(effect)])).toEqual([
      ["for ever", "invalid: no expiry date", "drop"],
      ["old", "expired", "drop"],
      ["nowhere", "expires soon", "drop"],
      ["active", "active", "-20"],
    ]);
    const [everywhere, old, nowhere, active] = found.map((row) => Number(row.rows));
    expect(nowhere).toBe(0);
    expect(active).toBeGreaterThan(0);
    expect(old).toBe(active);
    expect(everywhere).toBeGreaterThan(active!);
  });

  it("shows the site's networks", async () => {
    expect(await rows("networks")).toEqual([
      { state: "active", network: "2001:db8::/32", zone: "dmz", note: "mail" },
      { state: "active", network: "203.0.113.0/24", zone: "users", note: "office" },
    ]);
  });

  it("shows what the filter drops, and counts it", async () => {
    const dropped = await rows("filtered");
    expect(dropped.length).toBeGreaterThan(0);
    for (const row of dropped) expect(row.dest_port).toBe(6606);
    const [counts] = await rows("counts");
    expect(counts).toMatchObject({ filtered: dropped.length, would_remove: 0 });
  });

  it.each<[string, Tokens]>([
    ["a port", { except_port: "3389" }],
    ["a network and a port", { except_src: "10.0.0.0/8", except_port: "22" }],
    ["an address", { except_dest: "192.0.2.77" }],
    ["a value that would end the search", { except_src: 'x" OR src="*' }],
  ])("says what an exception for %s would remove", async (_, tokens) => {
    const [counts] = await rows("counts", tokens);
    const removed = (await rows("would_remove", tokens)).filter((row) => "score" in row);
    expect(counts).toMatchObject({ would_remove: removed.length });
    expect(counts!.left).toBe(Number(counts!.rows) - Number(counts!.filtered) - removed.length);
    if ("except_port" in tokens)
      expect(removed.every((row) => String(row.dest_port) === tokens.except_port)).toBe(true);
    else expect(removed).toEqual([]);
  });

  it.each<[string, Tokens, object]>([
    ["a port", { except_port: "3389" }, { dest_port: "3389" }],
    [
      "a network and a port",
      { except_src: "10.0.0.0/8", except_port: "22" },
      { src: "10.0.0.0/8", dest_port: "22" },
    ],
    ["an address", { except_dest: "192.0.2.77" }, { dest: "192.0.2.77/32" }],
    ["an IPv6 address", { except_src: "2001:db8::7" }, { src: "2001:db8::7/128", dest: "::/0" }],
  ])("writes an exception for %s as a search that adds it", async (_, tokens, fields) => {
    const [{ line }] = (await rows("line", tokens)) as [{ line: string }];
    const own = new MemoryState();
    await runSearch({ search: line, app: apps, state: own, now });
    const search =
      "| inputlookup portrisk_exceptions | `portrisk_exception_report` | fields - _key, exception_*";
    const { table } = await runSearch({ search, app: apps, state: own, now });
    expect(rowsAsObjects(table)).toEqual([
      {
        ...ALL,
        kind: "service",
        owner: "YOUR NAME",
        reason: "WHY",
        points: "drop",
        expires: "2026-12-30",
        effect: "drop",
        state: "active",
        ...fields,
      },
    ]);
  });

  it.each<[string, Tokens, RegExp]>([
    ["nothing", {}, /^Set a source, a destination or a port above[.]$/],
    ["part of an address", { except_src: "10.1.*" }, /^Set addresses or networks/],
    ["a value that would end the search", { except_src: 'x" OR src="*' }, /^Set addresses or networks/],
    ["a word for a port", { except_port: "ssh" }, /^Set a port above/],
  ])("says what is missing where the inputs have %s", async (_, tokens, text) => {
    expect((await rows("line", tokens))[0]!.line).toMatch(text);
  });
});
