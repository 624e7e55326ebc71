/**
 * A table as JSON or CSV text. Absent fields are left out of JSON and empty in CSV; several values are an array in JSON and
 * lines of one cell in CSV, as in Splunk's exports.
 */
import { encodeCell } from "@suspicious-ports/csv";
import { scalarText, withAllDigits } from "../values/number.ts";
import type { Row, Table, Value } from "../values/table.ts";

/** Fields of the table that at least one row has, in the table's order. */
export function shownFields(table: Table): string[] {
  return table.fields.filter((field) => table.rows.some((row) => row.has(field)));
}

/** Rows as plain objects, fields in the table's order. The objects have no prototype, so any field name is safe. */
export function rowsAsObjects(table: Table): Record<string, Value>[] {
  return table.rows.map((row) => {
    const object: Record<string, Value> = Object.create(null);
    for (const field of table.fields) {
      const value = row.get(field);
      if (value !== undefined) object[field] = plainZero(value);
    }
    return object;
  });
}

/** An array of row objects, one a line. Throws SplError for a number whose digits are not certain. */
export function printJson(table: Table): string {
  for (const row of table.rows) for (const value of row.values()) assertDigits(value);
  // Written field by field: an object would move names that are whole numbers (of chart's columns) to the front.
  const lines = table.rows.map((row) => {
    const present = table.fields.filter((field) => row.has(field));
    return `{${present.map((field) => `${JSON.stringify(field)}:${JSON.stringify(plainZero(row.get(field)!))}`).join(",")}}`;
  });
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

/** Minus zero is shown as 0. */
function plainZero(value: Value): Value {
  return value === 0 ? 0 : value;
}

/** JSON may have an exponent, which is a way to write the same number; but digits from 2^53 on would be invented. */
function assertDigits(value: Value): void {
  if (typeof value === "object") value.forEach(assertDigits);
  else withAllDigits(value);
}

/** Throws SplError for a number whose text is not certain. */
export function printCsv(table: Table): string {
  const lines = [table.fields.map(encodeCell).join(",")];
  for (const row of table.rows)
    lines.push(table.fields.map((field) => encodeCell(cell(row, field))).join(","));
  return `${lines.join("\n")}\n`;
}

/** A value as shown to the user: several values on lines of their own. */
export function cell(row: Row, field: string): string {
  const value = row.get(field);
  if (value === undefined) return "";
  return typeof value === "object" ? value.map(scalarText).join("\n") : scalarText(value);
}
