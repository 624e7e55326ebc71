/**
 * Stands in for Splunk's own search and chain in the preset: the same options and schema, but the rows come from the preview's server, which
 * runs the search through the SPL runner. A chain waits for its parent, as Splunk's does, and sends all queries from the base search on.
 */
import { SplunkSearch, TestDataSource } from "@splunk/datasources";
import type { SearchReply, SearchRequest } from "../protocol/index.ts";

interface Options {
  readonly query?: string;
  readonly extend?: string;
  readonly queryParameters?: { readonly earliest?: string; readonly latest?: string };
}

/** What a data source hands to those that extend it. */
interface Parent {
  readonly parts?: readonly string[];
  readonly earliest?: string;
  readonly latest?: string;
}

type RequestParameters = NonNullable<Parameters<TestDataSource["request"]>[0]>;
type Subscriber = NonNullable<Parameters<ReturnType<TestDataSource["request"]>>[0]>;

let pending = 0;

/** Searches that are being run. */
export function pendingSearches(): number {
  return pending;
}

class RunnerDataSource extends TestDataSource {
  private readonly search: Options;
  private parent: Parent | null = null;
  private refresh = false;

  constructor(options: Options = {}, context: { readonly id?: string } = {}) {
    super({}, context);
    this.search = options;
  }

  override request(parameters: RequestParameters = {}) {
    return (observer?: Subscriber) => {
      const abort = new AbortController();
      if (observer !== undefined) void this.run(parameters, observer, abort.signal);
      return () => abort.abort();
    };
  }

  override getObserver() {
    return {
      next: ({ meta }: { readonly meta: Parent & { readonly status?: string } }) => {
        const changed =
          meta.parts !== undefined && JSON.stringify(meta.parts) !== JSON.stringify(this.parent?.parts);
        if (changed) this.parent = meta;
        this.refresh = changed;
      },
      error: () => {},
      complete: () => {},
    };
  }

  override shouldRefreshSubscription(): boolean {
    return this.refresh;
  }

  private async run(parameters: RequestParameters, observer: Subscriber, signal: AbortSignal): Promise<void> {
    const { query = "", extend, queryParameters } = this.search;
    if (extend !== undefined && this.parent === null) return;
    const parts = [...(this.parent?.parts ?? []), query];
    const { earliest = "-24h@h", latest = "now" } = { ...queryParameters, ...this.parent };
    const sorted = sortCommand(parameters.sort);
    const id = this.context.id ?? "";
    const request: SearchRequest = { id, parts: [...parts, ...sorted], earliest, latest };
    const meta = { sid: id, parts, earliest, latest };
    const reply = await rowsOf(request, signal);
    if (reply === null) return;
    if ("error" in reply) {
      observer.error({ level: "error", message: reply.error, meta: { ...meta, status: "failed" } });
      return;
    }
    const { fields, columns } = reply;
    const { count, offset } = parameters;
    const rows = this.toDataSet({
      fields: fields.map((name) => ({ name })),
      columns: columns as unknown as string[][],
    });
    observer.next({
      data: rows.getPage({
        ...(count === undefined ? {} : { count }),
        ...(offset === undefined ? {} : { offset }),
      }),
      meta: { ...meta, status: "done", percentComplete: 100, totalCount: columns[0]?.length ?? 0 },
    });
    observer.complete();
  }
}

/** Null where nobody waits any more: the panel is gone, or the preview was stopped. */
async function rowsOf(request: SearchRequest, signal: AbortSignal): Promise<SearchReply | null> {
  pending++;
  try {
    const response = await fetch("/search", { method: "POST", body: JSON.stringify(request), signal });
    return (await response.json()) as SearchReply;
  } catch {
    return null;
  } finally {
    pending--;
  }
}

/** What a click on the head of a column adds to the search. */
function sortCommand(sort: RequestParameters["sort"] = {}): readonly string[] {
  const keys = Object.entries(sort).filter(([, order]) => order !== "none");
  return keys.length === 0
    ? []
    : [`sort 0 ${keys.map(([field, order]) => `${order === "desc" ? "-" : "+"} "${field}"`).join(", ")}`];
}

/** With the schema and the settings of Splunk's, so that definitions are read in the same way. */
export const RUNNER_DATA_SOURCE = Object.assign(RunnerDataSource, {
  schema: SplunkSearch.schema,
  config: SplunkSearch.config,
});
