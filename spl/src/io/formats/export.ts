/**
 * Lines of an export of Splunk (`{"preview":false,"offset":0,"result":{…}}`): the result is the event (REST API Reference, search/jobs/export,
 * output_mode=json). Rejects results of a preview, which are not complete, and lines without a result.
 */
import { SplError } from "../../errors/spl-error.ts";

/** The result inside an exported line; the object itself where it is not one. Throws SplError malformed_event. */
export function exportedResult(value: unknown, number: number): unknown {
  const isEnd = ["preview", "lastrow"].every((name) => typeof member(value, name) === "boolean");
  if (isEnd && member(value, "result") === undefined) {
    const message = `Line ${number} is a line of an export without a result, as a search without rows has; remove it.`;
    throw new SplError("malformed_event", message);
  }
  if (!isExported(value)) return value;
  if (member(value, "preview") === false) return member(value, "result");
  const message = `Line ${number} is a result of a preview, which is not complete: export without previews.`;
  throw new SplError("malformed_event", message);
}

/** Whether it is a line of an export with a result in it. */
export function isExported(value: unknown): boolean {
  return member(value, "preview") !== undefined && typeof member(value, "result") === "object";
}

function member(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
