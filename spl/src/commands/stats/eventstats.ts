/** eventstats: the aggregates of stats, written into every row of their group. Reads all rows before it gives one. */
import type { Command } from "../../contract/command.ts";
import type { Row } from "../../values/table.ts";
import type { FieldName } from "../support/fields.ts";
import { booleanOption, supported } from "../support/options.ts";
import { ambiguous, makeStep, withFields } from "../support/step.ts";
import { readStats } from "./arguments.ts";
import { type Group, Grouping, timeOf } from "./groups.ts";
import { expandTerms, type Term } from "./terms.ts";

const OPTIONS = [supported("allnum", "<bool>")];

/** The one group of a row; null when it belongs to none. */
export function onlyGroup<T>(groups: readonly T[], by: readonly FieldName[], command: string): T | null {
  if (groups.length <= 1) return groups[0] ?? null;
  throw ambiguous(
    `${command} BY a multi-value field is not settled: a row would belong to several groups. Use mvexpand before.`,
    by[0]?.token.span,
  );
}

/** A row without the by-fields keeps its own value of a column that others get filled; that is not documented. */
export function assertNotKept(row: Row, terms: readonly Term[], command: string): void {
  const kept = terms.find((term) => row.has(term.name));
  if (kept === undefined) return;
  throw ambiguous(
    `What ${command} does with "${kept.name}" in a row without the BY fields is not documented. Use another name.`,
    kept.span,
  );
}

export const eventstats: Command = {
  name: "eventstats",
  syntax: "eventstats [allnum=<bool>] <function>(<field>) [AS <field>] … [BY <field-list>]",
  summary: "Adds aggregates of the group to each of its rows.",
  page: "Search Reference, eventstats",
  options: OPTIONS,
  differences: [
    "A row without a by-field gets no aggregate.",
    "A multi-value by-field is rejected, because a row would belong to several groups.",
  ],
  examples: ["eventstats avg(bytes) as mean by host"],
  compile(cursor, context, span) {
    const { terms: written, by, options, text } = readStats(cursor, "eventstats", OPTIONS, context);
    const allnum = options.get("allnum");
    const settings = { allNumbers: allnum !== undefined && booleanOption(allnum), dedup: false };
    return makeStep("eventstats", span, text, (input, run) => {
      const terms = expandTerms(
        written,
        by.map(({ name }) => name),
        input.fields,
      );
      const grouping = new Grouping(terms, by, settings, run, span);
      const groups = input.rows.map((row) => {
        const values = onlyGroup(grouping.groupsOf(row), by, "eventstats");
        if (values === null) return null;
        const group = grouping.group(values);
        grouping.feed(group.aggregators, row, timeOf(row));
        return group;
      });
      const results = new Map<Group, Row>();
      for (const group of grouping.sorted()) {
        const result: Row = new Map();
        grouping.write(group.aggregators, result);
        results.set(group, result);
      }
      const rows = input.rows.map((row, index) => {
        const group = groups[index]!;
        if (group === null) {
          assertNotKept(row, terms, "eventstats");
          return row;
        }
        const changed = new Map(row);
        const result = results.get(group)!;
        for (const { name, span: place } of terms) {
          const value = result.get(name);
          if (value !== undefined) changed.set(name, value);
          else if (row.has(name)) {
            throw ambiguous(
              `Whether "${name}" keeps its value where the aggregate has none is not documented. Use another name.`,
              place,
            );
          }
        }
        return changed;
      });
      return {
        fields: withFields(
          input.fields,
          terms.map((term) => term.name),
        ),
        rows,
      };
    });
  },
};
