/**
 * lookup: fields of a CSV table or a collection added to the rows that match it. Reads the app's lookup definition; supports exact, CIDR
 * and WILDCARD matches, case, max_matches, min_matches and default_match, OUTPUT and OUTPUTNEW. Several matches give
 * multi-value fields, in the order of the file.
 */
import type { Command, RowOperation, RunContext } from "../contract/command.ts";
import type { LookupDefinition } from "../contract/lookup.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Cursor } from "../text/cursor.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { isMultiple, textOf, valueFrom } from "../values/entries.ts";
import type { Row, Scalar, Value } from "../values/table.ts";
import { filtered } from "./support/collection-filter.ts";
import { type FieldName, fieldName } from "./support/fields.ts";
import { type LookupMatcher, matcherOf } from "./support/matcher.ts";
import { booleanOption, supported, tryKnownOption } from "./support/options.ts";
import { ambiguous, changingStep, withFields } from "./support/step.ts";

const OPTIONS = [supported("local", "<bool>"), supported("update", "<bool>")];

/** A field of the table and the field of the rows that goes with it. */
interface Pair {
  readonly table: FieldName;
  readonly event: FieldName;
}

function readPairs(cursor: Cursor): Pair[] {
  const pairs: Pair[] = [];
  while (!cursor.done) {
    const ahead = cursor.fork();
    if (ahead.take("outputnew") || ahead.take("output")) break;
    const table = fieldName(cursor.token("A field of the lookup"));
    const event = cursor.take("as") ? fieldName(cursor.token("The field after AS")) : table;
    pairs.push({ table, event });
    cursor.take(",");
  }
  return pairs;
}

function printPairs(pairs: readonly Pair[]): string {
  return pairs
    .map(({ table, event }) => {
      const name = printName(table.name);
      return event.name === table.name ? name : `${name} as ${printName(event.name)}`;
    })
    .join(", ");
}

function assertColumns(definition: LookupDefinition, pairs: readonly Pair[]): void {
  for (const { table } of pairs) {
    if (definition.table.fields.includes(table.name)) continue;
    const columns = definition.table.fields.join(", ");
    throw new SplError(
      "invalid_field_name",
      `The lookup ${definition.name} (${definition.place}) has no field "${table.name}"; it has: ${columns}.`,
      table.token.span,
    );
  }
}

interface Plan {
  readonly definition: LookupDefinition;
  readonly inputs: readonly Pair[];
  readonly outputs: readonly Pair[];
  readonly onlyNew: boolean;
  /** Where the lookup is named. */
  readonly span: Span;
}

/** What a row is looked up by; null when it lacks a field, so that it matches nothing. */
function keyOf(row: Row, { inputs }: Plan): string[] | null {
  const key: string[] = [];
  for (const { event } of inputs) {
    const value = row.get(event.name);
    if (value === undefined) return null;
    if (isMultiple(value)) {
      throw ambiguous(
        `How lookup matches the multi-value field "${event.name}" is not documented. Use mvexpand before.`,
        event.token.span,
      );
    }
    key.push(textOf(value));
  }
  return key;
}

function valuesOf(matches: readonly Row[], { table }: Pair, { definition }: Plan): Value | null {
  const entries: Scalar[] = [];
  for (const match of matches) {
    const value = match.get(table.name);
    if (value === undefined) continue;
    if (isMultiple(value)) entries.push(...value);
    else entries.push(value);
  }
  if (matches.length > 1 && entries.length !== matches.length) {
    throw ambiguous(
      `Several rows of ${definition.name} match and some have no "${table.name}"; what becomes of the gaps is not documented. Give each of them a value, or set max_matches = 1.`,
      table.token.span,
    );
  }
  const missing = definition.minMatches - matches.length;
  if (missing > 0) {
    if (definition.defaultMatch === null) {
      throw ambiguous(
        `${definition.name} has min_matches but no default_match; whether its empty text is written is not documented.`,
        table.token.span,
      );
    }
    for (let i = 0; i < missing; i++) entries.push(definition.defaultMatch);
  }
  return valueFrom(entries);
}

function enrich(row: Row, matcher: LookupMatcher, plan: Plan, context: RunContext): void {
  const existing = plan.outputs.filter(({ event }) => row.has(event.name));
  if (plan.onlyNew && existing.length > 0) {
    if (existing.length === plan.outputs.length) return;
    throw ambiguous(
      `OUTPUTNEW is not settled for a row that has "${existing[0]!.event.name}" but not all output fields. Use OUTPUT, or remove the fields before.`,
      existing[0]!.event.token.span,
    );
  }
  const key = keyOf(row, plan);
  const matches = key === null ? [] : matcher.find(key, context.spend, plan.span);
  if (matches.length === 0 && (key === null || plan.definition.minMatches === 0)) {
    if (existing.length === 0) return;
    throw ambiguous(
      `What OUTPUT does to the existing "${existing[0]!.event.name}" of a row that matches nothing is not documented. ` +
        "Use OUTPUTNEW, or AS with another name.",
      existing[0]!.event.token.span,
    );
  }
  for (const pair of plan.outputs) {
    const value = valuesOf(matches, pair, plan);
    if (value === null) row.delete(pair.event.name);
    else {
      context.hold(value);
      row.set(pair.event.name, value);
    }
  }
}

export const lookup: Command = {
  name: "lookup",
  syntax:
    "lookup <lookup-table-name> <lookup-field> [AS <event-field>] … [OUTPUT|OUTPUTNEW <field> [AS <field>] …]",
  summary: "Adds the fields of the lookup rows that match.",
  page: "Search Reference, lookup",
  options: OPTIONS,
  differences: [
    "Rejected: multi-value match fields, gaps in the output of several matches, and OUTPUT over a field of a row that matches nothing.",
    "A row that lacks a match field matches nothing.",
    "Several records of a collection give their values in the order of their first write, for which the reference has no rule; more than max_matches are rejected.",
    "A match field of a collection that has numbers needs a type in collections.conf; how untyped numbers match is not documented.",
  ],
  examples: ["lookup services port, transport OUTPUT service as name"],
  compile(cursor, context, span) {
    for (let option = tryKnownOption(cursor, "lookup", OPTIONS); option !== undefined; ) {
      // Where the lookup runs, and whether the file changes meanwhile, makes no difference here.
      booleanOption(option);
      option = tryKnownOption(cursor, "lookup", OPTIONS);
    }
    const name = cursor.token("The name of the lookup");
    const inputs = readPairs(cursor);
    if (inputs.length === 0) throw cursor.unexpected("lookup needs a field to match", "missing_argument");
    const onlyNew = cursor.take("outputnew");
    const listed = onlyNew || cursor.take("output");
    let outputs = listed ? readPairs(cursor) : [];
    cursor.finish("lookup");
    if (listed && outputs.length === 0)
      throw cursor.unexpected("A field is missing after OUTPUT", "missing_argument");
    if (context.app === null) {
      throw new SplError(
        "unknown_lookup",
        `The lookup "${name.text}" needs an app to be defined in.`,
        name.span,
      );
    }
    const definition = filtered(context.app.lookup(name.text, name.span), name.span);
    assertColumns(definition, [...inputs, ...outputs]);
    if (!listed && definition.store.kind === "collection" && definition.table.fields.includes("_key")) {
      throw ambiguous(
        "Whether the row gets the _key of its record without OUTPUT is not documented; name the output fields.",
        name.span,
      );
    }
    if (!listed) {
      const matched = new Set(inputs.map(({ table }) => table.name));
      outputs = definition.table.fields
        .filter((field) => !matched.has(field))
        .map((field) => {
          const column = { name: field, token: { text: field, quote: null, span: name.span } };
          return { table: column, event: column };
        });
    }
    const targets = outputs.map(({ event }) => event.name);
    const twice = outputs.find(({ event }, index) => targets.indexOf(event.name) !== index);
    if (twice !== undefined) {
      throw new SplError(
        "invalid_field_name",
        `Two output fields are named "${twice.event.name}".`,
        twice.event.token.span,
      );
    }
    const cycle = outputs.find(({ event }) => inputs.some((input) => input.event.name === event.name));
    if (cycle !== undefined) {
      throw ambiguous(
        `"${cycle.event.name}" is both matched and written, which the reference warns of as a cycle. Write it to another field with AS.`,
        cycle.event.token.span,
      );
    }
    const plan: Plan = { definition, inputs, outputs, onlyNew, span: name.span };
    const matcher = matcherOf(
      definition,
      inputs.map(({ table }) => table.name),
      name.span,
    );
    const clause = listed ? `${onlyNew ? "OUTPUTNEW" : "OUTPUT"} ${printPairs(outputs)}` : "";
    const text = joinParts(printName(name.text), printPairs(inputs), clause);
    const operation: RowOperation = {
      // A row that matches nothing stays as it is, or is rejected for what it has.
      reads: [...inputs.map(({ event }) => event.name), ...targets],
      writes: targets,
      apply: (row, run) => enrich(row, matcher, plan, run),
    };
    return changingStep("lookup", span, text, () => ({
      operations: [operation],
      columns: (fields) => withFields(fields, targets),
    }));
  },
};
