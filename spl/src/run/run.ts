/**
 * Runs a search: compile it, hand the rows from step to step, give the table and the messages. Everything that goes wrong
 * is a SearchError with the text that its places refer to.
 */

import type { App } from "@suspicious-ports/conf";
import { SearchApps } from "../app/search-apps.ts";
import { type Assumptions, NO_ASSUMPTIONS, printAssumptions } from "../assumptions/index.ts";
import type { Collected, RunContext, TimeRange } from "../contract/command.ts";
import type { EvalContext } from "../contract/expression.ts";
import type { State } from "../contract/state.ts";
import { SplError } from "../errors/spl-error.ts";
import { compileExpression } from "../expression/index.ts";
import { newestFirst, withinRange } from "../io/event-order.ts";
import { type EventSource, EventTable } from "../io/event-source.ts";
import { Knowledge, knownBatches } from "../knowledge/event-types.ts";
import { runSteps } from "../pipeline/run-steps.ts";
import { type CompiledSearch, type CompileOptions, compileSearch, expandText } from "../plan/compile.ts";
import type { Registry } from "../plan/registry.ts";
import { StateOfSearch } from "../state/search-state.ts";
import { toSearchError } from "../text/search-error.ts";
import { Source } from "../text/source.ts";
import { parseTime } from "../time/modifier.ts";
import { isTimezone } from "../time/timezone.ts";
import { batchesOf, EMPTY_TABLE, type Row, type RowBatches, type Table } from "../values/table.ts";
import { withCollected } from "./collected.ts";
import { DEFAULT_LIMITS, Holdings, type Limits, StepCounter } from "./limits.ts";
import { REGISTRY } from "./splunk-registry.ts";

export interface SearchRequest {
  readonly search: string;
  /** The app that the search runs in, or several: of all but the first only what they export is visible. */
  readonly app?: App | readonly App[] | SearchApps | null;
  /** What a base search reads, in any order. A source gives them in batches, so that they need not fit into memory. */
  readonly events?: Table | EventSource;
  /**
   * What lasts from search to search, and the only thing that a search may write (outputlookup, collect). Without it collections are
   * empty, and commands that write are rejected.
   */
  readonly state?: State;
  /** What the command rest gives: endpoint as the search names it → rows. Without it, rest is rejected. */
  readonly replies?: ReadonlyMap<string, Table>;
  /**
   * Rows of datasets of data models: "Network_Traffic.All_Traffic" → events whose fields carry the names of the dataset, without its name. A
   * dataset that is not here has the events with the tags that CIM documents for it.
   */
  readonly datasets?: ReadonlyMap<string, Table>;
  /**
   * The table of iplocation: rows with network (an address, or a network in CIDR notation) and City, Country, Region, lat, lon, Continent,
   * MetroCode, Timezone as far as they are known. Without it, iplocation is rejected.
   */
  readonly locations?: Table;
  /** Epoch seconds, counted whole; the clock's time if absent. */
  readonly now?: number;
  /** Time modifiers or epoch seconds; open if absent. earliest is inclusive, latest is not. */
  readonly earliest?: string | number;
  readonly latest?: string | number;
  /**
   * The same for the time of indexing, _indextime, beside the other range (dispatch.index_earliest and dispatch.index_latest of
   * savedsearches.conf).
   */
  readonly indexEarliest?: string | number;
  readonly indexLatest?: string | number;
  /** IANA name; UTC if absent. */
  readonly timezone?: string;
  readonly limits?: Partial<Limits>;
  /** What the user decides where documentation leaves it open; each is reported with the result. */
  readonly assumptions?: Assumptions;
  /** Called with each message as it comes, also of a search that is rejected later. */
  readonly onMessage?: (message: Message) => void;
  readonly registry?: Registry;
  /**
   * Whose value counts where a custom command replies with a field that it did not ask for and that the event has: the event's, if
   * absent. Splunk does not document it, so an app should be tested with both.
   */
  readonly mergePrecedence?: "event" | "reply";
}

export interface Message {
  readonly severity: "INFO" | "WARN" | "ERROR";
  readonly text: string;
}

export interface SearchResult {
  readonly table: Table;
  readonly messages: readonly Message[];
  /** How many events its base searches had to look at, after the time ranges; null where it has none (`| makeresults`). */
  readonly eventsRead: number | null;
  /** The search in canonical form, macros expanded. */
  readonly text: string;
  /** What the result rests on beside documentation: "percentile=nearest-rank". */
  readonly assumptions: readonly string[];
}

/** Check a search without running it. Throws SearchError with everything that is wrong. */
export function checkSearch(request: SearchRequest): CompiledSearch {
  return prepare(request, "check").compiled;
}

/** Run a search. Throws SearchError. */
export async function runSearch(request: SearchRequest): Promise<SearchResult> {
  const { compiled, context, state, messages, eventsRead } = prepare(request, "run");
  try {
    const table = await runSteps(compiled.steps, EMPTY_TABLE, context);
    state.commit();
    const assumptions = printAssumptions(request.assumptions ?? NO_ASSUMPTIONS);
    return { table, messages, eventsRead: eventsRead(), text: compiled.text, assumptions };
  } catch (error) {
    throw toSearchError(error, compiled.source);
  }
}

interface Prepared {
  readonly compiled: CompiledSearch;
  readonly context: RunContext;
  readonly state: StateOfSearch;
  readonly messages: Message[];
  /** So far. */
  readonly eventsRead: () => number | null;
}

function prepare(request: SearchRequest, purpose: "check" | "run"): Prepared {
  const limits = { ...DEFAULT_LIMITS, ...request.limits };
  const messages: Message[] = [];
  try {
    const timezone = checkedTimezone(request.timezone ?? "UTC");
    const now = Math.floor(request.now ?? Date.now() / 1000);
    const steps = new StepCounter(limits.steps);
    const evaluation: EvalContext = { now, timezone, spend: steps.spend };
    const time = (text: string | number) =>
      typeof text === "number" ? text : parseTime(text, now, timezone);
    const bound = (text: string | number | undefined) => (text === undefined ? null : time(text));
    const earliest = bound(request.earliest);
    const latest = bound(request.latest);
    if (earliest !== null && latest !== null && latest < earliest)
      throw new SplError("invalid_time", "The time range ends before it begins: earliest is after latest.");
    const indexed = { earliest: bound(request.indexEarliest), latest: bound(request.indexLatest) };
    const apps = searchApps(request.app ?? null);
    const state = new StateOfSearch(request.state ?? null, purpose);
    const registry = request.registry ?? REGISTRY;
    const options: CompileOptions = {
      registry,
      app: apps?.withState(state) ?? null,
      state,
      customNames: apps?.customCommandNames() ?? [],
      macro: (name, count, span) => {
        if (apps === null) {
          throw new SplError(
            "unknown_macro",
            `There is no app, so the macro "${name}" is not defined.`,
            span,
          );
        }
        return apps.macro(name, count, span);
      },
      compileExpression: (cursor, stop = []) =>
        compileExpression(cursor, registry.functions, { stop, unsupported: registry.unsupportedFunctions }),
      evaluate: (expression, row) => expression.evaluate(row, evaluation),
      times: {
        now,
        resolve: (modifier, span) => parseTime(modifier, now, timezone, span),
        earliestGiven: earliest !== null,
      },
      assumptions: request.assumptions ?? NO_ASSUMPTIONS,
      ...(request.replies === undefined ? {} : { replies: request.replies }),
      ...(request.locations === undefined ? {} : { locations: request.locations }),
      ...(request.datasets === undefined ? {} : { datasets: new Set(request.datasets.keys()) }),
    };
    const compiled = compileSearch(request.search, options);
    // Most searches name neither, and every event type costs a condition for each event.
    const knows = apps !== null && /\b(?:eventtype|tag|tstats|datamodel)\b/i.test(compiled.source.text);
    const knowledge = knows ? new Knowledge(apps, (text) => expandText(text, options)) : null;
    const holdings = new Holdings(limits.characters);
    const source = eventSource(request.events ?? EMPTY_TABLE);
    let read: number | null = null;
    const eventBatches = (given: TimeRange, collected: Collected): RowBatches => {
      const range = { earliest: given.earliest ?? earliest, latest: given.latest ?? latest };
      let batches = source.batches(range, indexed);
      const kept = collected === "given only" ? [] : state.events();
      if (kept.length > 0)
        batches = batchesOf(withCollected(wholeTable(batches, limits.rows), kept, range, indexed));
      if (knowledge !== null) batches = knownBatches(batches, knowledge);
      const before = read ?? 0;
      read = before;
      return counted(batches, (events) => {
        if (events !== "restart") steps.addEvents(events);
        read = events === "restart" ? before : (read ?? 0) + events;
      });
    };
    const context: RunContext = {
      ...evaluation,
      earliest: compiled.timeRange.earliest ?? earliest ?? 0,
      latest: compiled.timeRange.latest ?? latest ?? now,
      search: request.search,
      state,
      silence: limits.silence,
      hold: holdings.hold,
      holdFields: holdings.holdFields,
      retain: holdings.retain,
      held: holdings.held,
      release: holdings.release,
      keep: holdings.keep,
      maximumRows: limits.rows,
      mergePrecedence: request.mergePrecedence ?? "event",
      message: (severity, text) => {
        messages.push({ severity, text });
        request.onMessage?.({ severity, text });
      },
      events: (range, collected) => wholeTable(eventBatches(range, collected), limits.rows),
      eventBatches,
      dataset: (path, given) => {
        const table = request.datasets?.get(path);
        if (table === undefined) return null;
        const range = { earliest: given.earliest ?? earliest, latest: given.latest ?? latest };
        const found = withinRange(newestFirst(table), range);
        steps.addEvents(found.rows.length);
        read = (read ?? 0) + found.rows.length;
        return found;
      },
    };
    for (const text of state.warnings) context.message("WARN", text);
    return { compiled, context, state, messages, eventsRead: () => read };
  } catch (error) {
    throw toSearchError(error, new Source(request.search));
  }
}

function eventSource(events: Table | EventSource): EventSource {
  return "batches" in events ? events : new EventTable(events);
}

/** The same batches; the number of rows in each is reported before it is given. */
function counted(batches: RowBatches, report: (rows: number | "restart") => void): RowBatches {
  return {
    owned: batches.owned === true,
    get fields() {
      return batches.fields;
    },
    *[Symbol.iterator]() {
      for (const batch of batches) {
        report(batch === "restart" ? batch : batch.length);
        yield batch;
      }
    },
  };
}

/** All events at once. @throws SplError "limit" */
function wholeTable(batches: RowBatches, maximum: number): Table {
  let rows: Row[] = [];
  for (const batch of batches) {
    if (batch === "restart") rows = [];
    else for (const row of batch) rows.push(row);
    if (rows.length > maximum) throw new SplError("limit", `There are more than ${maximum} events.`);
  }
  return { fields: batches.fields, rows };
}

function searchApps(app: NonNullable<SearchRequest["app"]> | null): SearchApps | null {
  if (app === null) return null;
  if (app instanceof SearchApps) return app;
  return SearchApps.of(Array.isArray(app) ? (app as readonly App[]) : [app as App]);
}

/** The zone itself, or SplError invalid_time for a name that is unknown here. */
export function checkedTimezone(timezone: string): string {
  if (!isTimezone(timezone)) {
    const message = `Unknown time zone "${timezone}"; use an IANA name such as Europe/Berlin.`;
    throw new SplError("invalid_time", message);
  }
  return timezone;
}
