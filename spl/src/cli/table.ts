/** A table for reading on a terminal. */
import Table from "cli-table3";
import { cell, type Table as SplTable, shownFields } from "../index.ts";

export function printTable(table: SplTable): string {
  if (table.rows.length === 0) return "no rows\n";
  const fields = shownFields(table);
  if (fields.length === 0) return `${table.rows.length} rows without fields\n`;
  const view = new Table({ head: fields, style: { head: [], border: [], compact: true } });
  for (const row of table.rows) view.push(fields.map((field) => cell(row, field)));
  return `${view.toString()}\n`;
}
