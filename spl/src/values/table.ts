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
