/**
 * Rows as Splunk's endpoint for results gives them to a dashboard: columns of texts (output_mode=json_cols).
 * A column that a search names is there although no row has a value, as with | table.
 */
import { cell, type Table, type Value } from "spl-runner";
import type { Cell, SearchRows } from "../protocol/index.ts";

/** Fields that a dashboard gets although their names begin with an underscore; the others are internal. */
const SHOWN_INTERNAL = new Set(["_time", "_raw"]);

export function columnsOf(table: Table): SearchRows {
  const fields = table.fields.filter((name) => !name.startsWith("_") || SHOWN_INTERNAL.has(name));
  return {
    fields,
    columns: fields.map((field) =>
      table.rows.map((row): Cell => {
        const value = row.get(field);
        if (value === undefined) return null;
        if (field === "_time" && typeof value !== "object") return isoTime(value);
        return typeof value === "object"
          ? value.map((entry) => cell(new Map([["", entry as Value]]), ""))
          : cell(row, field);
      }),
    ),
  };
}

/** As splunkd writes _time: 2026-11-10T09:00:00.000+00:00 */
function isoTime(value: string | number): string {
  const seconds = Number(value);
  return Number.isNaN(seconds)
    ? String(value)
    : new Date(seconds * 1000).toISOString().replace("Z", "+00:00");
}
