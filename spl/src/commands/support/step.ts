/**
 * Small things that every command needs: a step from its parts, a table with more columns, the place of an error that
 * was only noticed while running.
 */
import type { RowChange, RowStream, RunContext, Step } from "../../contract/command.ts";
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

/** A step that works on rows as they come; for the whole table, all rows are one batch. */
export function streamingStep(
  command: string,
  span: Span,
  text: string,
  open: (context: RunContext) => RowStream,
): Step {
  const step = makeStep(command, span, text, (input, context) => drain(open(context), input));
  return { ...step, open };
}

/** A step that changes each row by itself. */
export function changingStep(
  command: string,
  span: Span,
  text: string,
  change: (context: RunContext) => RowChange,
): Step {
  const step = streamingStep(command, span, text, (context) => {
    const { operations, columns } = change(context);
    const changed = (row: Row): Row => {
      const copy = new Map(row);
      for (const operation of operations) operation.apply(copy, context);
      return copy;
    };
    return {
      push: (rows) => rows.map(changed),
      finish: (fields) => ({ fields: columns(fields), rows: [] }),
    };
  });
  return { ...step, change };
}

/** What a stream makes of a whole table. */
export function drain(stream: RowStream, input: Table): Table {
  const rows = stream.push(input.rows);
  const { fields, rows: last } = stream.finish(input.fields);
  return { fields, rows: last.length === 0 ? rows : rows.length === 0 ? last : [...rows, ...last] };
}

/** A step that changes each row by itself, null drops it. `fields`: the columns of its output, where they change. */
export function rowStep(
  command: string,
  span: Span,
  text: string,
  change: (row: Row, context: RunContext) => Row | null,
  fields: (input: readonly string[]) => readonly string[] = (input) => input,
): Step {
  return streamingStep(command, span, text, (context) => ({
    push: (rows) => {
      const made: Row[] = [];
      for (const row of rows) {
        const changed = change(row, context);
        if (changed !== null) made.push(changed);
      }
      return made;
    },
    keepsNone: true,
    finish: (input) => ({ fields: fields(input), rows: [] }),
  }));
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
