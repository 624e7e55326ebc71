/**
 * Runs the scheduled searches of an app over the simulated events, each at the times of its schedule, with its own time range, and over what
 * was indexed by then. A session that is logged after its window has passed is therefore missed here as it is by Splunk.
 */
import type { App } from "@suspicious-ports/conf";
import { dispatchRange, type Row, runSearch, SearchApps } from "spl-runner";
import { SimulatedMemory } from "./memory.ts";
import { ResultCauses, values } from "./result-causes.ts";
import { type Run, runsBetween, type ScheduledSearch, scheduledSearches, Throttling } from "./schedule.ts";
import { asRow } from "./score.ts";
import { DAY_SECONDS, HOUR_SECONDS, type HourOfEvents, type Truth } from "./simulation.ts";

/** Events that were indexed longer ago are not kept: a search that looks further back does so by collections, not by events. */
const KEPT_SECONDS = 3 * 3600;
/** portrisk_level, from the highest down. */
export const LEVEL_NAMES = ["critical", "high", "medium", "low", "informational"];

export interface ReportedRow {
  readonly now: number;
  /** Of risk_score or portrisk_score, the highest; null where the search has neither. */
  readonly score: number | null;
  readonly level: string;
  readonly reason: string;
  readonly truth: Truth;
}

export interface SearchResults {
  readonly name: string;
  runs: number;
  /** Without those that alert.suppress holds back. */
  readonly rows: ReportedRow[];
  throttled: number;
  /** Rows of all runs that the search wrote somewhere; null for one whose rows are alerts. */
  kept: number | null;
  /** Why it was not run, or not again after `runs`; null if it always was. */
  failure: string | null;
}

export class SearchView {
  readonly results: readonly SearchResults[];
  private readonly searches: readonly ScheduledSearch[];
  private readonly apps: SearchApps;
  private readonly causes = new ResultCauses();
  private readonly throttling: readonly Throttling[];
  private readonly runs: Run[];
  private kept: { readonly indexed: number; readonly row: Row }[] = [];
  private readonly fields = new Set<string>();
  private readonly memory = new SimulatedMemory();

  /** @param begin epoch seconds of the first event; @param end of the end of the last hour */
  constructor(app: App, begin: number, end: number) {
    this.apps = new SearchApps([app]);
    this.searches = scheduledSearches(app);
    this.throttling = this.searches.map(({ throttle }) => new Throttling(throttle));
    this.results = this.searches.map(({ name, alerts }) => ({
      name,
      runs: 0,
      rows: [],
      throttled: 0,
      kept: alerts ? null : 0,
      failure: null,
    }));
    this.runs = [...runsBetween(this.searches, begin, end)];
  }

  /** Takes the next hour, and runs what is scheduled until its end. */
  async add({ start, events, truths }: HourOfEvents): Promise<void> {
    if (start % DAY_SECONDS === 0) this.causes.nextDay();
    for (const [index, event] of events.entries()) {
      this.causes.add(event, truths[index]!);
      const row = asRow(event);
      for (const field of row.keys()) this.fields.add(field);
      this.kept.push({ indexed: event.indexed, row });
    }
    this.memory.forget(start);
    await this.runUntil(start + HOUR_SECONDS);
  }

  /** Runs what is scheduled after the last hour, and still sees events of it. */
  finish(): Promise<void> {
    return this.runUntil(Number.POSITIVE_INFINITY);
  }

  private async runUntil(end: number): Promise<void> {
    while (this.runs[0] !== undefined && this.runs[0].now < end) {
      const { search, now } = this.runs.shift()!;
      this.kept = this.kept.filter(({ indexed }) => indexed >= now - KEPT_SECONDS);
      await this.run(search, now);
    }
  }

  private async run(index: number, now: number): Promise<void> {
    const search = this.searches[index]!;
    const results = this.results[index]!;
    if (results.failure !== null) return;
    try {
      const { table } = await runSearch({
        search: search.search,
        app: this.apps,
        now,
        events: {
          fields: [...this.fields],
          rows: this.kept.filter(({ indexed }) => indexed <= now).map(({ row }) => row),
        },
        state: this.memory,
        ...dispatchRange(search),
      });
      results.runs++;
      if (results.kept !== null) {
        // Such a search ends with how many rows it wrote.
        for (const row of table.rows) results.kept += Number(values(row, "rows")[0]);
        return;
      }
      for (const row of table.rows) {
        if (this.throttling[index]!.passes(row, now)) results.rows.push(this.reported(row, now));
        else results.throttled++;
      }
    } catch (error) {
      results.failure = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
    }
  }

  private reported(row: Row, now: number): ReportedRow {
    const scores = [...values(row, "risk_score"), ...values(row, "portrisk_score")].map(Number);
    const levels = values(row, "portrisk_level");
    return {
      now,
      score: scores.length === 0 ? null : Math.max(...scores),
      level: LEVEL_NAMES.find((level) => levels.includes(level)) ?? "none",
      reason: values(row, "portrisk_reason").join(" "),
      truth: this.causes.causeOf(row),
    };
  }
}
