/**
 * Reads a file of events for the demo: JSON lines as the firewall's eStreamer client writes them, or labelled ones whose
 * event is in `event`. They get the names that the add-on gives them. A line that is not an event is reported with its number
 * and skipped.
 */
import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { applyEventFormat, ESTREAMER, eventsFromObjects, type Row, SplError } from "spl-runner";

export interface EventsFile {
  readonly events: readonly Row[];
  /** One sentence for each line that was skipped. */
  readonly complaints: readonly string[];
}

export async function readEventsFile(path: string): Promise<EventsFile> {
  const events: Row[] = [];
  const complaints: string[] = [];
  let number = 0;
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new Error(`${path} is not a file that can be read.`);
  for await (const text of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    const line = number === 1 ? text.replace(/^\ufeff/, "") : text;
    if (line.trim() === "") continue;
    const event = parseEvent(line);
    if (typeof event === "string") complaints.push(`${path}:${number}: skipped, ${event}`);
    else events.push(event);
  }
  return { events, complaints };
}

/** The event, or why the line is not an event. */
function parseEvent(line: string): Row | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "it is not JSON.";
  }
  if (!isObject(value)) return "it is not a JSON object.";
  const { event: labelled, time } = value;
  try {
    const row = eventsFromObjects([isObject(labelled) ? labelled : value]).rows[0]!;
    if (isObject(labelled)) {
      // Labelled events may be bare, as a search may leave them: these came from a connection all the same.
      if (!row.has("EventType")) row.set("EventType", "ConnectionEvent");
      if (typeof time === "number") row.set("_time", time);
    }
    applyEventFormat(row, line, ESTREAMER);
    if (!row.has("_time")) return "it has no time (FirstPacketSecond or EventSecond).";
    return row;
  } catch (error) {
    if (error instanceof SplError) return error.message.replace(/^Line 1(?:: | )/, "");
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
