/**
 * Time zones through Intl: the offset at an instant, and the instant of a local time. Rejects unknown zones, and local
 * times that a change of the clock makes double or missing, because documentation does not say which one is meant.
 */
import { type Span, SplError } from "../errors/spl-error.ts";

/** A local date and time; month 1–12, second whole. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatter(zone: string): Intl.DateTimeFormat | null {
  let found = formatters.get(zone);
  if (found === undefined) {
    try {
      found = new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        calendar: "gregory",
        hourCycle: "h23",
        era: "short",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch {
      found = null;
    }
    formatters.set(zone, found);
  }
  return found;
}

export function isTimezone(zone: string): boolean {
  return zone !== "" && formatter(zone) !== null;
}

const UTC_NAMES = new Set(["UTC", "Etc/UTC", "GMT", "Etc/GMT"]);

/** Seconds that local time is ahead of UTC at an instant (epoch seconds). @throws SplError "invalid_time" for no zone. */
export function offsetAt(zone: string, epoch: number, span?: Span): number {
  if (UTC_NAMES.has(zone)) return 0;
  const format = formatter(zone);
  if (format === null) throw new SplError("invalid_time", `"${zone}" is not the name of a time zone.`, span);
  const seconds = Math.floor(epoch);
  const part = new Map<string, string>();
  for (const { type, value } of format.formatToParts(seconds * 1000)) part.set(type, value);
  const year = Number(part.get("year")) * (part.get("era") === "BC" ? -1 : 1);
  const local = toEpochUtc({
    year,
    month: Number(part.get("month")),
    day: Number(part.get("day")),
    hour: Number(part.get("hour")),
    minute: Number(part.get("minute")),
    second: Number(part.get("second")),
  });
  return local - seconds;
}

/** Epoch seconds of a date and time in UTC; day and the rest may run over (day 32). */
export function toEpochUtc(time: LocalTime): number {
  const date = new Date(0);
  date.setUTCFullYear(time.year, time.month - 1, time.day);
  date.setUTCHours(time.hour, time.minute, time.second);
  return date.getTime() / 1000;
}

/** Year, month … of an instant in a zone. */
export function toLocal(zone: string, epoch: number, span?: Span): LocalTime {
  return fromEpochUtc(Math.floor(epoch) + offsetAt(zone, epoch, span));
}

export function fromEpochUtc(epoch: number): LocalTime {
  const date = new Date(epoch * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/**
 * The instant of a local time.
 * @throws SplError "ambiguous" for a time that the clock shows twice or never.
 */
export function fromLocal(zone: string, time: LocalTime, span?: Span): number {
  const wall = toEpochUtc(time);
  const found = new Set<number>();
  for (const probe of [wall - 86_400, wall + 86_400]) {
    const candidate = wall - offsetAt(zone, probe, span);
    if (candidate + offsetAt(zone, candidate, span) === wall) found.add(candidate);
  }
  if (found.size === 1) return [...found][0]!;
  const { year, month, day, hour, minute } = time;
  const shown = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
  throw new SplError(
    "ambiguous",
    `In ${zone} the clock shows ${shown} ${found.size === 0 ? "never" : "twice"}: give the time with an offset (%z).`,
    span,
  );
}

export function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** The zone's abbreviation at an instant ("EST"), or null where only an offset is known. */
export function abbreviationAt(zone: string, epoch: number): string | null {
  if (UTC_NAMES.has(zone)) return zone.replace("Etc/", "");
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" }).formatToParts(
    epoch * 1000,
  );
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return /^[A-Z]{2,5}$/.test(name) ? name : null;
}
