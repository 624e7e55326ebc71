/** A lookup as commands see it: a table, how values match it, and where it is kept. */
import type { Table } from "../values/table.ts";

export type MatchType = "exact" | "cidr" | "wildcard";

/** Types of collections.conf, field.<name>. */
export type FieldType = "number" | "string" | "bool" | "time" | "array" | "cidr";

/** A file in lookups/ of an app. */
export interface CsvStore {
  readonly kind: "csv";
  /** The app's id. */
  readonly app: string;
  readonly file: string;
}

/** A collection of the KV store, as a lookup of transforms.conf sees it. */
export interface CollectionStore {
  readonly kind: "collection";
  readonly app: string;
  readonly name: string;
  /** fields_list, in its order. */
  readonly fields: readonly string[];
  readonly types: ReadonlyMap<string, FieldType>;
  /** Whether a value that is not of its field's type ends the search; else it is left out. */
  readonly enforceTypes: boolean;
  /** The condition of transforms.conf, as text; null without one. */
  readonly filter: string | null;
}

export type LookupStore = CsvStore | CollectionStore;

/** How values match a lookup. */
export interface LookupMatching {
  /** Match type by field; "exact" where none is set. */
  readonly matchTypes: ReadonlyMap<string, MatchType>;
  readonly caseSensitive: boolean;
  readonly maxMatches: number;
  readonly minMatches: number;
  readonly defaultMatch: string | null;
}

/** A lookup with its definition and its rows, ready to be asked. */
export interface LookupDefinition extends LookupMatching {
  readonly name: string;
  /** "lookups/portrisk_ports.csv", "the collection portrisk_pairs" */
  readonly place: string;
  readonly store: LookupStore;
  readonly table: Table;
}
