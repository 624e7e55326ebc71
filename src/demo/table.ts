/** Rows of events as a table for a terminal. */
import Table from "cli-table3";
import type { Row } from "spl-runner";
import wrapAnsi from "wrap-ansi";

/** Gives a text the colour of a level; the text as it is where there are no colours. */
export type Paint = (level: string, text: string) => string;

/** A column: its heading, its width in characters (0: what is left), and what it shows of a row. */
export interface Column {
  readonly heading: string;
  readonly width: number;
  readonly show: (row: Row) => string;
  /** In the colour of the row's level. */
  readonly coloured?: boolean;
}

const NARROWEST = 30;
const INDENT = "    ";

/**
 * A table where the terminal is wide enough for one, else a list: a line with all but the widest column, which stands below.
 * @param width of the terminal, in columns
 */
export function textTable(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  paint: Paint = (_, text) => text,
): string {
  const cell = ({ show, coloured }: Column, row: Row) =>
    coloured ? paint(first(row, "portrisk_level"), show(row)) : show(row);
  const taken = columns.reduce((sum, column) => sum + column.width, 0) + columns.length + 1;
  if (taken + NARROWEST > width) return textList(columns, rows, width, cell);
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    colWidths: columns.map((column) => column.width || Math.max(NARROWEST, width - taken)),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map((column) => cell(column, row)));
  return table.toString();
}

function textList(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  cell: (column: Column, row: Row) => string,
): string {
  const short = columns.filter(({ width }) => width > 0);
  const long = columns.filter(({ width }) => width === 0);
  const lines = [short.map(({ heading }) => heading).join(" | ")];
  for (const row of rows) {
    lines.push("", short.map((column) => cell(column, row)).join(" | "));
    for (const column of long)
      for (const line of wrapAnsi(cell(column, row), width - INDENT.length).split("\n"))
        lines.push(INDENT + line);
  }
  return lines.join("\n");
}

/** The first of these fields that the row has, its first value; empty if it has none. */
export function first(row: Row, ...fields: readonly string[]): string {
  for (const field of fields) {
    const value = row.get(field);
    // Control characters of an event would reach the terminal as commands.
    if (value !== undefined)
      return String(Array.isArray(value) ? value[0] : value).replace(/[^\x20-\x7e\xa0-\uffff]/g, "?");
  }
  return "";
}

/** "4444/tcp" */
export function portOf(row: Row): string {
  const number = first(row, "dest_port");
  const transport = first(row, "transport");
  return transport === "" || number === "" ? number : `${number}/${transport}`;
}

function timeOf(row: Row): string {
  const date = new Date(Number(first(row, "_time")) * 1000);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 19).replace("T", " ");
}

export const score = (row: Row): number => Number(first(row, "portrisk_score") || -1);

/** Scored events: when, from where, to where, how bad and why. */
export const SCORED_EVENT: readonly Column[] = [
  { heading: "time (UTC)", width: 21, show: timeOf },
  { heading: "source", width: 26, show: (row) => first(row, "src") },
  { heading: "destination", width: 26, show: (row) => first(row, "dest") },
  { heading: "port", width: 11, show: portOf },
  { heading: "score", width: 7, show: (row) => first(row, "portrisk_score"), coloured: true },
  { heading: "level", width: 15, show: (row) => first(row, "portrisk_level"), coloured: true },
  { heading: "reason", width: 0, show: (row) => first(row, "portrisk_reason") },
];
