/** uniq: rows without those that are exactly the row before them. */
import type { Command } from "../contract/command.ts";
import { keyOf } from "../values/entries.ts";
import type { Row } from "../values/table.ts";
import { streamingStep } from "./support/step.ts";

/** Same fields with the same texts. */
function equal(left: Row, right: Row): boolean {
  if (left.size !== right.size) return false;
  for (const [field, value] of left) {
    const other = right.get(field);
    if (other === undefined || (value !== other && keyOf(value) !== keyOf(other))) return false;
  }
  return true;
}

export const uniq: Command = {
  name: "uniq",
  syntax: "uniq",
  summary: "Removes rows that are exact duplicates of the row before.",
  page: "Search Reference, uniq",
  options: [],
  differences: [
    "All fields of the rows are compared, _time and _raw among them; hidden fields of an index (_cd, _serial …) do not exist here.",
  ],
  examples: ["uniq"],
  compile(cursor, _context, span) {
    cursor.finish("uniq");
    return streamingStep("uniq", span, "", (run) => {
      let last: Row | null = null;
      return {
        push: (rows) => {
          run.spend(rows.length);
          const kept: Row[] = [];
          for (const row of rows) {
            if (last === null || !equal(row, last)) kept.push(row);
            last = row;
          }
          return kept;
        },
        finish: (fields) => ({ fields, rows: [] }),
      };
    });
  },
};
