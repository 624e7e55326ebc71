/** When the scheduled searches of an app run, what each run sees, and which of its results are throttled: savedsearches.conf. */
import type { App } from "@suspicious-ports/conf";
import { Cron } from "croner";
import { parseTime, type Row, type SavedSearch, SearchApps } from "spl-runner";

export interface Throttle {
  readonly fields: readonly string[];
  readonly seconds: number;
}

export interface ScheduledSearch extends SavedSearch {
  readonly cron: string;
  readonly throttle: Throttle | null;
  /** Whether its rows are alerts; others write what they find somewhere. */
  readonly alerts: boolean;
}

export interface Run {
  /** Index in the list of scheduled searches. */
  readonly search: number;
  /** Epoch seconds at which it is dispatched. */
  readonly now: number;
}

/** The searches of the app that have a schedule, enabled or not, in the order of its file. */
export function scheduledSearches(app: App): readonly ScheduledSearch[] {
  const apps = new SearchApps([app]);
  const conf = app.conf("savedsearches");
  return apps.savedSearchNames().flatMap((name) => {
    const cron = conf.value(name, "cron_schedule");
    if (cron === undefined) return [];
    return [
      {
        ...apps.savedSearch(name),
        cron,
        throttle: throttleOf((key) => conf.value(name, key)),
        alerts: conf.value(name, "counttype") !== undefined,
      },
    ];
  });
}

/** How long after the last event searches still run: their windows end before now, and sessions are logged late. */
const AFTER_SECONDS = 2 * 3600;

/**
 * Every run between `begin` and two hours after `end` (epoch seconds) whose range, of indexing where it has one, begins before `end`; in
 * order of time.
 */
export function runsBetween(
  searches: readonly ScheduledSearch[],
  begin: number,
  end: number,
): readonly Run[] {
  const runs: Run[] = [];
  for (const [search, { cron, earliest, indexEarliest }] of searches.entries()) {
    const from = indexEarliest ?? earliest;
    const schedule = new Cron(cron, { timezone: "UTC" });
    for (let next = schedule.nextRun(new Date(begin * 1000)); next !== null; next = schedule.nextRun(next)) {
      const now = next.getTime() / 1000;
      if (now >= end + AFTER_SECONDS) break;
      if (from === null || parseTime(from, now, "UTC") < end) runs.push({ search, now });
    }
  }
  return runs.sort((a, b) => a.now - b.now || a.search - b.search);
}

/** Seconds of "300", "60s", "5m", "24h" or "1d", as alert.suppress.period has them; null for anything else. */
export function periodSeconds(text: string): number | null {
  const match = /^(\d+)\s*([smhd]?)/.exec(text.trim());
  if (match === null) return null;
  return (
    Number(match[1]) * { "": 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as "" | "s" | "m" | "h" | "d"]
  );
}

function throttleOf(value: (key: string) => string | undefined): Throttle | null {
  if (!/^(?:1|t|true|yes)$/i.test(value("alert.suppress") ?? "0")) return null;
  const seconds = periodSeconds(value("alert.suppress.period") ?? "");
  const fields = (value("alert.suppress.fields") ?? "").split(",").map((field) => field.trim());
  return seconds === null || fields[0] === "" ? null : { fields, seconds };
}

/** Lets a result through unless one with the same values of the fields came within the period (alert.suppress). */
export class Throttling {
  private readonly last = new Map<string, number>();

  constructor(private readonly throttle: Throttle | null) {}

  passes(row: Row, now: number): boolean {
    if (this.throttle === null) return true;
    const key = JSON.stringify(this.throttle.fields.map((field) => row.get(field) ?? null));
    const last = this.last.get(key);
    if (last !== undefined && now < last + this.throttle.seconds) return false;
    this.last.set(key, now);
    return true;
  }
}
