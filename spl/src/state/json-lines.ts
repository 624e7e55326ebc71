/** Rows as JSON lines and back: one object a row; text, number, or a list of them a field. */
import { SplError } from "../errors/spl-error.ts";
import { parseJson } from "../values/json.ts";
import type { Row, Scalar, Value } from "../values/table.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws SplError ambiguous for a number that JSON does not hold. */
export function printRows(rows: Iterable<Row>): string {
  const lines: string[] = [];
  for (const row of rows) {
    const members: string[] = [];
    for (const [field, value] of row) members.push(`${JSON.stringify(field)}:${JSON.stringify(value)}`);
    lines.push(`{${members.join(",")}}\n`);
  }
  return lines.join("");
}

/** `place` names the file in errors. Throws SplError invalid_state. */
export function readRows(content: Buffer, place: string): Row[] {
  let text: string;
  try {
    text = UTF8.decode(content);
  } catch {
    throw invalid(place, "the file is not valid UTF-8");
  }
  const rows: Row[] = [];
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    if (line === "") continue;
    rows.push(readRow(line, `${place}:${number}`));
  }
  return rows;
}

function readRow(line: string, place: string): Row {
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    throw invalid(place, "the line is not JSON");
  }
  if (typeof object !== "object" || object === null || Array.isArray(object))
    throw invalid(place, "the line is not a JSON object");
  // JSON.parse drops repeated names. A line that can be written back the same has lost nothing.
  if (JSON.stringify(object) !== line) assertNoneTwice(line, place);
  const row: Row = new Map();
  for (const [field, value] of Object.entries(object)) row.set(field, readValue(value, field, place));
  return row;
}

function assertNoneTwice(line: string, place: string): void {
  try {
    parseJson(line);
  } catch (error) {
    throw error instanceof SplError ? new SplError("invalid_state", `${place}: ${error.message}`) : error;
  }
}

function readValue(value: unknown, field: string, place: string): Value {
  if (isScalar(value)) return value;
  if (Array.isArray(value) && value.length > 1 && value.every(isScalar)) return value;
  throw invalid(
    place,
    `the value of ${field} is neither a text, a number, nor a list of two or more of them`,
  );
}

function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === "string" ||
    (typeof value === "number" &&
      Number.isFinite(value) &&
      (!Number.isInteger(value) || Number.isSafeInteger(value)))
  );
}

function invalid(place: string, what: string): SplError {
  return new SplError("invalid_state", `${place}: ${what}.`);
}
