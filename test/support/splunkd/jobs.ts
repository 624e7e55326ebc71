/** The stand-in's searches: the SPL runner executes them on its events, with the app's real command. */
import {
  checkSearch,
  runSearch,
  type SearchApps,
  SearchError,
  type SearchRequest,
  type Table,
} from "spl-runner";
import type { StoredEntry } from "./feed.ts";

export interface Job {
  readonly sid: string;
  readonly search: string;
  readonly app: string;
  readonly owner: string;
  readonly parameters: URLSearchParams;
  state: "QUEUED" | "RUNNING" | "DONE" | "FAILED";
  table: Table;
  messages: { readonly type: string; readonly text: string }[];
  ttl: number;
  polls: number;
  /** Events that were read. */
  scanned: number;
  readonly ended: Promise<void>;
}

export interface SearchSettings {
  readonly events: Table;
  /** Epoch seconds; the stand-in has no clock. */
  readonly now: number;
  readonly apps: (context: string) => SearchApps;
  /** "fails" or "never ends" for a search that is to. */
  readonly fault: (search: string) => "fails" | "never ends" | null;
  /** What the command rest gives for an endpoint; null for one that is not there. */
  readonly reply: (uri: string) => Table | null;
}

/** A search that splunkd rejects with status 400. */
export class RejectedSearch extends Error {}

/** What splunkd rejects when a job is created; everything else makes a job that fails. */
const AT_ONCE = new Set(["unknown_command", "unknown_macro", "unexpected_text"]);

/** Parameters → what the runner calls them. */
const TIMES: { readonly [parameter: string]: "earliest" | "latest" | "indexEarliest" | "indexLatest" } = {
  earliest_time: "earliest",
  latest_time: "latest",
  index_earliest: "indexEarliest",
  index_latest: "indexLatest",
};

export class Jobs {
  readonly all = new Map<string, Job>();

  constructor(private readonly settings: SearchSettings) {}

  /** The commands of a search; throws RejectedSearch. */
  commands(search: string, app: string): { readonly command: string; readonly rawargs: string }[] {
    const { steps } = check(this.request(search, app, new URLSearchParams()), () => true);
    return steps!.map(({ text }) => {
      const [command = "", ...rest] = text.split(" ");
      return { command, rawargs: rest.join(" ") };
    });
  }

  /** Begins a search. Throws RejectedSearch for one that splunkd rejects at once. */
  create(search: string, app: string, owner: string, parameters: URLSearchParams): Job {
    const request = this.request(search, app, parameters);
    check(request, (error) => error.errors.some(({ code }) => AT_ONCE.has(code)));
    const sid = parameters.get("id") ?? `${this.settings.now}.${this.all.size + 1}`;
    const job: Job = {
      sid,
      search,
      app,
      owner,
      parameters,
      state: "QUEUED",
      table: { fields: [], rows: [] },
      messages: [],
      ttl: 600,
      polls: 0,
      scanned: 0,
      ended: Promise.resolve().then(() => this.run(job, request)),
    };
    this.all.set(sid, job);
    return job;
  }

  private request(search: string, app: string, parameters: URLSearchParams): SearchRequest {
    const time = (name: string) => {
      const text = parameters.get(name);
      return text === null || text === "" ? {} : { [TIMES[name]!]: /^\d+$/.test(text) ? Number(text) : text };
    };
    // The parameter begins with a pipe or a command's name, also where that is search.
    if (!/^\s*(?:\||[a-z]+\s)/.test(search))
      throw new RejectedSearch(`Unknown search command '${search.split(/\W/)[0]}'.`);
    const generating = /^\s*(?!search\s)[a-z]/.test(search) ? `| ${search}` : search;
    return {
      search: generating,
      app: this.settings.apps(app),
      events: this.settings.events,
      now: Number(parameters.get("now") ?? this.settings.now),
      replies: this.replies(search),
      ...Object.assign({}, ...Object.keys(TIMES).map(time)),
    };
  }

  /** Of the endpoints that a search names: `| rest /servicesNS/…`. */
  private replies(search: string): ReadonlyMap<string, Table> {
    const uris = [...search.matchAll(/\|\s*rest\s+(\/\S+)/g)].map((match) => match[1]!);
    return new Map(
      uris.flatMap((uri): [string, Table][] => {
        const reply = this.settings.reply(uri);
        return reply === null ? [] : [[uri, reply]];
      }),
    );
  }

  private async run(job: Job, request: SearchRequest): Promise<void> {
    const fault = this.settings.fault(job.search);
    job.state = "RUNNING";
    if (fault === "never ends") return;
    try {
      if (fault === "fails")
        throw new Error("Error in 'search' command: the search process exited with code 255.");
      const { table, messages } = await runSearch(request);
      const rows = table.rows;
      if (!/^\s*\|/.test(job.search)) job.scanned = this.settings.events.rows.length;
      job.table = { fields: table.fields.filter((field) => rows.some((row) => row.has(field))), rows };
      if (rows.length === 0) job.table = { fields: [], rows };
      job.messages = messages.map(({ severity, text }) => ({ type: severity, text }));
      job.state = "DONE";
    } catch (error) {
      job.messages = [{ type: "FATAL", text: error instanceof Error ? error.message : String(error) }];
      job.state = "FAILED";
    }
  }
}

function check(request: SearchRequest, rejects: (error: SearchError) => boolean) {
  try {
    return checkSearch(request);
  } catch (error) {
    if (error instanceof SearchError && !rejects(error)) return { steps: null };
    throw error instanceof SearchError ? new RejectedSearch(error.message) : error;
  }
}

/** The properties of a job (REST API Reference, search/v2/jobs/{search_id}). */
export function jobEntry(job: Job): StoredEntry {
  const done = job.state === "DONE";
  return {
    name: job.sid,
    acl: {
      app: job.app,
      owner: job.owner,
      sharing: "global",
      perms: { read: [job.owner], write: [job.owner] },
    },
    content: {
      sid: job.sid,
      dispatchState: job.state,
      doneProgress: done ? 1 : 0.5,
      isDone: done || job.state === "FAILED",
      isFailed: job.state === "FAILED",
      isFinalized: false,
      isPaused: false,
      eventCount: job.table.rows.length,
      resultCount: job.table.rows.length,
      scanCount: job.scanned,
      runDuration: 0.25,
      statusBuckets: Number(
        job.parameters.get("status_buckets") ?? job.parameters.get("dispatch.buckets") ?? 0,
      ),
      ttl: job.ttl,
      priority: 5,
      messages: job.messages,
    },
  };
}
