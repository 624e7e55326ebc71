/** A lookup as commands see it: a table and how values match it. */
import type { Table } from "../values/table.ts";

/** A CSV lookup with its definition, ready to be asked. */
export interface LookupDefinition {
  readonly name: string;
  /** "lookups/portrisk_ports.csv" */
  readonly place: string;
  readonly table: Table;
  /** Match type by field; "exact" where none is set. */
  readonly matchTypes: ReadonlyMap<string, "exact" | "cidr" | "wildcard">;
  readonly caseSensitive: boolean;
  readonly maxMatches: number;
  readonly minMatches: number;
  readonly defaultMatch: string | null;
}
