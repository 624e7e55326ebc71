/** The simulated day as the events of an index: the same in every run. */
import type { Row, Table } from "spl-runner";
import { simulatedEvents } from "../../../src/simulate/index.ts";
import { schedulerEvents } from "./scheduler.ts";

/** Rare traffic and attacks are complete at every scale; of the rest enough is made to look like a network's day. */
const OPTIONS = { seed: 1, scale: 0.0001, hours: 24 };
/** Where the firewall's events are, as a site would have it. */
const INDEXED = new Map([
  ["index", "netfw"],
  ["host", "fmc"],
  ["source", "estreamer"],
]);
/** Before midnight, so that "today" is the simulated day. */
const BEFORE_END = 60;

export interface Day {
  readonly events: Table;
  /** Epoch seconds: the time at which the views are looked at. */
  readonly now: number;
}

export function simulatedDay(): Day {
  const { events, end } = simulatedEvents(OPTIONS);
  const now = end - BEFORE_END;
  const rows = events.rows
    .filter((row) => Number(row.get("_indextime")) <= now)
    .map((row): Row => new Map([...INDEXED, ...row]));
  const all = [...rows, ...schedulerEvents(end - OPTIONS.hours * 3600, now)];
  return { events: { fields: [...new Set(all.flatMap((row) => [...row.keys()]))], rows: all }, now };
}
