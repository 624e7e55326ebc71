/**
 * What lasts from one search to the next: collections of the KV store, CSV lookups that searches wrote, and the events of summary
 * indexes. It is the only thing that a search may write.
 */
import type { Span } from "../errors/spl-error.ts";
import type { Row, Table } from "../values/table.ts";
import type { LookupStore } from "./lookup.ts";

/** The records of a collection by `_key`, in the order of their first write. A row has its own `_key` too. */
export type Records = ReadonlyMap<string, Row>;

/** A CSV lookup as searches left it: its rows, or that it was deleted, so that the app's shipped file does not count either. */
export type StoredFile = { readonly table: Table } | { readonly deleted: true };

/**
 * Values are never changed once they are handed out: a write replaces them by others, so that two values are the same object
 * exactly when nothing was written in between.
 */
export interface State {
  /** Empty where nothing was written. Throws SplError invalid_state. */
  collection(app: string, name: string): Records;
  /** Null where no search wrote a file of this name. Throws SplError invalid_state. */
  file(app: string, name: string): StoredFile | null;
  /** The events that searches collected into indexes, in the order of writing; each has its `index`. Throws SplError invalid_state. */
  events(): readonly Row[];
  /** All changes or, where one throws, none. Nothing else writes meanwhile. Throws SplError. */
  commit(changes: readonly Change[]): void;
}

/** A change: what comes after what is there when it is written. `update` throws SplError for what cannot be written. */
export type Change =
  | {
      readonly kind: "collection";
      readonly app: string;
      readonly name: string;
      /** What the search read, if it did: the change is rejected where that is no longer there. */
      readonly expected?: Records;
      readonly update: (records: Records) => Records;
    }
  | {
      readonly kind: "file";
      readonly app: string;
      readonly name: string;
      readonly expected?: StoredFile | null;
      /** Null where there is still no file. */
      readonly update: (file: StoredFile | null) => StoredFile | null;
    }
  | { readonly kind: "events"; readonly index: string; readonly rows: readonly Row[] };

/** State as one search sees it: what it writes is kept back until the search has succeeded. */
export interface SearchState {
  /** Whether commands may write: there is a state, or the search is only checked. */
  readonly writable: boolean;
  collection(app: string, name: string): Records;
  file(app: string, name: string): StoredFile | null;
  events(): readonly Row[];
  write(change: Change, span: Span): void;
  /** To be called when a command that writes there is compiled. Throws SplError ambiguous where another one does. */
  declareWriting(target: WriteTarget, span: Span): void;
  /**
   * To be called when a command that reads there is compiled. Throws SplError ambiguous where a command before it writes there:
   * documentation does not say whether a later command, or a subsearch, sees it.
   */
  assertUnwritten(target: WriteTarget, span: Span): void;
}

/** A lookup, or the events of indexes. */
export type WriteTarget = LookupStore | "events";
