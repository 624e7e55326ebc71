/**
 * Reads events: one JSON object a line. Gives rows, newest first as an index returns them (Search Manual, "About retrieving
 * events"). Rejects lines that are not a flat JSON object, with their line number.
 *
 * Numbers are numbers; one that a double would show with other digits (1.50, 1e3, integers beyond 2^53) is the text that the
 * line has, because Splunk's fields are texts. Texts are texts, arrays multi-values (of one: a single value; empty: absent),
 * null is absent, true and false are the texts "true" and "false". _time may be in ISO 8601 with a zone. A line of an export of Splunk is its
 * result. Dots in names are part of the name. A name twice in one
 * object is rejected: documentation does not say which value counts.
 */
import { isUtf8 } from "node:buffer";
import { type Assumptions, NO_ASSUMPTIONS } from "../assumptions/index.ts";
import { SplError } from "../errors/spl-error.ts";
import { JsonNumber, parseJson } from "../values/json.ts";
import type { Row, Scalar, Table, Value } from "../values/table.ts";
import { applyEventFormat, type EventFormat, timeValue } from "./event-format.ts";
import { exportedResult } from "./formats/export.ts";
import { eachLine } from "./lines.ts";

/** Bytes of JSON lines → events in the order of the file. Throws SplError malformed_event. */
export function readEvents(
  content: Uint8Array | string,
  format: EventFormat | null = null,
  assumptions: Assumptions = NO_ASSUMPTIONS,
): Table {
  const bytes =
    typeof content === "string"
      ? Buffer.from(content, "utf8")
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (!isUtf8(bytes)) throw invalidLine(firstInvalidLine(bytes));
  const rows: Row[] = [];
  const fields = new Set<string>();
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  eachLine(bytes.subarray(start), (line, number) => {
    const row = readEvent(line, number + 1, format, assumptions);
    for (const field of row.keys()) fields.add(field);
    rows.push(row);
  });
  return { fields: [...fields], rows };
}

/** Objects, as a program has them, → events. The same rules as for lines. */
export function eventsFromObjects(objects: readonly unknown[]): Table {
  const rows = objects.map((object, index) => readObject(object, index + 1));
  return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

/** One event from its line, without blanks at its ends. Throws SplError malformed_event. */
export function readEvent(
  line: string,
  number: number,
  format: EventFormat | null,
  assumptions: Assumptions = NO_ASSUMPTIONS,
): Row {
  const row = format?.parse?.(line, number, readLine, assumptions) ?? readLine(line, number);
  if (format !== null) applyEventFormat(row, line, format);
  return row;
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

function readObject(line: unknown, number: number): Row {
  const value = exportedResult(line, number);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SplError("malformed_event", `Line ${number} is not a JSON object.`);
  }
  const row: Row = new Map();
  const members: Iterable<[string, unknown]> = value instanceof Map ? value : Object.entries(value);
  for (const [name, entry] of members) {
    if (name === "") throw new SplError("malformed_event", `Line ${number} has a field without a name.`);
    const read = readValue(entry, name, number);
    if (read !== null) row.set(name, name === "_time" ? timeValue(read) : read);
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

export function invalidLine(number: number): SplError {
  return new SplError("malformed_event", `Line ${number} is not valid UTF-8.`);
}

/** The number of the first line, from 1, that is not valid UTF-8. */
export function firstInvalidLine(bytes: Buffer): number {
  let start = 0;
  for (let number = 1; ; number++) {
    let end = bytes.indexOf(0x0a, start);
    if (end < 0) end = bytes.length;
    if (!isUtf8(bytes.subarray(start, end)) || end === bytes.length) return number;
    start = end + 1;
  }
}
