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
  /** Epoch seconds that relative times count from. */
  readonly now?: number;
}

export interface JobOptions extends SearchOptions {
  /** Milliseconds after which the job is cancelled. */
  readonly timeout?: number;
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

/** Throws SplunkError: search_failed, search_timed_out, or of the request that failed. */
export async function runJob(
  jobs: SdkJobs,
  search: string,
  options: JobOptions,
  wait: (milliseconds: number) => Promise<unknown> = (milliseconds) => sleep(milliseconds),
): Promise<JobResult> {
  const job = await jobs.create(restSearch(search), { ...parameters(options), auto_cancel: AUTO_CANCEL });
  if (typeof job.sid !== "string" || job.sid === "") throw malformed("a new search");
  try {
    return await watch(job, options, wait);
  } catch (error) {
    // What failed is reported, not that cancelling failed too.
    await job.cancel().catch(() => {});
    throw error;
  }
}

async function watch(
  job: SdkJob,
  { timeout = DEFAULT_TIMEOUT, onProgress }: JobOptions,
  wait: (milliseconds: number) => Promise<unknown>,
): Promise<JobResult> {
  let waited = 0;
  for (let pause = FIRST_POLL; ; pause = Math.min(MAX_POLL, pause * 2)) {
    const properties = (await job.fetch()).properties();
    const state = text(properties.dispatchState);
    if (state === "") throw malformed("a search's state");
    const scannedEvents = number(properties.scanCount);
    onProgress?.({ state, done: number(properties.doneProgress), scannedEvents });
    if (state === "FAILED" || truth(properties.isFailed)) {
      failOn(messagesOf(properties));
      throw failed(["the server gives no reason"]);
    }
    if (state === "DONE" || truth(properties.isDone)) {
      const [reply] = await job.results({ output_mode: "json", count: MAX_ROWS });
      const table = tableOf(reply);
      const messages = [...messagesOf(properties), ...table.messages];
      failOn(messages);
      const resultCount = number(properties.resultCount);
      return { ...table, messages, resultCount, scannedEvents, seconds: number(properties.runDuration) };
    }
    if (waited >= timeout)
      throw new SplunkError(
        "search_timed_out",
        `The search was still ${state.toLowerCase()} after ${timeout / 1000} seconds and was cancelled.`,
        "Look at the server's load and its search queue, or allow more time with --search-timeout.",
      );
    await wait(pause);
    waited += pause;
  }
}

function parameters({ earliest, latest, now }: SearchOptions): { [name: string]: unknown } {
  return {
    ...(earliest === undefined ? {} : { earliest_time: earliest }),
    ...(latest === undefined ? {} : { latest_time: latest }),
    ...(now === undefined ? {} : { now: String(now) }),
  };
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
