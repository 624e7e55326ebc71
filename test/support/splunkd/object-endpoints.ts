/** Lists of named objects: apps, saved searches, dashboards, stanzas, messages. */
import { type Answer, type Call, HttpError, type Place, type Splunkd } from "./call.ts";
import { feed, type StoredEntry } from "./feed.ts";
import { jobEntry } from "./jobs.ts";
import { acl } from "./store.ts";

/** Lists of named objects: apps, saved searches, views, stanzas … (REST API User Manual, "Access Splunk resources"). */
export function objects(splunkd: Splunkd, call: Call, place: Place): Answer {
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
