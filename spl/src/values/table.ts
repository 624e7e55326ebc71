/**
 * What flows between commands. Shapes and units:
 * - A value is text, a number (an IEEE double), or several of them (a multi-value field, at least one entry).
 * - A field that a row does not have is absent from its Map: that is SPL's null. The empty string is a value.
 * - A row is never changed once it is handed on; a command that changes one makes a new Map (several steps may hold it).
 * - `fields` is the order in which columns are shown; it may name fields that no row has, and every field that a row
 *   has is in it.
 */
export type Scalar = string | number;
export type MultiValue = readonly Scalar[];
export type Value = Scalar | MultiValue;
export type Row = Map<string, Value>;

export interface Table {
  readonly fields: readonly string[];
  readonly rows: readonly Row[];
}

export const EMPTY_TABLE: Table = { fields: [], rows: [] };

/**
 * Rows in batches, read as they are asked for, and their columns, which are complete after the last batch. "restart" voids all batches
 * so far: the rows come again, because their order was found to be another one.
 */
export interface RowBatches extends Iterable<readonly Row[] | "restart"> {
  readonly fields: readonly string[];
  /** True where nothing else holds the rows, so that they can be changed. */
  readonly owned?: boolean;
}

/** A table as batches of at most so many rows. */
export function batchesOf({ fields, rows }: Table, size = BATCH_ROWS): RowBatches {
  return { fields, [Symbol.iterator]: () => slices(rows, size) };
}

/** Rows that are worked on together. */
const BATCH_ROWS = 512;

export function* slices(rows: readonly Row[], size = BATCH_ROWS): Generator<readonly Row[]> {
  if (rows.length <= size) {
    if (rows.length > 0) yield rows;
    return;
  }
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
