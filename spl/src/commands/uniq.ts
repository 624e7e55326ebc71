/** uniq: rows without those that are exactly the row before them. */
import type { Command } from "../contract/command.ts";
import { keyOf } from "../values/entries.ts";
import type { Row } from "../values/table.ts";
import { makeStep } from "./support/step.ts";

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
    return makeStep("uniq", span, "", ({ fields, rows }, run) => {
      run.spend(rows.length);
      return { fields, rows: rows.filter((row, index) => index === 0 || !equal(row, rows[index - 1]!)) };
    });
  },
};
