/** A table of texts, for the terminal and for Markdown. */
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

const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

/**
 * The document with this text between the two marks.
 * @throws Error when the document has not exactly one of each
 */
export function replaceMarked(document: string, text: string): string {
  const begin = document.split(BEGIN);
  const end = document.split(END);
  if (begin.length !== 2 || end.length !== 2 || document.indexOf(END) < document.indexOf(BEGIN))
    throw new Error(`The results go between "${BEGIN}" and "${END}", and each must stand there once.`);
  return `${begin[0]}${BEGIN}\n${text}\n${END}${end[1]}`;
}
