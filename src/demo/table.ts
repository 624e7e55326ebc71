/** Tables for people. */
import Table from "cli-table3";
import type { Row } from "spl-runner";

/** A column: its heading, its width in characters (0: what is left), and what it shows of a row. */
export interface Column {
  readonly heading: string;
  readonly width: number;
  readonly show: (row: Row) => string;
}

const NARROWEST = 30;
const INDENT = "    ";

/**
 * A table where the terminal is wide enough for one, else a list: a line with all but the widest column, which stands below.
 * @param width of the terminal, in characters
 */
export function textTable(columns: readonly Column[], rows: readonly Row[], width: number): string {
  const taken = columns.reduce((sum, column) => sum + column.width, 0) + columns.length + 1;
  if (taken + NARROWEST > width) return textList(columns, rows, width);
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    colWidths: columns.map((column) => column.width || Math.max(NARROWEST, width - taken)),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map(({ show }) => show(row)));
  return table.toString();
}

function textList(columns: readonly Column[], rows: readonly Row[], width: number): string {
  const short = columns.filter(({ width }) => width > 0);
  const long = columns.filter(({ width }) => width === 0);
  const lines = [short.map(({ heading }) => heading).join(" | ")];
  for (const row of rows) {
    lines.push("", short.map(({ show }) => show(row)).join(" | "));
    for (const { show } of long)
      lines.push(...wrap(show(row), width - INDENT.length).map((line) => INDENT + line));
  }
  return lines.join("\n");
}

/** Words in lines of at most this many characters; a longer word has a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
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
  { heading: "score", width: 7, show: (row) => first(row, "portrisk_score") },
  { heading: "level", width: 15, show: (row) => first(row, "portrisk_level") },
  { heading: "reason", width: 0, show: (row) => first(row, "portrisk_reason") },
];
