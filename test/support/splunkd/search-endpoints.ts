/** The parser, and search jobs with what is below them (REST API Reference, "Search endpoint descriptions"). */
import { runSearch } from "spl-runner";
import { type Answer, type Call, HttpError, type Place, type Splunkd } from "./call.ts";
import { errorBody, feed, results } from "./feed.ts";
import { type Job, jobEntry, RejectedSearch } from "./jobs.ts";

/** POST search/v2/parser, GET search/parser (Search endpoint descriptions). */
export function parser(splunkd: Splunkd, { parameters }: Call, { app }: Place): Answer {
  try {
    const commands = splunkd.jobs.commands(parameters.get("q") ?? "", app);
    return {
      body: {
        remoteSearch: "",
        remoteTimeOrdered: true,
        eventsSearch: parameters.get("q") ?? "",
        eventsTimeOrdered: true,
        commands: commands.map((command) => ({ ...command, pipeline: "streaming", args: {} })),
      },
    };
  } catch (error) {
    throw rejected(error);
  }
}

function rejected(error: unknown): unknown {
  return error instanceof RejectedSearch ? new HttpError(400, "FATAL", error.message) : error;
}

/** search/v2/jobs and what is below it (Search endpoint descriptions). */
export async function jobs(
  splunkd: Splunkd,
  call: Call,
  place: Place,
  sid: string | undefined,
  below: string,
): Promise<Answer> {
  const { method, parameters, path } = call;
  if (sid === undefined) {
    if (method === "GET") return { body: feed(path, [...splunkd.jobs.all.values()].map(jobEntry)) };
    let job: Job;
    try {
      job = splunkd.jobs.create(parameters.get("search") ?? "", place.app, place.owner, parameters);
    } catch (error) {
      throw rejected(error);
    }
    const mode = parameters.get("exec_mode") ?? "normal";
    if (mode !== "normal") await job.ended;
    if (mode !== "oneshot") return { status: 201, body: { sid: job.sid } };
    if (job.state === "FAILED") return { status: 400, body: { messages: job.messages } };
    return results(job.table, parameters.get("output_mode") ?? "xml", job.messages);
  }
  const job = splunkd.jobs.all.get(decodeURIComponent(sid));
  if (job === undefined) throw new HttpError(404, "FATAL", "Unknown sid.");
  switch (below) {
    case "":
      // The first look finds it queued, the next one where it is then.
      if (
        job.polls++ > 0 &&
        job.state !== "QUEUED" &&
        splunkd.options.searchFault?.(job.search) !== "never ends"
      )
        await job.ended;
      return {
        body: feed(path, [
          job.polls === 1
            ? {
                ...jobEntry(job),
                content: {
                  ...jobEntry(job).content,
                  dispatchState: "QUEUED",
                  isDone: false,
                  isFailed: false,
                },
              }
            : jobEntry(job),
        ]),
      };
    case "control":
      return control(splunkd, job, parameters);
    case "results":
    case "results_preview":
    case "events":
      return page(job, parameters);
    case "search.log":
      return {
        type: "text/plain; charset=UTF-8",
        body: "01-01-2026 00:00:00.000 INFO  dispatchRunner - search context\r\n",
      };
    case "summary":
      return summary(job);
    case "timeline":
      return timeline(job);
    default:
      throw new HttpError(404, "ERROR", "Not Found");
  }
}

function control(splunkd: Splunkd, job: Job, parameters: URLSearchParams): Answer {
  const action = parameters.get("action");
  if (action === "cancel") splunkd.jobs.all.delete(job.sid);
  if (action === "setttl") job.ttl = Number(parameters.get("ttl"));
  return { body: errorBody("INFO", `Search job ${action}.`) };
}

async function page(job: Job, parameters: URLSearchParams): Promise<Answer> {
  await job.ended;
  let { table } = job;
  const search = parameters.get("search");
  if (search !== null) table = (await runSearch({ search: `* ${search}`, events: table, now: 0 })).table;
  const offset = Number(parameters.get("offset") ?? 0);
  const count = Number(parameters.get("count") ?? 100) || table.rows.length;
  return results(
    { ...table, rows: table.rows.slice(offset, offset + count) },
    parameters.get("output_mode") ?? "json",
    job.messages,
  );
}

async function summary(job: Job): Promise<Answer> {
  await job.ended;
  const { fields, rows } = job.table;
  const of = (field: string) => {
    const modes = new Map<string, number>();
    for (const row of rows) modes.set(String(row.get(field)), (modes.get(String(row.get(field))) ?? 0) + 1);
    return {
      count: rows.length,
      distinct_count: modes.size,
      is_exact: 1,
      modes: [...modes].map(([value, count]) => ({ value, count, is_exact: true })),
    };
  };
  return {
    body: { event_count: rows.length, fields: Object.fromEntries(fields.map((field) => [field, of(field)])) },
  };
}

async function timeline(job: Job): Promise<Answer> {
  await job.ended;
  const count = job.table.rows.length;
  const bucket = { available_count: count, total_count: count, duration: 0.001, is_finalized: true };
  return {
    body: { event_count: count, buckets: [{ ...bucket, earliest_time_offset: 0, latest_time_offset: 0 }] },
  };
}
