/**
 * replace: whole values of fields replaced by others, with wildcards. Rejects what the reference leaves open: two patterns
 * that fit the same value, unless both are plain, when the later one counts; fields not listed with IN.
 */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { joinParts, printText } from "../text/quoting.ts";
import { isMultiple, textOf } from "../values/entries.ts";
import type { Row, Scalar, Value } from "../values/table.ts";
import { type FieldName, printNames, someFields } from "./support/fields.ts";
import { ambiguous, rowStep } from "./support/step.ts";
import { captureText, countWildcards, fillWildcards } from "./support/wildcards.ts";

interface Replacement {
  readonly from: FieldName;
  readonly to: string;
}

/** The text with a value's wildcards filled in, or null where the pattern does not fit. */
function apply({ from, to }: Replacement, text: string): string | null {
  if (!from.name.includes("*")) return from.name === text ? to : null;
  const captured = captureText(from, text);
  if (captured === null) return null;
  return to.includes("*") ? fillWildcards(to, captured) : to;
}

function replaceEntry(entry: Scalar, replacements: readonly Replacement[]): Scalar {
  const text = textOf(entry);
  const fitting = replacements.filter((replacement) => apply(replacement, text) !== null);
  const last = fitting[fitting.length - 1];
  if (last === undefined) return rejectCase(entry, text, replacements);
  const wild = fitting.find(({ from }) => from.name.includes("*"));
  if (fitting.length > 1 && wild !== undefined) {
    throw ambiguous(
      `"${text}" fits several patterns of replace; which one counts is not exactly documented. Use two commands.`,
      wild.from.token.span,
    );
  }
  return apply(last, text)!;
}

/** Whether the patterns respect case is not documented, so a value that only fits without regard to it is rejected. */
function rejectCase(entry: Scalar, text: string, replacements: readonly Replacement[]): Scalar {
  const folded = text.toLowerCase();
  for (const replacement of replacements) {
    const from = { ...replacement.from, name: replacement.from.name.toLowerCase() };
    if (apply({ from, to: "" }, folded) === null) continue;
    throw ambiguous(
      `Whether replace respects case is not documented, and "${text}" fits "${replacement.from.name}" only without it. Use eval replace() with (?i) or without.`,
      from.token.span,
    );
  }
  return entry;
}

export const replace: Command = {
  name: "replace",
  syntax: "replace (<wc-string> WITH <wc-string>)… IN <field-list>",
  summary: "Replaces whole values of the listed fields; wildcards carry text over.",
  page: "Search Reference, replace",
  options: [],
  differences: [
    "IN is needed: without it Splunk leaves out fields that stats and eval made, which is not tracked here.",
    "A value that fits several patterns with wildcards, or a pattern only without regard to case, is rejected.",
  ],
  examples: ["replace 127.0.0.1 WITH localhost IN host", 'replace "* localhost" WITH "localhost *" IN host'],
  compile(cursor, _context, span) {
    const replacements: Replacement[] = [];
    while (!cursor.done && !/^in\b/i.test(cursor.rest())) {
      const token = cursor.token("The value to replace");
      cursor.expect("with", "replace");
      const to = cursor.token("The replacement");
      const wildcards = countWildcards(to.text);
      if (wildcards !== 0 && wildcards !== countWildcards(token.text)) {
        throw new SplError(
          "invalid_option_value",
          `"${to.text}" must have as many wildcards as "${token.text}", or none.`,
          to.span,
        );
      }
      replacements.push({ from: { name: token.text, token }, to: to.text });
      cursor.take(",");
    }
    if (replacements.length === 0)
      throw cursor.unexpected("replace needs <value> WITH <value>", "missing_argument");
    if (!cursor.take("in")) {
      throw new SplError(
        "missing_argument",
        "replace needs IN <fields> here: without it Splunk leaves out fields that stats and eval made.",
        span,
      );
    }
    const fields = someFields(cursor, "replace");
    cursor.finish("replace");
    const text = joinParts(
      replacements.map(({ from, to }) => `${printText(from.name)} with ${printText(to)}`).join(", "),
      `in ${printNames(fields, ", ")}`,
    );
    return rowStep("replace", span, text, (row, run) => {
      let changed: Row | null = null;
      for (const { name } of fields) {
        const value = row.get(name);
        if (value === undefined) continue;
        const entries: readonly Scalar[] = isMultiple(value) ? value : [value];
        const made = entries.map((entry) => replaceEntry(entry, replacements));
        const result: Value = isMultiple(value) ? made : made[0]!;
        changed ??= new Map(row);
        run.hold(result);
        changed.set(name, result);
      }
      return changed ?? row;
    });
  },
};
