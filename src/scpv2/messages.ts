/**
 * What the metadata of requests and replies means. Requests may have unknown keys, and splunkd leaves
 * keys out in some versions, so everything but the action is optional. Replies hold only keys that splunkd knows: any
 * other is logged as "Unsupported metadata field".
 */
import { ProtocolError } from "./errors.ts";

export interface GetinfoRequest {
  readonly action: "getinfo";
  /** The command's arguments with quotes removed, or null when splunkd sent none of that form. */
  readonly args: readonly string[] | null;
  /** The same with quotes kept. */
  readonly rawArgs: readonly string[] | null;
}

export interface ExecuteRequest {
  readonly action: "execute";
  /** True for the last chunk. */
  readonly finished: boolean;
}

export type Request = GetinfoRequest | ExecuteRequest;

export interface GetinfoReply {
  readonly type: "streaming" | "stateful" | "events" | "reporting";
  /** The only fields that the command needs; absent for all. */
  readonly required_fields?: readonly string[];
}

/**
 * Read a request's metadata.
 * @throws ProtocolError "metadata" when it is not JSON or has a key of the wrong type, "action" when the action is not known.
 */
export function parseRequest(metadata: Buffer): Request {
  const fields = parseObject(metadata);
  const action = fields.action;
  if (action === "getinfo") {
    const searchinfo = fields.searchinfo;
    const info = isObject(searchinfo) ? searchinfo : {};
    return { action, args: textList(info, "args"), rawArgs: textList(info, "raw_args") };
  }
  if (action === "execute") {
    const finished = fields.finished;
    if (finished !== undefined && typeof finished !== "boolean") {
      throw new ProtocolError(
        "metadata",
        `"finished" in a request must be true or false, not ${brief(finished)}.`,
      );
    }
    return { action, finished: finished === true };
  }
  throw new ProtocolError(
    "action",
    `a request needs the action "getinfo" or "execute", not ${brief(action)}.`,
  );
}

function parseObject(metadata: Buffer): Record<string, unknown> {
  if (metadata.length === 0) {
    throw new ProtocolError("metadata", "a request came without metadata, so what it asks for is unknown.");
  }
  let value: unknown;
  try {
    value = JSON.parse(metadata.toString("utf8"));
  } catch (_) {
    // The text is not repeated: it may hold a session key.
    throw new ProtocolError(
      "metadata",
      `the ${metadata.length} bytes of a request's metadata are not valid JSON.`,
    );
  }
  if (!isObject(value)) throw new ProtocolError("metadata", "a request's metadata is not a JSON object.");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textList(info: Record<string, unknown>, key: string): readonly string[] | null {
  const value = info[key];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((entry): entry is string => typeof entry === "string")) {
    throw new ProtocolError("metadata", `"searchinfo.${key}" in a request must be a list of texts.`);
  }
  return value;
}

/** A value that is not what it should be; of one with parts only the kind is shown, since it may be of any depth. */
function brief(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/**
 * The reply that stops a search with a message. splunkd wants `inspector` before `error`; the text stands in both, since
 * some versions show the one and some the other.
 */
export function errorReply(text: string): string {
  return JSON.stringify({ inspector: { messages: [["ERROR", text]] }, finished: true, error: text });
}
