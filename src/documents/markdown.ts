/** Pieces of Markdown. */

/** A cell of a table: bars would end it. */
const cell = (text: string) => text.replaceAll("|", "\\|");

export const code = (text: string) => `\`${text}\``;

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(headings), `|${"---|".repeat(headings.length)}`, ...rows.map(line)].join("\n");
}
