/** The stand-in's endpoints, each with the page of Splunk's REST API Reference that its form is from. */
import { runSearch } from "spl-runner";
import { errorBody, feed, GENERATOR, results, type StoredEntry } from "./feed.ts";
import { type Job, type Jobs, jobEntry, RejectedSearch } from "./jobs.ts";
import { acl, type Store } from "./store.ts";

/** What the endpoints read and change. */
export interface Splunkd {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly sessions: Set<string>;
  readonly apps: ReadonlyMap<string, unknown>;
  readonly installed: URLSearchParams[];
  restarts: number;
  readonly options: {
    readonly username?: string;
    readonly password: string;
    readonly token?: string;
    readonly version?: string;
    readonly roles?: readonly string[];
    readonly capabilities?: readonly string[];
    /** What apps/local can install: path or URL → version. */
    readonly packages?: { readonly [source: string]: string };
    readonly searchFault?: (search: string) => "fails" | "never ends" | null;
  };
}

export interface Call {
  readonly method: string;
  readonly path: string;
  /** Of query and body. */
  readonly parameters: URLSearchParams;
  readonly authorization: string;
  readonly cookie: string;
}

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: object | string;
  readonly headers?: { [name: string]: string };
}

export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

interface Place {
  readonly owner: string;
  readonly app: string;
  /** What follows the namespace: "search/jobs". */
  readonly rest: string;
}

const COOKIE = "splunkd_8089";

export async function answer(splunkd: Splunkd, call: Call): Promise<Answer> {
  const place = placeOf(call.path);
  if (place.rest === "auth/login") return login(splunkd, call);
  const key = authenticated(splunkd, call);
  if (
    place.app !== "-" &&
    !splunkd.apps.has(place.app) &&
    !splunkd.store.of("apps/local").some(({ name }) => name === place.app)
  )
    throw new HttpError(404, "ERROR", `Application does not exist: ${place.app}`);
  const user = splunkd.options.username ?? "admin";
  switch (place.rest) {
    // Introspection endpoint descriptions
    case "server/info":
      return one(
        call,
        "server-info",
        {
          version: splunkd.options.version ?? GENERATOR.version,
          build: GENERATOR.build,
          serverName: "standin",
          product_type: "enterprise",
          server_roles: splunkd.options.roles ?? ["indexer", "search_head", "kv_store"],
          os_name: "Linux",
          os_version: "6.1",
          cpu_arch: "x86_64",
          isTrial: false,
        },
        splunkd.options.version,
      );
    // Access endpoint descriptions
    case "authentication/current-context":
      return one(call, "context", {
        username: user,
        roles: ["admin"],
        capabilities: splunkd.options.capabilities ?? [
          "search",
          "rest_apps_view",
          "edit_local_apps",
          "install_apps",
          "restart_splunkd",
        ],
        tz: "",
        realname: "",
      });
    // System endpoint descriptions
    case "server/control/restart":
      splunkd.restarts++;
      splunkd.sessions.clear();
      splunkd.store.of("messages").splice(0);
      return { body: feed(call.path, []) };
  }
  // KV store endpoint descriptions: records are a bare array
  const collection = /^storage\/collections\/data\/([^/]+)$/.exec(place.rest)?.[1];
  if (collection !== undefined) {
    const records = splunkd.store.of(`storage/collections/data/${collection}`).map(({ content }) => content);
    return { body: records.slice(0, Number(call.parameters.get("limit") ?? 0) || undefined) };
  }
  const search = /^search\/(?:v2\/)?(?:jobs(?:\/([^/]+)(?:\/(.+))?)?|(parser))$/.exec(place.rest);
  if (search !== null) {
    if (search[3] !== undefined) return parser(splunkd, call, place);
    return jobs(splunkd, call, place, search[1], search[2] ?? "", key);
  }
  return objects(splunkd, call, place);
}

/** POST auth/login (Access endpoint descriptions); with cookie=1 the session is also a cookie. */
function login(splunkd: Splunkd, { parameters }: Call): Answer {
  const { username = "admin", password } = splunkd.options;
  if (parameters.get("username") !== username || parameters.get("password") !== password)
    throw new HttpError(401, "WARN", "Login failed");
  const sessionKey = `session-key-${splunkd.sessions.size + 1}-of-the-stand-in`;
  splunkd.sessions.add(sessionKey);
  const cookie =
    parameters.get("cookie") === "1"
      ? { "Set-Cookie": `${COOKIE}=${sessionKey}; Path=/; Secure; HttpOnly` }
      : {};
  return { body: { sessionKey, message: "", code: "" }, headers: cookie as { [name: string]: string } };
}

function authenticated(splunkd: Splunkd, { authorization, cookie }: Call): string {
  const [scheme, key = ""] = authorization.split(" ");
  const { token } = splunkd.options;
  if (scheme === "Bearer" && token !== undefined && key === token) return key;
  if (scheme === "Splunk" && splunkd.sessions.has(key)) return key;
  const sent = /splunkd_8089=([^;]+)/.exec(cookie)?.[1] ?? "";
  if (splunkd.sessions.has(sent)) return sent;
  throw new HttpError(401, "WARN", "call not properly authenticated");
}

/** POST search/v2/parser, GET search/parser (Search endpoint descriptions). */
function parser(splunkd: Splunkd, { parameters }: Call, { app }: Place): Answer {
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
async function jobs(
  splunkd: Splunkd,
  call: Call,
  place: Place,
  sid: string | undefined,
  below: string,
  _key: string,
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

/** Lists of named objects: apps, saved searches, views, stanzas … (REST API User Manual, "Access Splunk resources"). */
function objects(splunkd: Splunkd, call: Call, place: Place): Answer {
  const { method, parameters, path } = call;
  const { endpoint, name, action } = resource(place.rest);
  const { store } = splunkd;
  const list = () => store.visible(endpoint, place.owner, endpoint === "apps/local" ? "-" : place.app);
  if (name === undefined)
    return method === "POST" ? create(splunkd, call, place, endpoint) : paged(path, list(), parameters);
  const entry = list().find((each) => each.name === name);
  if (entry === undefined) throw new HttpError(404, "ERROR", `Could not find object id=${name}`);
  if (method === "DELETE") {
    store.remove(endpoint, entry);
    return { body: feed(path, []) };
  }
  if (action === "dispatch" && method === "POST") {
    const renamed = new URLSearchParams([...parameters, ["saved_search", name]]);
    const job = splunkd.jobs.create(String(entry.content.search), place.app, place.owner, renamed);
    return { status: 201, body: { sid: job.sid } };
  }
  if (action === "history") {
    const ran = [...splunkd.jobs.all.values()].filter((job) => job.parameters.get("saved_search") === name);
    return paged(path, ran.map(jobEntry), parameters);
  }
  if (action === "acl") {
    const perms = { read: parameters.get("perms.read")?.split(",") ?? ["*"], write: ["admin"] };
    Object.assign(entry.acl, { sharing: parameters.get("sharing"), owner: parameters.get("owner"), perms });
  } else if (method === "POST" && action === undefined) Object.assign(entry.content, contentOf(parameters));
  return { body: feed(path, [entry]) };
}

function create(
  splunkd: Splunkd,
  { parameters, path }: Call,
  { owner, app }: Place,
  endpoint: string,
): Answer {
  const name = parameters.get("name");
  if (name === null) throw new HttpError(400, "ERROR", "The following required arguments are missing: name.");
  const { store } = splunkd;
  if (endpoint === "apps/local" && parameters.get("filename") !== null) {
    splunkd.installed.push(parameters);
    const version = splunkd.options.packages?.[name];
    if (version === undefined) throw new HttpError(400, "ERROR", `${name} is not a file that exists.`);
    const app = parameters.get("explicit_appname")!;
    const present = store.of(endpoint).find((each) => each.name === app);
    if (present === undefined)
      store
        .of(endpoint)
        .push({ name: app, acl: acl("system", "app"), content: { version, disabled: false } });
    else if (parameters.get("update") !== "1")
      throw new HttpError(409, "ERROR", `App "${app}" already exists.`);
    else present.content.version = version;
    return {
      status: 201,
      body: feed(
        path,
        store.of(endpoint).filter((each) => each.name === parameters.get("explicit_appname")),
      ),
    };
  }
  if (
    store.of(endpoint).some((each) => each.name === name && each.acl.app === app && each.acl.owner === owner)
  )
    throw new HttpError(409, "ERROR", `Unable to create: an object with name=${name} already exists.`);
  const entry: StoredEntry = {
    name,
    acl:
      endpoint === "apps/local" ? acl("system", "app") : acl(app, owner === "nobody" ? "app" : "user", owner),
    content: {
      ...(endpoint === "apps/local" ? { version: "1.0.0", disabled: false } : {}),
      ...contentOf(parameters),
    },
  };
  store.of(endpoint).push(entry);
  return { status: 201, body: feed(path, [entry]) };
}

function contentOf(parameters: URLSearchParams): { [name: string]: unknown } {
  const content = Object.fromEntries(parameters);
  delete content.name;
  delete content.output_mode;
  return content;
}

/** Pagination and filtering parameters (REST API Reference, "Introduction"): count 0 is all, search matches any text. */
function paged(path: string, entries: readonly StoredEntry[], parameters: URLSearchParams): Answer {
  const filter = parameters.get("search");
  const found = filter === null ? entries : entries.filter((entry) => JSON.stringify(entry).includes(filter));
  const offset = Number(parameters.get("offset") ?? 0);
  const perPage = Number(parameters.get("count") ?? 30);
  const shown = found.slice(offset, perPage === 0 ? undefined : offset + perPage);
  return { body: feed(path, shown, { total: found.length, perPage, offset }) };
}

/** "saved/searches/NAME/dispatch" → its parts. The endpoint has one, two or three words. */
function resource(rest: string) {
  const words = rest.replace(/\/$/, "").split("/").map(decodeURIComponent);
  const size = /^(?:messages)(?:\/|$)/.test(rest)
    ? 1
    : /^(?:data\/ui|search\/distributed|storage\/collections|data\/transforms)\//.test(rest)
      ? 3
      : 2;
  return { endpoint: words.slice(0, size).join("/"), name: words[size], action: words[size + 1] };
}

function one(
  { path }: Call,
  name: string,
  content: { [name: string]: unknown },
  version = GENERATOR.version,
): Answer {
  return {
    body: {
      ...feed(path, [{ name, acl: acl("system", "system"), content }]),
      generator: { ...GENERATOR, version },
    },
  };
}

function placeOf(path: string): Place {
  const own = /^\/services\/(.+)$/.exec(path);
  if (own !== null) return { owner: "-", app: "-", rest: own[1]! };
  const namespaced = /^\/servicesNS\/([^/]+)\/([^/]+)\/(.+)$/.exec(path);
  if (namespaced === null) throw new HttpError(404, "ERROR", "Not Found");
  return {
    owner: decodeURIComponent(namespaced[1]!),
    app: decodeURIComponent(namespaced[2]!),
    rest: namespaced[3]!,
  };
}
