/** stats: one row for each group of rows. Reads all rows; gives the by-fields and the aggregates, nothing else. */
import type { Command, RowStream, RunContext } from "../../contract/command.ts";
import type { Row } from "../../values/table.ts";
import { booleanOption, integerOption, supported, unsupported } from "../support/options.ts";
import { drain, makeStep, streamingStep } from "../support/step.ts";
import { readStats } from "./arguments.ts";
import { type Group, Grouping } from "./groups.ts";
import { expandTerms, type Term } from "./terms.ts";

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
    const open = (all: readonly Term[], run: RunContext): RowStream => {
      const fields = [...names, ...all.map((term) => term.name)];
      const grouping = new Grouping(all, by, settings, run, span);
      // Without BY there is one row even when there is nothing to aggregate.
      if (by.length === 0) grouping.group([]);
      const result = (group: Group): Row => {
        const row: Row = new Map();
        by.forEach(({ name }, index) => {
          row.set(name, group.values[index]!);
        });
        grouping.write(group.aggregators, row);
        return row;
      };
      return {
        push: (rows) => {
          for (const row of rows) grouping.add(row);
          return [];
        },
        finish: () => ({ fields, rows: grouping.sorted().map(result) }),
      };
    };
    // What a wildcard stands for is known when all columns are.
    if (terms.some(({ pattern }) => pattern !== null)) {
      return makeStep("stats", span, text, (input, run) =>
        drain(open(expandTerms(terms, names, input.fields), run), input),
      );
    }
    return streamingStep("stats", span, text, (run) => open(terms, run));
  },
};
