/**
 * tstats: aggregates over the rows of a data model's dataset, or over the indexed fields of events. Reads the dataset's rows (datamodel/) as a
 * base search reads events; gives one row for each group. Rejects fields that the dataset cannot have, the inner form of prestats, PREFIX()
 * and bins of _time without span.
 */
import type { Collected, Command, RunContext, Step, TimeRange } from "../../contract/command.ts";
import { fitsTags } from "../../datamodel/cim.ts";
import {
  type Dataset,
  type DatasetField,
  datasetField,
  datasetRows,
  INHERITED_FIELDS,
  nodeTest,
  tagsOf,
} from "../../datamodel/dataset.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { readsCollected } from "../../search/collected.ts";
import { prepareCondition } from "../../search/condition.ts";
import { DEFAULT_FIELDS, lacksDefault } from "../../search/predicate.ts";
import type { SearchNode } from "../../search/tree.ts";
import type { Row, Table } from "../../values/table.ts";
import { Grouping } from "../stats/groups.ts";
import { expandTerms } from "../stats/terms.ts";
import { Bins } from "../support/bins.ts";
import { booleanOption, supported, unsupported } from "../support/options.ts";
import { ambiguous } from "../support/step.ts";
import { readTstats, type TstatsArguments } from "./arguments.ts";

export const TSTATS_OPTIONS = [
  supported("summariesonly", "<bool>"),
  supported("allow_old_summaries", "<bool>"),
  supported("fillnull_value", "<string>"),
  supported("local", "<bool>"),
  supported("include_reduced_buckets", "<bool>"),
  supported("use_summary_index_values", "<bool>"),
  supported("chunk_size", "<int>"),
  unsupported(
    "prestats",
    "<bool>",
    "its inner form is not documented; leave it out and aggregate with tstats itself.",
  ),
  unsupported("append", "<bool>", "it belongs to prestats; use append with a subsearch."),
];

/** What a name of the search is in the rows that are read. */
type FieldMap = ReadonlyMap<string, DatasetField>;

export const tstats: Command = {
  name: "tstats",
  generating: true,
  syntax:
    "tstats [summariesonly=<bool>] [fillnull_value=<string>] <function>(<field>) [AS <field>] … [FROM datamodel=<model>.<dataset>] " +
    "[WHERE <condition>] [BY <field-list> [span=<timespan>]]",
  summary:
    "Aggregates over the rows of a dataset of a data model, or over index, host, source, sourcetype and _time of events.",
  page: "Search Reference, tstats",
  options: TSTATS_OPTIONS,
  differences: [
    "Rows of a dataset are those given for it, or the events with the tags that CIM documents for it. Their fields carry the names of CIM; what a data model would calculate (a missing user as unknown) is not added.",
    "Data models are not accelerated here, so summariesonly and allow_old_summaries change nothing, as documented.",
    "A field of the dataset that no row has is null, whether or not the data model has it.",
    "BY _time needs span=, because the size of automatic bins is not documented exactly.",
    "Words, PREFIX(), first(), last() and rate() are rejected.",
    "Rows are in the order of the BY fields; the reference promises no order.",
  ],
  examples: [
    "tstats count min(_time) as first from datamodel=Network_Traffic.All_Traffic where All_Traffic.dest_port=22 by All_Traffic.src",
    "tstats count where index=main by _time span=1h sourcetype",
  ],
  compile(cursor, context, span) {
    const read = readTstats(cursor, context, TSTATS_OPTIONS);
    for (const option of read.options.values()) {
      if (option.name !== "fillnull_value" && option.name !== "chunk_size") booleanOption(option);
    }
    return compileStep(read, readsCollected(read.where, context.state, span), span);
  },
};

function compileStep(read: TstatsArguments, collected: Collected, span: Span): Step {
  const { dataset } = read;
  const { condition: tree, nodes } = splitNodes(read.where, dataset);
  // Checked before a row is read; what a subsearch names is known when it has run.
  fieldMap(read, tree);
  const condition = prepareCondition(tree, true);
  const fill = read.options.get("fillnull_value")?.value.text ?? null;
  const names = read.by.map(({ name }) => name);
  const defaults = defaultFields(read);
  return {
    command: "tstats",
    span,
    text: `tstats ${read.text}`,
    run: async (_input, run): Promise<Table> => {
      const { tree: resolved, predicate } = await condition(run);
      const fields = fieldMap(read, resolved);
      const terms = expandTerms(read.terms, names, []);
      const grouping = new Grouping(terms, read.by, { dedup: false, allNumbers: false }, run, span);
      if (read.by.length === 0) grouping.group([]);
      const bins = read.span === null ? null : new Bins(read.span.read, null, run.timezone, read.span.place);
      for (const source of rowsOf(dataset, read.timeRange, collected, run)) {
        if (!nodes.every((test) => test(source))) continue;
        const row = view(source, fields);
        if (!predicate(row)) continue;
        for (const [name, place] of defaults) if (!row.has(name)) throw lacksDefault(name, place);
        if (fill !== null) for (const name of names) if (!row.has(name)) row.set(name, fill);
        for (const values of grouping.groupsOf(bins === null ? row : binned(row, bins, span))) {
          grouping.feed(grouping.group(values).aggregators, row, timeOf(row));
        }
      }
      const rows = grouping.sorted().map((group) => {
        const row: Row = new Map();
        names.forEach((name, index) => {
          row.set(name, group.values[index]!);
        });
        grouping.write(group.aggregators, row);
        return row;
      });
      return { fields: [...names, ...terms.map((term) => term.name)], rows };
    },
  };
}

/** Fields of every event that are counted or grouped by, with their places: a row without one would be missing in the result. */
function defaultFields({ by, terms }: TstatsArguments): [name: string, place: Span][] {
  const named = [
    ...by.map(({ name, token }): [string, Span] => [name, token.span]),
    ...terms.map(({ field, span }): [string | null, Span] => [field, span]),
  ];
  return named.filter((one): one is [string, Span] => one[0] !== null && DEFAULT_FIELDS.has(one[0]));
}

function rowsOf(
  dataset: Dataset | null,
  range: TimeRange,
  collected: Collected,
  run: RunContext,
): readonly Row[] {
  if (dataset !== null) return datasetRows(dataset, range, collected, run).rows;
  return run.events?.(range, collected).rows ?? [];
}

function timeOf(row: Row): number | null {
  const time = row.get("_time");
  return time === undefined ? null : Number(time);
}

function binned(row: Row, bins: Bins, span: Span): Row {
  const time = timeOf(row);
  if (time === null) throw ambiguous("BY _time needs rows with a _time: give it to all of them.", span);
  return new Map(row).set("_time", bins.start(time));
}

/** The row with the names that the search uses. */
function view(source: Row, fields: FieldMap): Row {
  const row: Row = new Map();
  const time = source.get("_time");
  if (time !== undefined) row.set("_time", time);
  for (const [name, { field, child }] of fields) {
    const value = source.get(field);
    if (value === undefined || (child !== null && !fitsTags(tagsOf(source), child.tags))) continue;
    row.set(name, value);
  }
  return row;
}

/** All fields that the search names. Throws SplError invalid_field_name, also for words. */
function fieldMap(read: TstatsArguments, tree: SearchNode): FieldMap {
  const map = new Map<string, DatasetField>();
  const add = (name: string, span: Span): void => {
    if (read.dataset !== null) map.set(name, datasetField(name, read.dataset, span));
    else if (INHERITED_FIELDS.has(name)) map.set(name, { field: name, child: null });
    else {
      const known = [...INHERITED_FIELDS].join(", ");
      const message = `Without FROM, tstats reads indexed fields, and events do not say whether "${name}" is one; it takes ${known}.`;
      throw new SplError("invalid_field_name", `${message} Use a base search and stats.`, span);
    }
  };
  for (const term of read.terms) if (term.field !== null) add(term.field, term.span);
  for (const { name, token } of read.by) add(name, token.span);
  visit(tree, (node) => {
    if (node.kind === "compare" || node.kind === "in") add(node.field, node.span);
    else if (node.kind === "term") {
      const message = "tstats has no text of events to look for a word in; compare a field instead.";
      throw new SplError("unsupported_option", message, node.span);
    }
  });
  return map;
}

function visit(node: SearchNode, each: (node: SearchNode) => void): void {
  each(node);
  if (node.kind === "not") visit(node.node, each);
  else if (node.kind === "and" || node.kind === "or") for (const child of node.nodes) visit(child, each);
}

/** nodename= is not a field but the choice of a child dataset; it stands beside the other conditions. */
function splitNodes(
  where: SearchNode,
  dataset: Dataset | null,
): { condition: SearchNode; nodes: ((row: Row) => boolean)[] } {
  const parts = where.kind === "and" ? where.nodes : [where];
  const nodes: ((row: Row) => boolean)[] = [];
  const others: SearchNode[] = [];
  for (const part of parts) {
    if (part.kind === "compare" && part.field === "nodename" && part.operator === "=" && dataset !== null) {
      nodes.push(nodeTest(part.value, dataset, part.span));
    } else others.push(part);
  }
  const condition: SearchNode =
    others.length === 0 ? { kind: "all" } : others.length === 1 ? others[0]! : { kind: "and", nodes: others };
  return { condition, nodes };
}
