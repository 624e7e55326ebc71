/**
 * Reads events: one JSON object a line. Gives rows, newest first as an index returns them (Search Manual, "About retrieving
 * events"). Rejects lines that are not a flat JSON object, with their line number.
 *
 * Numbers are numbers; one that a double would show with other digits (1.50, 1e3, integers beyond 2^53) is the text that the
 * line has, because Splunk's fields are texts. Texts are texts, arrays multi-values (of one: a single value; empty: absent),
 * null is absent, true and false are the texts "true" and "false". Dots in names are part of the name. A name twice in one
 * object is rejected: documentation does not say which value counts.
 */
import { isUtf8 } from "node:buffer";
import { SplError } from "../errors/spl-error.ts";
import { JsonNumber, parseJson } from "../values/json.ts";
import type { Row, Scalar, Table, Value } from "../values/table.ts";
import { applyEventFormat, type EventFormat } from "./event-format.ts";

/** Bytes of JSON lines → events in the order of the file. Throws SplError malformed_event. */
export function readEvents(content: Uint8Array | string, format: EventFormat | null = null): Table {
  const bytes =
    typeof content === "string"
      ? Buffer.from(content, "utf8")
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (!isUtf8(bytes))
    throw new SplError("malformed_event", `Line ${firstInvalidLine(bytes)} is not valid UTF-8.`);
  const rows: Row[] = [];
  const fields = new Set<string>();
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let number = 1; start < bytes.length; number++) {
    let end = bytes.indexOf(0x0a, start);
    if (end < 0) end = bytes.length;
    const line = bytes.toString("utf8", start, end).trim();
    start = end + 1;
    if (line === "") continue;
    const row = readLine(line, number);
    if (format !== null) applyEventFormat(row, line, format);
    for (const field of row.keys()) fields.add(field);
    rows.push(row);
  }
  return { fields: [...fields], rows };
}

/** Objects, as a program has them, → events. The same rules as for lines. */
export function eventsFromObjects(objects: readonly unknown[]): Table {
  const rows = objects.map((object, index) => readObject(object, index + 1));
  return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

/**
 * The same events newest first; those of one second keep their order. Every event must have a _time, or none.
 * Throws SplError malformed_event.
 */
export function newestFirst(events: Table): Table {
  const times = events.rows.map((row) => row.get("_time"));
  const missing = times.indexOf(undefined);
  if (missing >= 0) {
    if (times.every((time) => time === undefined)) return events;
    throw new SplError(
      "malformed_event",
      `Event ${missing + 1} has no _time, but others have; give it to all or to none.`,
    );
  }
  const seconds = times.map((time, index) => epochSeconds(time!, "_time", index));
  let sorted = true;
  for (let i = 1; i < seconds.length && sorted; i++) sorted = seconds[i - 1]! >= seconds[i]!;
  if (sorted) return events;
  const order = seconds
    .map((_, index) => index)
    .sort((left, right) => seconds[right]! - seconds[left]! || left - right);
  return { fields: events.fields, rows: order.map((index) => events.rows[index]!) };
}

/** Epoch seconds; null leaves an end open. */
export interface TimeRange {
  /** Inclusive. */
  readonly earliest: number | null;
  /** Exclusive. */
  readonly latest: number | null;
}

/** Events whose time lies in the range: the event's own, or that of its indexing. Throws SplError malformed_event. */
export function withinRange(
  events: Table,
  { earliest, latest }: TimeRange,
  field: "_time" | "_indextime" = "_time",
): Table {
  if (earliest === null && latest === null) return events;
  const rows = events.rows.filter((row, index) => {
    const time = row.get(field);
    if (time === undefined) {
      throw new SplError(
        "malformed_event",
        `Event ${index + 1} has no ${field}, so it cannot be searched by ${field === "_time" ? "time" : "the time of indexing"}.`,
      );
    }
    const seconds = epochSeconds(time, field, index);
    return (earliest === null || seconds >= earliest) && (latest === null || seconds < latest);
  });
  return { fields: events.fields, rows };
}

function epochSeconds(time: Value, field: string, index: number): number {
  const seconds = typeof time === "string" && /^\d+(?:\.\d+)?$/.test(time) ? Number(time) : time;
  if (typeof seconds === "number" && seconds >= 0) return seconds;
  throw new SplError(
    "malformed_event",
    `The ${field} of event ${index + 1} is not a number of seconds since 1970.`,
  );
}

function readLine(line: string, number: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new SplError("malformed_event", `Line ${number} is not valid JSON.`);
  }
  // JSON.parse drops repeated names and the digits of numbers. A line that can be written back the same has lost nothing.
  if (JSON.stringify(value) === line && !/\d{16}|\de[+-]?\d/.test(line)) return readObject(value, number);
  return readObject(readWithDigits(line, number), number);
}

function readWithDigits(line: string, number: number): unknown {
  try {
    return parseJson(line);
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new SplError("malformed_event", `Line ${number}: ${error.message}`);
  }
}

function readObject(value: unknown, number: number): Row {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SplError("malformed_event", `Line ${number} is not a JSON object.`);
  }
  const row: Row = new Map();
  const members: Iterable<[string, unknown]> = value instanceof Map ? value : Object.entries(value);
  for (const [name, entry] of members) {
    if (name === "") throw new SplError("malformed_event", `Line ${number} has a field without a name.`);
    const read = readValue(entry, name, number);
    if (read !== null) row.set(name, read);
  }
  return row;
}

function readValue(value: unknown, name: string, number: number): Value | null {
  if (value === null || value === undefined) return null;
  if (!Array.isArray(value)) return readScalar(value, name, number);
  if (value.length === 0) return null;
  const values = value.map((entry) => readScalar(entry, name, number));
  return values.length === 1 ? values[0]! : values;
}

function readScalar(value: unknown, name: string, number: number): Scalar {
  if (typeof value === "string") return value;
  if (value instanceof JsonNumber) return value.digits;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return value;
    const message = `Line ${number}: the number in "${name}" is too large to be kept exactly; write it as a text.`;
    throw new SplError("malformed_event", message);
  }
  throw new SplError(
    "malformed_event",
    `Line ${number}: "${name}" is not a text, a number or a list of them.`,
  );
}

function firstInvalidLine(bytes: Buffer): number {
  let start = 0;
  for (let number = 1; ; number++) {
    let end = bytes.indexOf(0x0a, start);
    if (end < 0) end = bytes.length;
    if (!isUtf8(bytes.subarray(start, end)) || end === bytes.length) return number;
    start = end + 1;
  }
}
