/** stats: one row for each group of rows. Reads all rows; gives the by-fields and the aggregates, nothing else. */
import type { Command } from "../../contract/command.ts";
import type { Row } from "../../values/table.ts";
import { booleanOption, integerOption, supported, unsupported } from "../support/options.ts";
import { makeStep } from "../support/step.ts";
import { readStats } from "./arguments.ts";
import { Grouping } from "./groups.ts";
import { expandTerms } from "./terms.ts";

const OPTIONS = [
  supported("allnum", "<bool>"),
  supported("partitions", "<num>"),
  supported("dedup_splitvals", "<bool>"),
  unsupported(
    "delim",
    "<string>",
    "it shapes only the single-value form of list() and values(), which the runner does not keep; use eval mvjoin().",
  ),
];

export const stats: Command = {
  name: "stats",
  syntax: "stats [allnum=<bool>] [partitions=<num>] <function>(<field>) [AS <field>] … [BY <field-list>]",
  summary: "Aggregates over all rows, or over the rows of each group.",
  page: "Search Reference, stats",
  options: OPTIONS,
  differences: [
    "Rows are in the order of the by-fields, numbers by size and before texts; the reference promises no order.",
    "An empty text in a by-field is rejected; a row without a by-field is left out.",
    "A wildcard in a function is rejected when it matches a BY field or nothing; its columns are in the order of the fields.",
    "Each value of a multi-value field is taken in by itself; the reference shows that for dc() and values() only.",
    "An aggregate of eval(…) needs AS, because the name of its column is not documented.",
    "min(), max() and sums are shown as plain numbers, without the decimals of the input.",
  ],
  examples: ["stats count by host", "stats allnum=f sum(bytes) as total, dc(user) by host, action"],
  compile(cursor, context, span) {
    const { terms, by, options, text } = readStats(cursor, "stats", OPTIONS, context);
    const allnum = options.get("allnum");
    const dedup = options.get("dedup_splitvals");
    const partitions = options.get("partitions");
    if (partitions !== undefined) integerOption(partitions, 0);
    const settings = {
      allNumbers: allnum !== undefined && booleanOption(allnum),
      dedup: dedup !== undefined && booleanOption(dedup),
    };
    const names = by.map(({ name }) => name);
    return makeStep("stats", span, text, (input, run) => {
      const all = expandTerms(terms, names, input.fields);
      const fields = [...names, ...all.map((term) => term.name)];
      const grouping = new Grouping(all, by, settings, run, span);
      // Without BY there is one row even when there is nothing to aggregate.
      if (by.length === 0) grouping.group([]);
      for (const row of input.rows) grouping.add(row);
      const rows = grouping.sorted().map((group) => {
        const row: Row = new Map();
        by.forEach(({ name }, index) => {
          row.set(name, group.values[index]!);
        });
        grouping.write(group.aggregators, row);
        return row;
      });
      return { fields, rows };
    });
  },
};
