/** The stand-in's endpoints, here and in the files it imports, each with the page of Splunk's REST API Reference that its form is from. */
import { type Answer, type Call, HttpError, type Place, type Splunkd } from "./call.ts";
import { feed, GENERATOR } from "./feed.ts";
import { objects } from "./object-endpoints.ts";
import { jobs, parser } from "./search-endpoints.ts";
import { acl } from "./store.ts";

const COOKIE = "splunkd_8089";

export async function answer(splunkd: Splunkd, call: Call): Promise<Answer> {
  const place = placeOf(call.path);
  if (place.rest === "auth/login") return login(splunkd, call);
  assertAuthenticated(splunkd, call);
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
          server_roles: splunkd.options.roles ?? ["indexer", "license_manager", "kv_store"],
          os_name: "Linux",
          os_version: "6.1",
          cpu_arch: "x86_64",
          isTrial: false,
          instance_type: splunkd.options.isCloud === true ? "cloud" : "download",
          ...(splunkd.options.startupTime === false
            ? {}
            : { startup_time: 1_760_000_000 + splunkd.restarts }),
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
      splunkd.restart();
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
    return jobs(splunkd, call, place, search[1], search[2] ?? "");
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

function assertAuthenticated(splunkd: Splunkd, { authorization, cookie }: Call): void {
  const [scheme, key = ""] = authorization.split(" ");
  const { token } = splunkd.options;
  const sent = /splunkd_8089=([^;]+)/.exec(cookie)?.[1] ?? "";
  const known =
    (scheme === "Bearer" && token !== undefined && key === token) ||
    (scheme === "Splunk" && splunkd.sessions.has(key)) ||
    splunkd.sessions.has(sent);
  if (!known) throw new HttpError(401, "WARN", "call not properly authenticated");
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
