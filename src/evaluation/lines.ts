/** Files with one JSON object a line, plain or compressed by gzip. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export type JsonObject = Readonly<Partial<Record<string, unknown>>>;

export interface Line {
  readonly value: JsonObject;
  /** FILE:NUMBER, for errors. */
  readonly place: string;
}

/** Blank lines are left out. Throws Error naming the line that is no JSON object, and errors of the file system. */
export function readLines(path: string): readonly Line[] {
  const bytes = readFileSync(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : bytes)
    .toString("utf8")
    .split("\n")
    .map((text, index) => ({ text, place: `${path}:${index + 1}` }))
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, place }) => ({ value: parse(text, place), place }));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${place}: the line is not JSON.`);
  }
  if (!isObject(value)) throw new Error(`${place}: the line is not a JSON object.`);
  return value;
}
