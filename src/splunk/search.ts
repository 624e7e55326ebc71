/** Searches: one request that waits (oneshot), or a job that is watched until it is done (REST API Reference, search/v2/jobs). */
import { setTimeout as sleep } from "node:timers/promises";
import { SplunkError } from "./errors.ts";
import { isObject, malformed, messagesOf, number, type ServerMessage, text, truth } from "./replies.ts";
import type { SdkJob, SdkJobs } from "./sdk-types.ts";

/** A value of a result: splunkd gives texts, and lists of texts for multivalue fields. */
export type Cell = string | readonly string[];

export interface SearchOptions {
  /** Time modifiers or epoch seconds. */
  readonly earliest?: string;
  readonly latest?: string;
  /** The same for the time of indexing. */
  readonly indexEarliest?: string;
  readonly indexLatest?: string;
  /** Epoch seconds that relative times count from. */
  readonly now?: number;
}

export interface JobOptions extends SearchOptions {
  /** Milliseconds after which the job is cancelled. */
  readonly timeout?: number;
  /** How many rows are read; MAX_ROWS if absent. */
  readonly maxRows?: number;
  readonly onProgress?: (progress: JobProgress) => void;
}

export interface JobProgress {
  /** QUEUED, PARSING, RUNNING, FINALIZING, DONE, FAILED … */
  readonly state: string;
  /** 0 to 1 */
  readonly done: number;
  readonly scannedEvents: number;
}

export interface SearchTable {
  readonly fields: readonly string[];
  readonly rows: readonly { readonly [field: string]: Cell }[];
  readonly messages: readonly ServerMessage[];
}

export interface JobResult extends SearchTable {
  /** How many rows the search had; `rows` holds no more than MAX_ROWS of them. */
  readonly resultCount: number;
  readonly scannedEvents: number;
  /** How long it ran, by the server's clock. */
  readonly seconds: number;
}

const DEFAULT_TIMEOUT = 300_000;
/** One reply has at most maxresultrows (50,000), so a page stays below. */
const MAX_ROWS = 10_000;
/** The server ends a job that nobody asks for: if this process is killed, nothing stays behind. */
const AUTO_CANCEL = 60;
/** Milliseconds that cancelling may take: nobody needs its answer. */
const CANCEL_TIMEOUT = 5_000;
const FIRST_POLL = 50;
const MAX_POLL = 2_000;

/** A search as the REST API wants it: one that does not begin with a pipe begins with the command search. */
export function restSearch(search: string): string {
  const trimmed = search.trim();
  return /^(?:\||search\s)/i.test(trimmed) ? trimmed : `search ${trimmed}`;
}

/** Throws SplunkError, search_failed for what the search itself did wrong. */
export async function oneshot(jobs: SdkJobs, search: string, options: SearchOptions): Promise<SearchTable> {
  const reply = await jobs.oneshotSearch(restSearch(search), {
    ...parameters(options),
    output_mode: "json",
    count: 0,
  });
  const table = tableOf(reply);
  failOn(table.messages);
  return table;
}

/** How a search is waited for; tests give a clock of their own. */
export interface Waiting {
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
}

/** Throws SplunkError: search_failed, search_timed_out, or of the request that failed. */
export async function runJob(
  jobs: SdkJobs,
  search: string,
  options: JobOptions,
  { wait = (milliseconds) => sleep(milliseconds), clock = () => performance.now() }: Waiting,
): Promise<JobResult> {
  const { timeout = DEFAULT_TIMEOUT } = options;
  const deadline = clock() + timeout;
  const job = await jobs.create(restSearch(search), { ...parameters(options), auto_cancel: AUTO_CANCEL });
  if (typeof job.sid !== "string" || job.sid === "") throw malformed("a new search");
  try {
    return await watch(job, options, { wait, left: () => deadline - clock(), timeout });
  } finally {
    // A job that is kept counts against the disk quota of the account's role. What failed is reported, not that cancelling failed too.
    await within(
      CANCEL_TIMEOUT,
      job.cancel().catch(() => {}),
    );
  }
}

/** Null where it takes longer. */
async function within<Result>(milliseconds: number, action: Promise<Result>): Promise<Result | null> {
  const ended = new AbortController();
  try {
    return await Promise.race([action, sleep(milliseconds, null, { signal: ended.signal })]);
  } finally {
    ended.abort();
  }
}

async function watch(
  job: SdkJob,
  { onProgress, maxRows = MAX_ROWS }: JobOptions,
  limit: {
    readonly wait: (milliseconds: number) => Promise<unknown>;
    /** Milliseconds until the deadline. */
    readonly left: () => number;
    readonly timeout: number;
  },
): Promise<JobResult> {
  let state = "queued";
  for (let pause = FIRST_POLL; ; pause = Math.min(MAX_POLL, pause * 2)) {
    // A reply that is late does not extend the limit.
    const fetched = await within(Math.max(1, limit.left()), job.fetch());
    if (fetched === null) throw timedOut(state, limit.timeout);
    const properties = fetched.properties();
    state = text(properties.dispatchState);
    if (state === "") throw malformed("a search's state");
    const scannedEvents = number(properties.scanCount);
    onProgress?.({ state, done: number(properties.doneProgress), scannedEvents });
    if (state === "FAILED" || truth(properties.isFailed)) {
      failOn(messagesOf(properties));
      throw failed(["the server gives no reason"]);
    }
    if (state === "DONE" || truth(properties.isDone)) {
      const [reply] = await job.results({ output_mode: "json", count: maxRows });
      const table = tableOf(reply);
      const messages = [...messagesOf(properties), ...table.messages];
      failOn(messages);
      const resultCount = number(properties.resultCount);
      return { ...table, messages, resultCount, scannedEvents, seconds: number(properties.runDuration) };
    }
    if (limit.left() <= 0) throw timedOut(state, limit.timeout);
    await limit.wait(pause);
  }
}

function timedOut(state: string, timeout: number): SplunkError {
  return new SplunkError(
    "search_timed_out",
    `The search was still ${state.toLowerCase()} after ${timeout / 1000} seconds and was cancelled.`,
    "Look at the server's load and its search queue, or allow more time with --search-timeout.",
  );
}

/** Parameters of POST search/v2/jobs (REST API Reference, "Search endpoint descriptions"). */
function parameters(options: SearchOptions): { [name: string]: unknown } {
  const named = {
    earliest_time: options.earliest,
    latest_time: options.latest,
    index_earliest: options.indexEarliest,
    index_latest: options.indexLatest,
    now: options.now?.toString(),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** Messages of these types mean that results are missing or wrong. */
function failOn(messages: readonly ServerMessage[]): void {
  const errors = messages.filter(({ type }) => type === "FATAL" || type === "ERROR");
  if (errors.length > 0) throw failed([...new Set(errors.map((message) => message.text))]);
}

function failed(reasons: readonly string[]): SplunkError {
  const words = reasons.join(" ").replace(/[.\s]+$/, "");
  return new SplunkError(
    "search_failed",
    `The search failed: ${words}.`,
    "Read the server's message, and search.log of the job.",
  );
}

/** {"fields": [{"name"}], "results": [{field: value}], "messages"}: output_mode=json of search/v2/jobs/{search_id}/results. */
function tableOf(reply: unknown): SearchTable {
  // A search without results may reply with nothing at all.
  if (reply === "" || reply === null) return { fields: [], rows: [], messages: [] };
  if (!isObject(reply) || !Array.isArray(reply.results)) throw malformed("a search's results");
  const rows = reply.results.map((result) => {
    if (!isObject(result)) throw malformed("a search's results");
    return Object.fromEntries(
      Object.entries(result).map(([field, value]) => [field, cellOf(value)] as const),
    );
  });
  const listed = Array.isArray(reply.fields)
    ? reply.fields.map((field) => (isObject(field) ? text(field.name) : text(field)))
    : [];
  return { fields: listed, rows, messages: messagesOf(reply) };
}

function cellOf(value: unknown): Cell {
  return Array.isArray(value) ? value.map(text) : text(value);
}
