/**
 * Small things that every command needs: a step from its parts, a table with more columns, the place of an error that
 * was only noticed while running.
 */
import type { RunContext, Step } from "../../contract/command.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import type { Row, Table } from "../../values/table.ts";

export function makeStep(
  command: string,
  span: Span,
  text: string,
  run: (input: Table, context: RunContext) => Table | Promise<Table>,
): Step {
  return { command, span, text: text === "" ? command : `${command} ${text}`, run };
}

/** The columns with these added behind, none twice. */
export function withFields(fields: readonly string[], added: Iterable<string>): readonly string[] {
  const all = new Set(fields);
  for (const field of added) all.add(field);
  return all.size === fields.length ? fields : [...all];
}

/** Fields that at least one row has. */
export function presentFields(rows: readonly Row[]): Set<string> {
  const present = new Set<string>();
  for (const row of rows) for (const field of row.keys()) present.add(field);
  return present;
}

/** The error, with the place of what was being computed if it knows none of its own. */
export function placedAt(span: Span, error: unknown): unknown {
  if (!(error instanceof SplError) || error.span !== undefined) return error;
  return new SplError(error.code, error.message, span);
}

export function ambiguous(message: string, span?: Span): SplError {
  return new SplError("ambiguous", message, span);
}
