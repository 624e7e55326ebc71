/**
 * What outputlookup makes of a CSV lookup file. Values become texts; "the outputlookup command merges values in a multivalued field into
 * single space-delimited value". With append the columns of the file stay; fields that it does not have are lost.
 */
import type { RunContext } from "../../contract/command.ts";
import type { StoredFile } from "../../contract/state.ts";
import type { Span } from "../../errors/spl-error.ts";
import { entriesOf, textOf } from "../../values/entries.ts";
import { EMPTY_TABLE, type Row, type Table } from "../../values/table.ts";
import { ambiguous } from "./step.ts";

export interface FileOptions {
  readonly append: boolean;
  /** What becomes of no rows: override_if_empty and create_empty. */
  readonly whenEmpty: { readonly override: boolean; readonly create: boolean };
  /** The file that the app ships, where no search has written one. */
  readonly shipped: Table | null;
  readonly span: Span;
}

/** Rows → what they make of the file that is there when they are written. Throws SplError; so does the result. */
export function fileUpdate(
  options: FileOptions,
): (input: Table, run: RunContext) => (file: StoredFile | null) => StoredFile | null {
  return (input, run) => {
    const table = textTable(input, options.span);
    return (file) => {
      const before = file === null ? options.shipped : "table" in file ? file.table : null;
      if (table.rows.length === 0) return withoutRows(file, before, options);
      if (!options.append || before === null) return { table };
      if (before.fields.length === 0)
        throw ambiguous(
          "Which columns append=true gives to an empty lookup file is not documented. Write it without append first.",
          options.span,
        );
      return { table: appended(before, table, run) };
    };
  };
}

function withoutRows(
  file: StoredFile | null,
  before: Table | null,
  { append, whenEmpty, span }: FileOptions,
): StoredFile | null {
  if (before === null) return whenEmpty.create && !append ? { table: EMPTY_TABLE } : file;
  if (append) {
    if (!whenEmpty.override) return file;
    throw ambiguous(
      "Whether append=true without rows deletes the file, as override_if_empty says, is not documented; add override_if_empty=false.",
      span,
    );
  }
  if (whenEmpty.override) return whenEmpty.create ? { table: EMPTY_TABLE } : { deleted: true };
  if (!whenEmpty.create) return file;
  throw ambiguous(
    "create_empty=true and override_if_empty=false contradict each other for a file that exists: set one of them.",
    span,
  );
}

function textTable({ fields, rows }: Table, span: Span): Table {
  const columns = fields.filter((field) => isColumn(field, rows, span));
  if (columns.length === 0 && rows.length > 0)
    throw ambiguous(
      "What a lookup file holds where no row has a field to write is not documented; give the rows a field before.",
      span,
    );
  return {
    fields: columns,
    rows: rows.map((row) => {
      const cells: Row = new Map();
      for (const column of columns) {
        const value = row.get(column);
        const text = value === undefined ? "" : entriesOf(value).map(textOf).join(" ");
        if (text !== "") cells.set(column, text);
      }
      return cells;
    }),
  };
}

function isColumn(field: string, rows: readonly Row[], span: Span): boolean {
  if (!field.startsWith("_")) return true;
  if (!rows.some((row) => row.has(field))) return false;
  if (field === "_time") return true;
  throw ambiguous(
    `Whether a lookup file gets the internal field ${field} is not documented; remove it with fields - ${field}, or rename it.`,
    span,
  );
}

function appended(before: Table, { fields, rows }: Table, run: RunContext): Table {
  const lost = fields.filter((field) => !before.fields.includes(field) && rows.some((row) => row.has(field)));
  if (lost.length > 0) {
    run.message(
      "WARN",
      `The lookup file has no column for ${lost.join(", ")}; outputlookup append=true leaves them out.`,
    );
  }
  const columns = new Set(before.fields);
  const kept = rows.map((row): Row => new Map([...row].filter(([field]) => columns.has(field))));
  return { fields: before.fields, rows: [...before.rows, ...kept] };
}
