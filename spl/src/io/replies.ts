/**
 * Reads what the endpoints of Splunk's REST API reply with: a JSON object, endpoint → array of rows. Rows are read as events are. Rejects
 * everything else.
 */
import { SplError } from "../errors/spl-error.ts";
import type { Table } from "../values/table.ts";
import { eventsFromObjects } from "./events.ts";

/** Endpoint as a search names it → its rows. Throws SplError malformed_event. */
export function readReplies(content: string): ReadonlyMap<string, Table> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new SplError("malformed_event", "The replies are not valid JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SplError("malformed_event", "The replies must be one JSON object: endpoint, array of rows.");
  return new Map(
    Object.entries(value).map(([endpoint, rows]): [string, Table] => {
      if (!Array.isArray(rows))
        throw new SplError("malformed_event", `The reply of ${endpoint} must be an array of rows.`);
      try {
        return [endpoint, eventsFromObjects(rows)];
      } catch (error) {
        if (!(error instanceof SplError)) throw error;
        throw new SplError(error.code, `The reply of ${endpoint}: ${error.message.replace(/^Line/, "row")}`);
      }
    }),
  );
}
