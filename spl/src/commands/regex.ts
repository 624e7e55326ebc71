/**
 * regex: keeps the rows whose field matches (or with != does not match) a regular expression. Source: Search Reference,
 * regex. Rejected: NOT, a pattern without quotes, and with != a row that lacks the field (left open).
 */
import type { Command } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compileRegex } from "../regex/index.ts";
import type { Cursor } from "../text/cursor.ts";
import { scalarText } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { rowStep } from "./support/step.ts";

export const REGEX_COMMAND: Command = {
  name: "regex",
  syntax: "regex (<field>=<regex-expression> | <field>!=<regex-expression> | <regex-expression>)",
  summary: "Keeps the rows whose field (or _raw) matches a regular expression, or with != does not.",
  page: "Search Reference, regex",
  options: [],
  differences: ["A row without the field is rejected for !=, a field of several values always."],
  examples: ['| makeresults | regex _raw="\\d+"', '| makeresults | regex user!="^admin"'],
  compile: (cursor, _context, span) => {
    const { field, negated } = readField(cursor);
    const { pattern, place } = readQuoted(cursor, "regex");
    cursor.finish("regex");
    const regex = compileRegex(pattern, place);
    const quoted = `"${pattern.replace(/[\\"]/g, "\\$&")}"`;
    const name = /^[^\s,()[\]=<>!"|']+$/.test(field) ? field : `"${field.replace(/[\\"]/g, "\\$&")}"`;
    return rowStep("regex", span, `${name}${negated ? "!=" : "="}${quoted}`, (row, run) => {
      const text = singleText(row, field, "regex", span);
      if (text !== null) return regex.test(text, run.spend) !== negated ? row : null;
      if (!negated) return null;
      throw new SplError(
        "ambiguous",
        `Documentation does not say whether regex ${field}!=… keeps rows without the field: test isnotnull(${field}) first.`,
        span,
      );
    });
  },
};

function readField(cursor: Cursor): { field: string; negated: boolean } {
  const ahead = cursor.fork();
  const token = ahead.tryToken();
  if (token === undefined) return { field: "_raw", negated: false };
  const negated = ahead.take("!=");
  if (!negated && !ahead.take("=")) {
    if (token.text.toLowerCase() === "not" && token.quote === null) {
      throw new SplError("unexpected_text", 'regex has no NOT: write field!="…".', token.span);
    }
    return { field: "_raw", negated: false };
  }
  cursor.position = ahead.position;
  return { field: token.text, negated };
}

/** A pattern in double quotes, as the reference requires; \" and \\ are undone. */
export function readQuoted(cursor: Cursor, command: string): { pattern: string; place: Span } {
  const token = cursor.token(`${command}: the regular expression`);
  if (token.quote !== '"') {
    throw new SplError("unexpected_text", `${command} needs its expression in double quotes.`, token.span);
  }
  return { pattern: token.text, place: token.span };
}

/** The field's text; null when absent. @throws SplError "ambiguous" for several values. */
export function singleText(row: Row, field: string, command: string, span: Span): string | null {
  const value = row.get(field);
  if (value === undefined) return null;
  if (typeof value !== "object") return scalarText(value);
  throw new SplError(
    "ambiguous",
    `Documentation does not say what ${command} does with ${field} when it has several values: use mvexpand first.`,
    span,
  );
}
