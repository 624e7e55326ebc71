/**
 * Rows as the events that the stand-in for splunkd sends and receives: every value a text, or several texts. A field that no
 * row of a chunk has is not sent. Empty is absent.
 */
import { decodeEvents, type Event, encodeEvents } from "@suspicious-ports/scpv2/client";
import { scalarText } from "../values/number.ts";
import type { Row, Table, Value } from "../values/table.ts";
import { INDEX_FIELD } from "./merge.ts";

/** Rows → body. `fields` are the columns to send; with `numbered`, `_chunked_idx` counts the rows. */
export function encodeRows(rows: readonly Row[], fields: readonly string[], numbered: boolean): Buffer {
  const present = fields.filter((field) => rows.some((row) => row.has(field)));
  const columns = numbered ? [...present, INDEX_FIELD] : present;
  if (columns.length === 0 || rows.length === 0) return Buffer.alloc(0);
  const events = rows.map((row, index): Event => {
    const event = new Map<string, string | readonly string[]>();
    for (const field of present) {
      const value = row.get(field);
      if (value !== undefined) event.set(field, asText(value));
    }
    return numbered ? event.set(INDEX_FIELD, String(index)) : event;
  });
  return encodeEvents(columns, events);
}

/** Body → rows, every value a text. Throws CsvError. */
export function decodeRows(body: Buffer): Table {
  const { fields, events } = decodeEvents(body);
  const rows = events.map((event): Row => {
    const row: Row = new Map();
    for (const [field, value] of event)
      row.set(field, typeof value === "object" && value.length === 1 ? value[0]! : value);
    return row;
  });
  return { fields, rows };
}

function asText(value: Value): string | readonly string[] {
  return typeof value === "object" ? value.map(scalarText) : scalarText(value);
}
