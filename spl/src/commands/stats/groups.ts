/**
 * Rows gathered into groups by the values of fields. A row that lacks one of the fields belongs to no group; a
 * multi-value field puts its row into the group of each of its values. Rejects groups of an empty text, and more
 * groups than memory should hold.
 */

import type { RunContext } from "../../contract/command.ts";
import type { Aggregator } from "../../contract/function.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { entriesOf, numberOf, textOf } from "../../values/entries.ts";
import { withAllDigits } from "../../values/number.ts";
import { compareNatural } from "../../values/order.ts";
import type { Row, Scalar } from "../../values/table.ts";
import type { FieldName } from "../support/fields.ts";
import { ambiguous, placedAt } from "../support/step.ts";
import type { Term } from "./terms.ts";

export const MAXIMUM_GROUPS = 500_000;

export interface Group {
  /** One value for each by-field. */
  readonly values: readonly Scalar[];
  aggregators: Aggregator[];
}

/** The entries of a by-field that each make a group; null when the row has none. */
export function groupEntries(row: Row, { name, token }: FieldName, dedup: boolean): readonly Scalar[] | null {
  const value = row.get(name);
  if (value === undefined) return null;
  if (value === "" || (typeof value === "object" && value.includes(""))) {
    throw ambiguous(
      `Whether an empty text in "${name}" makes a group is not documented. Drop such rows (where ${name}!="") or ` +
        "give them a value before.",
      token.span,
    );
  }
  if (typeof value !== "object" || !dedup) return entriesOf(value);
  const seen = new Map<string, Scalar>();
  for (const entry of value) if (!seen.has(textOf(entry))) seen.set(textOf(entry), entry);
  return [...seen.values()];
}

/** All combinations of the by-fields' values of a row; empty when a field is missing. */
export function combinations(
  row: Row,
  by: readonly FieldName[],
  dedup: boolean,
  context: RunContext,
): Scalar[][] {
  let all: Scalar[][] = [[]];
  for (const field of by) {
    const entries = groupEntries(row, field, dedup);
    if (entries === null) return [];
    if (entries.length === 1) {
      for (const values of all) values.push(entries[0]!);
      continue;
    }
    context.spend(all.length * entries.length);
    if (all.length * entries.length > MAXIMUM_GROUPS) throw tooMany(field.token.span);
    all = all.flatMap((values) => entries.map((entry) => [...values, entry]));
  }
  return all;
}

function tooMany(span: Span): SplError {
  return new SplError(
    "limit",
    `More than ${MAXIMUM_GROUPS.toLocaleString("en-US")} groups: use fewer by-fields.`,
    span,
  );
}

/** The time of a row, for aggregates that follow time. */
export function timeOf(row: Row): number | null {
  const time = row.get("_time");
  return time === undefined || typeof time === "object" ? null : numberOf(time);
}

export function groupKey(values: readonly Scalar[]): string {
  if (values.length === 1) return textOf(values[0]!);
  let key = "";
  for (const value of values) {
    const text = textOf(value);
    key += `${text.length}:${text}`;
  }
  return key;
}

/** Takes rows in, gives groups with their aggregates. */
export class Grouping {
  private readonly groups = new Map<string, Group>();
  private written: readonly string[] | null = null;

  constructor(
    private readonly terms: readonly Term[],
    private readonly by: readonly FieldName[],
    private readonly options: { readonly dedup: boolean; readonly allNumbers: boolean },
    private readonly context: RunContext,
    private readonly span: Span,
  ) {}

  /** The columns of the aggregates; worked out when asked, because columns of a chart need none of them. */
  private get names(): readonly string[] {
    this.written ??= this.terms.map((term) => term.name);
    return this.written;
  }

  /** The group of these by-values, made if it is not there. */
  group(values: readonly Scalar[]): Group {
    const key = groupKey(values);
    let group = this.groups.get(key);
    if (group === undefined) {
      if (this.groups.size >= MAXIMUM_GROUPS) throw tooMany(this.by[0]?.token.span ?? this.span);
      this.context.retain(key.length);
      group = { values, aggregators: this.start() };
      this.groups.set(key, group);
    }
    return group;
  }

  find(values: readonly Scalar[]): Group | undefined {
    return this.groups.get(groupKey(values));
  }

  start(): Aggregator[] {
    return this.terms.map((term) => term.start(this.options.allNumbers, this.context.retain));
  }

  groupsOf(row: Row): Scalar[][] {
    return combinations(row, this.by, this.options.dedup, this.context);
  }

  add(row: Row): void {
    const time = timeOf(row);
    for (const values of this.groupsOf(row)) this.feed(this.group(values).aggregators, row, time);
  }

  /** Give a row to the aggregates of its group. */
  feed(aggregators: readonly Aggregator[], row: Row, time: number | null): void {
    let i = 0;
    try {
      for (; i < this.terms.length; i++) aggregators[i]!.add(this.terms[i]!.input(row, this.context), time);
    } catch (error) {
      throw placedAt(this.terms[i]!.span, error);
    }
  }

  /** The aggregates of these rows, all in one group. */
  aggregate(rows: readonly Row[]): Aggregator[] {
    const aggregators = this.start();
    for (const row of rows) this.feed(aggregators, row, timeOf(row));
    return aggregators;
  }

  /** Write the results of a group into a row. */
  write(aggregators: readonly Aggregator[], row: Row): void {
    const { names } = this;
    let i = 0;
    try {
      for (; i < this.terms.length; i++) {
        const result = withAllDigits(aggregators[i]!.result());
        if (result !== null) {
          this.context.hold(result);
          row.set(names[i]!, result);
        } else if (row.has(names[i]!)) {
          throw ambiguous(
            `Whether "${names[i]}" keeps its value where the aggregate has none is not documented. Use another name.`,
          );
        }
      }
    } catch (error) {
      throw placedAt(this.terms[i]!.span, error);
    }
  }

  /** All groups: numbers by size and before texts, texts lexicographically, one by-field after the other. */
  sorted(): Group[] {
    return [...this.groups.values()].sort((a, b) => compareGroups(a.values, b.values));
  }
}

export function compareGroups(left: readonly Scalar[], right: readonly Scalar[]): number {
  for (let i = 0; i < left.length; i++) {
    const order = compareNatural(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return 0;
}
