/** Readers of what splunkd replies: everything is checked, nothing is believed. Also what its error statuses mean. */
import { SplunkError, type SplunkErrorCode } from "./errors.ts";
import type { Secrets } from "./secrets.ts";

/** A message of splunkd: "messages" of a reply or of a job (REST API User Manual, "Basic concepts", response messages). */
export interface ServerMessage {
  /** FATAL, ERROR, WARN, INFO or DEBUG. */
  readonly type: string;
  readonly text: string;
}

type Properties = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A property as text; "" where it is absent or no text or number. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** splunkd gives booleans as true, 1, "1" or "true", by endpoint and version. */
export function truth(value: unknown): boolean {
  return value === true || value === 1 || value === "1" || value === "true";
}

/** A number, also where it comes as text; 0 where it is none. */
export function number(value: unknown): number {
  const read = typeof value === "string" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : 0;
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((each) => each !== "") : [];
}

export function messagesOf(value: unknown): ServerMessage[] {
  const list = isObject(value) ? value.messages : undefined;
  if (!Array.isArray(list)) return [];
  return list
    .filter(isObject)
    .map(({ type, text: words }) => ({ type: text(type).toUpperCase(), text: text(words) }));
}

/** The reply's "entry", a list of resources (REST API User Manual, "Splunk responses to REST operations"). Throws SplunkError malformed_reply. */
export function entriesOf(data: unknown, what: string): Entry[] {
  if (!isObject(data) || !Array.isArray(data.entry)) throw malformed(what);
  return data.entry.map((entry) => {
    if (!isObject(entry)) throw malformed(what);
    const { name, acl, content } = entry;
    return {
      name: text(name),
      app: isObject(acl) ? text(acl.app) : "",
      content: isObject(content) ? content : {},
    };
  });
}

export interface Entry {
  readonly name: string;
  /** The app that it is of; "" where the endpoint does not say. */
  readonly app: string;
  readonly content: Properties;
}

export function malformed(what: string): SplunkError {
  return new SplunkError(
    "malformed_reply",
    `The server's reply to ${what} has not the form that Splunk documents.`,
    "Check that host and port are those of Splunk's management port (8089 by default).",
  );
}

const REMEDIES: { readonly [status: number]: readonly [SplunkErrorCode, string] } = {
  400: ["rejected", "Read the server's message; it names what it does not accept."],
  401: [
    "unauthorized",
    "Check user name and password, or whether the token has expired; a token may be limited to another audience or disabled.",
  ],
  402: ["forbidden", "The licence of this server does not allow it."],
  403: [
    "forbidden",
    "Use an account with the role admin (sc_admin in Splunk Cloud), or one with the capability that the message names.",
  ],
  404: ["not_found", "Check that the app is installed and that the account may read it."],
  409: ["rejected", "Something with this name exists already, or the object cannot be changed this way."],
};

/**
 * What a rejected call of the SDK means: the SDK throws the reply, or for updates a list with the reply in front, and a TypeError where
 * a reply has another form than it expects.
 * @param what completes "The server's reply to …"
 */
export function explain(error: unknown, what: string, secrets: Secrets): SplunkError {
  const reply: unknown = Array.isArray(error) ? error[0] : error;
  if (reply instanceof SplunkError) {
    const { code, message, remedy, status } = reply;
    return new SplunkError(code, secrets.redact(message), remedy, status);
  }
  if (!isObject(reply) || typeof reply.status !== "number") return malformed(what);
  const words = messagesOf(reply.data)
    .map((message) => message.text)
    .join(" ");
  const said = secrets.redact(words).replace(/[.\s]+$/, "");
  const [code, remedy] =
    REMEDIES[reply.status] ??
    (reply.status >= 500
      ? ([
          "unavailable",
          "The server is busy, starting or in trouble: try again, and read splunkd.log.",
        ] as const)
      : (["rejected", "Read the server's message."] as const));
  const message = `The server replied ${reply.status} to ${what}${said === "" ? "" : `: ${said}`}.`;
  return new SplunkError(code, message, remedy, reply.status);
}
