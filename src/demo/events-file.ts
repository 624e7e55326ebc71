/**
 * Reads a file of events for the demo: JSON lines as the firewall's eStreamer client writes them, or labelled ones whose
 * event is in `event`. A line that is no event is reported with its number and skipped.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Event } from "../splunkd/index.ts";

export interface EventsFile {
  readonly events: readonly Event[];
  /** One sentence for each line that was skipped. */
  readonly complaints: readonly string[];
}

export async function readEventsFile(path: string): Promise<EventsFile> {
  const events: Event[] = [];
  const complaints: string[] = [];
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    if (line.trim() === "") continue;
    const event = parseEvent(line);
    if (typeof event === "string") complaints.push(`${path}:${number}: skipped, ${event}.`);
    else events.push(event);
  }
  return { events, complaints };
}

/** The event, or why the line is none. */
function parseEvent(line: string): Event | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "it is not JSON";
  }
  if (!isObject(value)) return "it is not a JSON object";
  const { event: inner, time } = value;
  const object = isObject(inner) ? inner : value;
  const event = new Map<string, string | readonly string[]>();
  for (const [field, content] of Object.entries(object)) {
    if (content === null) continue;
    event.set(field, Array.isArray(content) ? content.map(asText) : asText(content));
  }
  if (!event.has("FirstPacketSecond") && typeof time === "number")
    event.set("FirstPacketSecond", String(time));
  return event;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
