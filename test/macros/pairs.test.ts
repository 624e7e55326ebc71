/** A row of a pair scores as its highest event does. */
import fc from "fast-check";
import { eventsFromObjects, type Row, runSearch, SearchApps } from "spl-runner";
import { expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { NAMES } from "../../src/risk/index.ts";
import { randomEvents } from "./random-events.ts";
import { stories } from "./stories.ts";

const apps = new SearchApps([readApp(inject("app"))]);
const run = async (search: string, events: readonly object[]) =>
  (await runSearch({ search, app: apps, events: eventsFromObjects(events) })).table.rows;

it("a row scores as its highest event does, whatever texts the events have", async () => {
  const drawn = fc
    .sample(randomEvents(stories(inject("root"))), { numRuns: 1500, seed: 18 })
    // The model passes over a text whose first line is empty; the names of a pair do not, and no firewall writes one.
    .filter((event) => Object.values(event).every((value) => !String([value].flat()[0]).startsWith("\n")))
    .map((event, number) => ({
      ...Object.fromEntries(Object.entries(event).filter(([name]) => !/^(?:history|site)_/.test(name))),
      _time: 10 + number,
      number: String(number),
    }));
  const events = await run("* | `portrisk` | where isnotnull(portrisk_score)", drawn);
  const first = (row: Row, ...names: string[]) =>
    names.map((name) => String([row.get(name) ?? ""].flat()[0])).find((text) => text !== "") ?? "unknown";
  const numbers = new Set(events.map((row) => Number(row.get("number"))));
  const kept = drawn.filter((_, number) => numbers.has(number));
  const protocol = (text: string) =>
    NAMES.transport.find(([raw]) => raw === text)?.[1] ?? (text || "unknown");
  const pairOf = (row: Row) =>
    [
      first(row, "src", "InitiatorIP", "SrcIP"),
      first(row, "dest", "ResponderIP", "DstIP"),
      first(row, "dest_port", "ResponderPort", "DstPort"),
      protocol(first(row, "transport", "Protocol").trim().toLowerCase()),
    ].join("|");
  const highest = new Map<string, number>();
  for (const row of events)
    highest.set(pairOf(row), Math.max(highest.get(pairOf(row)) ?? 0, Number(row.get("portrisk_score"))));
  const rows = await run(
    "* | `portrisk` | where isnotnull(portrisk_score) | `portrisk_pairs` | `portrisk`",
    kept,
  );
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.map((row) => [pairOf(row), Number(row.get("portrisk_score"))]).sort()).toEqual(
    [...highest].sort(),
  );
});
