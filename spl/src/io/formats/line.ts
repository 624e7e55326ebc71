/** What formats share: a line of JSON with the digits of its numbers, text in _raw, and the limits of automatic extraction. */
import type { Assumptions } from "../../assumptions/index.ts";
import { SplError } from "../../errors/spl-error.ts";
import { type Json, parseJson } from "../../values/json.ts";
import type { Row } from "../../values/table.ts";

/** The object that a line holds. Throws SplError malformed_event. */
export function parseLine(line: string, number: number): ReadonlyMap<string, Json> {
  let value: Json | undefined;
  try {
    value = parseJson(line);
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new SplError("malformed_event", `Line ${number}: ${error.message}`);
  }
  if (value === undefined) throw new SplError("malformed_event", `Line ${number} is not valid JSON.`);
  if (!(value instanceof Map)) throw new SplError("malformed_event", `Line ${number} is not a JSON object.`);
  return value as ReadonlyMap<string, Json>;
}

/**
 * A format of text in _raw: lines that are JSON objects with _raw bring the text there and fields beside it, other lines are the text
 * themselves. A field that the event has is not replaced.
 */
export function textFormat(
  extract: (text: string, number: number, assumptions: Assumptions) => Row,
): (
  line: string,
  number: number,
  flat: (line: string, number: number) => Row,
  assumptions: Assumptions,
) => Row {
  return (line, number, flat, assumptions) => {
    const event: Row = line.startsWith("{") ? flat(line, number) : new Map([["_raw", line]]);
    const raw = event.get("_raw");
    if (typeof raw !== "string") {
      throw new SplError("malformed_event", `Line ${number} has no text in _raw to take fields from.`);
    }
    for (const [field, value] of extract(raw, number, assumptions))
      if (!event.has(field)) event.set(field, value);
    return event;
  };
}

/** limits.conf, [kv]: maxchars and limit, "the maximum number of fields that an automatic key-value field extraction can generate". */
const MAXIMUM_BYTES = 10_240;
const MAXIMUM_FIELDS = 100;

/** Rejects an event of which Splunk, as it is installed, extracts a part only. Throws SplError malformed_event. */
export function assertWithinLimits(
  text: string,
  fields: number,
  number: number,
  assumptions: Assumptions,
): void {
  if (assumptions.has("kv-limits")) return;
  const over =
    fields > MAXIMUM_FIELDS
      ? `${fields} fields`
      : text.length > MAXIMUM_BYTES / 4 && Buffer.byteLength(text) > MAXIMUM_BYTES
        ? `${Buffer.byteLength(text)} bytes`
        : null;
  if (over === null) return;
  throw new SplError(
    "malformed_event",
    `Line ${number} has ${over}, and Splunk takes ${MAXIMUM_FIELDS} fields from ${MAXIMUM_BYTES} bytes unless limits.conf, [kv], says more: ` +
      "accept --assume kv-limits=raised where it does.",
  );
}
