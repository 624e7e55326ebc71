/** Tune on a site with exceptions: ports of its own, a filter, and an exception that somebody tries. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rowsAsObjects, runSearch, SearchApps, type Table } from "spl-runner";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { TUNE } from "../../src/views/tune.ts";
import { fillTokens, sampleEvents, type Tokens, wholeQuery } from "./sample.ts";

const folder = mkdtempSync(join(tmpdir(), "tune-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
  writeFileSync(
    join(site, "lookups", "portrisk_overrides.csv"),
    "port,transport,service,category,points,legitimate_use,legitimate_points,prevalence,mitre\n" +
      "4444,tcp,our build agents,other,0,our build agents,0,common,\n61999,tcp,the tunnel of last May,tunnel,80,,0,,T1572\n",
  );
  apps = new SearchApps([readApp(site)]);
  events = await sampleEvents(inject("root"));
});

async function rows(id: string, tokens: Tokens = {}): Promise<Record<string, unknown>[]> {
  const search = TUNE.searches.find((each) => each.id === id)!;
  const { table } = await runSearch({
    search: fillTokens(wholeQuery(TUNE, search), TUNE, tokens),
    app: apps,
    events,
    earliest: 1,
  });
  return rowsAsObjects(table) as Record<string, unknown>[];
}

describe("Tune, where a site has exceptions", () => {
  it("shows the site's ports beside the shipped ones, and what they meet", async () => {
    const texts = (await rows("overrides")).map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, String(value)])),
    );
    expect(texts).toEqual([
      {
        port: "4444",
        transport: "tcp",
        service: "our build agents",
        points: "0",
        legitimate_use: "our build agents",
        shipped_service: "Metasploit's default reverse-shell handler",
        shipped_points: "50",
        events: expect.stringMatching(/^[1-9]/),
        reported: expect.stringMatching(/^\d+$/),
      },
      {
        port: "61999",
        transport: "tcp",
        service: "the tunnel of last May",
        points: "80",
        events: "0",
        reported: "0",
      },
    ]);
  });

  it("shows what the filter drops, and counts it", async () => {
    const dropped = await rows("filtered");
    expect(dropped.length).toBeGreaterThan(0);
    for (const row of dropped) expect(row.dest_port).toBe(6606);
    const [counts] = await rows("counts");
    expect(counts).toMatchObject({ filtered: dropped.length, would_remove: 0 });
  });

  it.each<[string, Tokens, string]>([
    ["a port", { except_port: "3389" }, 'search NOT (dest_port="3389")'],
    [
      "a network and a port",
      { except_src: "10.0.0.0/8", except_port: "22" },
      'search NOT (src="10.0.0.0/8" dest_port="22")',
    ],
    ["a value that would end the search", { except_src: 'x" OR src="*' }, 'search NOT (src="x OR src=*")'],
  ])("says what an exception for %s would remove", async (_, tokens, text) => {
    const [counts] = await rows("counts", tokens);
    const removed = (await rows("would_remove", tokens)).filter((row) => "score" in row);
    expect(counts).toMatchObject({ would_remove: removed.length });
    expect(counts!.left).toBe(Number(counts!.rows) - Number(counts!.filtered) - removed.length);
    if ("except_port" in tokens)
      expect(removed.every((row) => String(row.dest_port) === tokens.except_port)).toBe(true);
    else expect(removed).toEqual([]);
    expect((await rows("line", tokens))[0]!.line).toBe(text);
  });
});
