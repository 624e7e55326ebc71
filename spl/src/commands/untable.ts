/** untable: a row of each cell of a table. Rejects rows without the first field and fields of several values. */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { isMultiple } from "../values/entries.ts";
import type { Row } from "../values/table.ts";
import { assertDistinct, fieldList, isInternal, printNames } from "./support/fields.ts";
import { ambiguous, makeStep } from "./support/step.ts";

export const untable: Command = {
  name: "untable",
  syntax: "untable <x-field> <y-name-field> <y-data-field>",
  summary: "Makes a row of each cell: the first field, the name of the column, the value.",
  page: "Search Reference, untable",
  options: [],
  differences: [
    "Rows without the first field, cells without a value, cells of several values, and internal fields among the columns are rejected.",
  ],
  examples: ["untable categoryId calculation value"],
  compile(cursor, _context, span) {
    const names = fieldList(cursor);
    cursor.finish("untable");
    const [x, column, data] = names;
    if (x === undefined || column === undefined || data === undefined || names.length > 3) {
      throw new SplError("missing_argument", `untable takes three fields, not ${names.length}.`, span);
    }
    assertDistinct(names, "untable");
    return makeStep("untable", span, printNames(names), (input, run) => {
      const columns = input.fields.filter((field) => field !== x.name);
      run.spend(columns.length * input.rows.length);
      const internal = columns.find(isInternal);
      if (internal !== undefined) {
        throw ambiguous(
          `Whether untable makes rows of the internal field ${internal} is not documented. Use table before.`,
          x.token.span,
        );
      }
      const rows: Row[] = [];
      for (const row of input.rows) {
        const key = row.get(x.name);
        if (key === undefined || isMultiple(key)) {
          throw ambiguous(
            `What untable makes of a row without a single "${x.name}" is not documented. Drop such rows with where before.`,
            x.token.span,
          );
        }
        for (const field of columns) {
          const value = row.get(field);
          if (value === undefined || isMultiple(value)) {
            throw ambiguous(
              `What untable makes of "${field}" where it has no value or several is not documented. Use fillnull before.`,
              span,
            );
          }
          rows.push(
            new Map([
              [x.name, key],
              [column.name, field],
              [data.name, value],
            ]),
          );
        }
      }
      return { fields: names.map(({ name }) => name), rows };
    });
  },
};
