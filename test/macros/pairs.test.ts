/** A row of a pair scores as its highest event does. */
import fc from "fast-check";
import { eventsFromObjects, type Row, runSearch, SearchApps } from "spl-runner";
import { expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { randomEvents } from "./random-events.ts";
import { stories } from "./stories.ts";

const apps = new SearchApps([readApp(inject("app"))]);
const run = async (search: string, events: readonly object[]) =>
  (await runSearch({ search, app: apps, events: eventsFromObjects(events) })).table.rows;

const COUNTS = ["InitiatorBytes", "ResponderBytes", "ConnectionDuration", "duration"];

it("a row scores as its highest event does, whatever texts the events have", async () => {
  const drawn = fc
    .sample(randomEvents(stories(inject("root"))), { numRuns: 1500, seed: 18 })
    // What the row adds up has to be a number.
    .filter((event) => COUNTS.every((name) => /^[0-9]{0,15}$/.test(String(event[name] ?? ""))))
    .map((event, number) => ({
      ...Object.fromEntries(Object.entries(event).filter(([name]) => !/^(?:history|site)_/.test(name))),
      _time: 10 + number,
      number: String(number),
    }));
  const events = await run("* | `portrisk` | where isnotnull(portrisk_score)", drawn);
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
    kept,
  );
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.map((row) => [pairOf(row), Number(row.get("portrisk_score"))]).sort()).toEqual(
    [...highest].sort(),
  );
});
