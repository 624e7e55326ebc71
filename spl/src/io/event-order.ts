/**
 * The order and the time range of events: newest first, as an index returns them (Search Manual, "About retrieving events").
 */
import { SplError } from "../errors/spl-error.ts";
import type { Table, Value } from "../values/table.ts";

/**
 * The same events newest first; those of one second keep their order. Every event must have a _time, or none.
 * Throws SplError malformed_event.
 */
export function newestFirst(events: Table): Table {
  const times = events.rows.map((row) => row.get("_time"));
  const missing = times.indexOf(undefined);
  if (missing >= 0) {
    if (times.every((time) => time === undefined)) return events;
    throw missingTime(missing);
  }
  const seconds = times.map((time, index) => epochSeconds(time!, "_time", index));
  let sorted = true;
  for (let i = 1; i < seconds.length && sorted; i++) sorted = seconds[i - 1]! >= seconds[i]!;
  if (sorted) return events;
  const order = seconds
    .map((_, index) => index)
    .sort((left, right) => seconds[right]! - seconds[left]! || left - right);
  return { fields: events.fields, rows: order.map((index) => events.rows[index]!) };
}

/** Epoch seconds; null leaves an end open. */
export interface TimeRange {
  /** Inclusive. */
  readonly earliest: number | null;
  /** Exclusive. */
  readonly latest: number | null;
}

/** Events whose time lies in the range: the event's own, or that of its indexing. Throws SplError malformed_event. */
export function withinRange(events: Table, range: TimeRange, field: "_time" | "_indextime" = "_time"): Table {
  if (isOpen(range)) return events;
  const rows = events.rows.filter((row, index) => {
    const time = row.get(field);
    if (time === undefined) {
      throw unsearchable(index, field);
    }
    return isWithin(epochSeconds(time, field, index), range);
  });
  return { fields: events.fields, rows };
}

/** The seconds of a time. `index`: the place of the event among all, from 0. Throws SplError malformed_event. */
export function epochSeconds(time: Value, field: string, index: number): number {
  const seconds = typeof time === "string" && /^\d+(?:\.\d+)?$/.test(time) ? Number(time) : time;
  if (typeof seconds === "number" && seconds >= 0) return seconds;
  throw new SplError(
    "malformed_event",
    `The ${field} of event ${index + 1} is not a number of seconds since 1970, nor a time in ISO 8601 with its zone.`,
  );
}

export function missingTime(index: number): SplError {
  return new SplError(
    "malformed_event",
    `Event ${index + 1} has no _time, but others have; give it to all or to none.`,
  );
}

export function unsearchable(index: number, field: "_time" | "_indextime"): SplError {
  return new SplError(
    "malformed_event",
    `Event ${index + 1} has no ${field}, so it cannot be searched by ${field === "_time" ? "time" : "the time of indexing"}.`,
  );
}

/** Whether a time is in the range. */
export function isWithin(seconds: number, { earliest, latest }: TimeRange): boolean {
  return (earliest === null || seconds >= earliest) && (latest === null || seconds < latest);
}

/** Whether the range has no ends. */
export function isOpen({ earliest, latest }: TimeRange): boolean {
  return earliest === null && latest === null;
}
