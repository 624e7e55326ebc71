/**
 * splunk-sdk 2 without what it does by itself: its index.js reads a .env file of the working folder into the environment, its log
 * prints replies on the console and sets LOG_LEVEL, and its HTTP accepts every certificate. So its parts are loaded one by one, its
 * HTTP is ours, and LOG_LEVEL is put back, without which its log is silent.
 */
import { SplunkError } from "./errors.ts";
import type { Http } from "./http.ts";
import type {
  SdkHttpClass,
  SdkMessage,
  SdkParameters,
  SdkResponse,
  SdkService,
  SdkServiceClass,
} from "./sdk-types.ts";

/**
 * A service of the SDK whose requests go through `http`.
 * @param parameters those of the SDK's Service: host, port, username, password, sessionKey, authorization, owner, app
 */
export async function createService(http: Http, parameters: SdkParameters): Promise<SdkService> {
  const level = process.env.LOG_LEVEL;
  const { default: SdkHttp } = await import("splunk-sdk/lib/http.js");
  const { default: Service } = await import("splunk-sdk/lib/service.js");
  if (level === undefined) delete process.env.LOG_LEVEL;
  else process.env.LOG_LEVEL = level;
  const Transport = (SdkHttp as SdkHttpClass).extend({
    makeRequest: (url: string, message: SdkMessage) => sendFor(http, url, message),
  });
  return new (Service as SdkServiceClass)(new Transport(), parameters);
}

/**
 * Whether an error is thrown by the SDK, which reads replies without checking them: then the reply has another form. Any other is a
 * defect of this project.
 */
export function isOfSdk(error: Error): boolean {
  const place = /^\s+at .*[/\\].*$/m.exec(error.stack ?? "")?.[0] ?? "";
  return place.includes("splunk-sdk");
}

async function sendFor(http: Http, url: string, { method, headers, body }: SdkMessage): Promise<SdkResponse> {
  const reply = await http.send({
    method: method as "GET" | "POST" | "DELETE",
    url,
    headers: { ...headers, "User-Agent": "suspicious-ports" },
    body: method === "GET" ? "" : body,
    repeatable: isRepeatable(method, new URL(url).pathname, body),
  });
  const type = String(reply.headers["content-type"] ?? "");
  const text = reply.body.toString("utf8");
  const cookie = reply.headers["set-cookie"];
  const cookies = cookie === undefined ? {} : { "set-cookie": [cookie].flat() };
  return {
    // The SDK expects a list of cookies, also of one.
    response: { headers: { ...reply.headers, ...cookies }, statusCode: reply.status },
    status: reply.status,
    data: type.startsWith("application/json") && text !== "" ? parseJson(text, url, reply.status) : text,
    error: null,
  };
}

/**
 * Reading, logging in, and the POSTs that only read: parser, results and events (Splunk REST API Reference, "Search endpoint descriptions"). A
 * oneshot search leaves no job behind, and Splunk.oneshot is for searches that write nothing.
 */
function isRepeatable(method: string, path: string, body: string): boolean {
  if (method !== "POST") return method === "GET";
  if (/\/search\/(?:v2\/)?jobs\/?$/.test(path))
    return new URLSearchParams(body).get("exec_mode") === "oneshot";
  return /\/(?:auth\/login|search\/(?:v2\/)?parser|search\/v2\/jobs\/[^/]+\/(?:results|results_preview|events))\/?$/.test(
    path,
  );
}

function parseJson(text: string, url: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SplunkError(
      "malformed_reply",
      `The reply to ${new URL(url).pathname} is not complete JSON (${text.length} characters).`,
      "Check whether something between here and splunkd, such as a proxy, shortens replies.",
      status,
    );
  }
}
