/**
 * rename: new names for fields, wildcards included. A field that is missing takes its target away too, as documented.
 * Rejects renames whose order would matter, and wildcards that can be read in several ways.
 */
import type { Command, RowStream } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { printName } from "../text/quoting.ts";
import type { Row } from "../values/table.ts";
import { type FieldName, fieldName, fieldToken } from "./support/fields.ts";
import { ambiguous, drain, makeStep, streamingStep } from "./support/step.ts";
import { captureWildcards, countWildcards, fillWildcards } from "./support/wildcards.ts";

interface Renaming {
  readonly from: FieldName;
  readonly to: FieldName;
}

/** The names that a pattern's renaming gives to fields: pairs of old and new. */
function matchesOf({ from, to }: Renaming, fields: readonly string[]): [string, string][] {
  if (!from.name.includes("*")) return [[from.name, to.name]];
  const pairs: [string, string][] = [];
  for (const field of fields) {
    const captured = captureWildcards(from, field);
    if (captured !== null) pairs.push([field, fillWildcards(to.name, captured)]);
  }
  return pairs;
}

/** Old to new name, checked: nothing is renamed twice, given twice, or both renamed and given. */
function planOf(renamings: readonly Renaming[], fields: readonly string[], span: Span): Map<string, string> {
  const plan = new Map<string, string>();
  const given = new Set<string>();
  for (const renaming of renamings) {
    for (const [from, to] of matchesOf(renaming, fields)) {
      const place = renaming.from.token.span;
      if (plan.has(from))
        throw new SplError("invalid_field_name", `The field "${from}" is renamed twice.`, place);
      if (given.has(to))
        throw new SplError("invalid_field_name", `Two fields would be named "${to}".`, place);
      plan.set(from, to);
      given.add(to);
    }
  }
  for (const [from, to] of plan) {
    if (from !== to && (given.has(from) || (plan.has(to) && plan.get(to) !== to))) {
      throw ambiguous(
        `The order of renames that involve "${from}" and "${to}" is not documented. Use two renames.`,
        span,
      );
    }
  }
  return plan;
}

function renamer(plan: ReadonlyMap<string, string>): RowStream {
  const targets = new Set(plan.values());
  const moved = (field: string): string | null => plan.get(field) ?? (targets.has(field) ? null : field);
  const renamed = (row: Row): Row => {
    const made: Row = new Map();
    for (const [field, value] of row) {
      const name = moved(field);
      if (name !== null) made.set(name, value);
    }
    return made;
  };
  return {
    push: (rows) => rows.map(renamed),
    finish: (fields) => ({
      fields: [...new Set(fields.map(moved).filter((field) => field !== null))],
      rows: [],
    }),
  };
}

export const rename: Command = {
  name: "rename",
  syntax: "rename <wc-field> AS <wc-field> …",
  summary: "Gives fields new names.",
  page: "Search Reference, rename",
  options: [],
  differences: ["Renames in one command that depend on each other's order are rejected."],
  examples: ['rename SESSIONID AS "The session ID"', "rename EU* AS EMEA*"],
  compile(cursor, _context, span) {
    const renamings: Renaming[] = [];
    do {
      const from = fieldName(fieldToken(cursor, "The field to rename"), "wildcard");
      cursor.expect("as", "rename");
      const to = fieldName(fieldToken(cursor, "The new name"), "wildcard");
      if (countWildcards(from.name) !== countWildcards(to.name)) {
        const text = `"${from.name}" and "${to.name}" must have the same number of wildcards.`;
        throw new SplError("invalid_field_name", text, to.token.span);
      }
      renamings.push({ from, to });
      cursor.take(",");
    } while (!cursor.done);
    planOf(
      renamings.filter(({ from }) => !from.name.includes("*")),
      [],
      span,
    );
    const text = renamings
      .map(({ from, to }) => `${printName(from.name)} as ${printName(to.name)}`)
      .join(", ");
    // What a wildcard stands for, and which fields it takes away, is known when all columns are.
    if (renamings.some(({ from }) => from.name.includes("*"))) {
      return makeStep("rename", span, text, (input) =>
        drain(renamer(planOf(renamings, input.fields, span)), input),
      );
    }
    return streamingStep("rename", span, text, () => renamer(planOf(renamings, [], span)));
  },
};
