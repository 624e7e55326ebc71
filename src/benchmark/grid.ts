/** A table of texts, for the terminal and for Markdown. */
import { readFileSync, writeFileSync } from "node:fs";
import Table from "cli-table3";

export interface Grid {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A sentence or two below the table. */
  readonly notes: readonly string[];
}

export function terminalTable({ title, head, rows, notes }: Grid): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push([...row]);
  return [title, table.toString(), ...notes].join("\n");
}

export function markdownTable({ title, head, rows, notes }: Grid): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)];
  return [`${title}:`, "", ...table, ...(notes.length === 0 ? [] : ["", notes.join(" ")])].join("\n");
}

/**
 * The document with this text between the two markers of a name, `<!-- name:begin -->` and `<!-- name:end -->`.
 * @throws Error when the document has not exactly one of each
 */
export function replaceMarked(document: string, name: string, text: string): string {
  const [first, last] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const begin = document.split(first);
  const end = document.split(last);
  if (begin.length !== 2 || end.length !== 2 || document.indexOf(last) < document.indexOf(first))
    throw new Error(`The results go between "${first}" and "${last}", and each must stand there once.`);
  return `${begin[0]}${first}\n${text}\n${last}${end[1]}`;
}

/** Write the text between the markers of a file. */
export function writeMarked(path: string, name: string, text: string): void {
  writeFileSync(path, replaceMarked(readFileSync(path, "utf8"), name, text));
}
