/** The rows of a lookup: of a search's own writing if there is any, else of the app's shipped file. */
import { type App, ConfError } from "@suspicious-ports/conf";
import type { CollectionStore, CsvStore, LookupDefinition } from "../contract/lookup.ts";
import type { Records, SearchState } from "../contract/state.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { readLookupFile } from "../io/csv-table.ts";
import type { Row, Table } from "../values/table.ts";
import type { LookupStanza } from "./lookup.ts";

/** Reads shipped files once, and gives the same records as the same table. */
export class LookupTables {
  private readonly shipped = new Map<string, Table>();
  private readonly collections = new WeakMap<Records, Map<string, Table>>();

  /** Throws SplError malformed_lookup, unknown_lookup or invalid_state. */
  definition(stanza: LookupStanza, app: App, state: SearchState, span: Span): LookupDefinition {
    const { store } = stanza;
    if (store.kind === "csv") {
      return { ...stanza, place: `lookups/${store.file}`, table: this.file(store, app, state, span) };
    }
    const place = `the collection ${store.name}`;
    return { ...stanza, place, table: this.collection(store, state.collection(store.app, store.name)) };
  }

  private file({ file }: CsvStore, app: App, state: SearchState, span: Span): Table {
    const written = state.file(app.name, file);
    if (written !== null && "table" in written) return written.table;
    if (written !== null) {
      const message = `A search has deleted the lookup file ${file}, because it had no rows for it.`;
      throw new SplError("unknown_lookup", message, span);
    }
    const table = this.shippedFile(app, file, span);
    if (table !== null) return table;
    throw new SplError("malformed_lookup", `lookups/${file}: There is no such file in the app.`, span);
  }

  /** Null where the app ships no such file. Throws SplError malformed_lookup. */
  shippedFile(app: App, file: string, span: Span): Table | null {
    const key = `${app.folder}/${file}`;
    const known = this.shipped.get(key);
    if (known !== undefined) return known;
    try {
      if (!app.has(`lookups/${file}`)) return null;
      const table = readLookupFile(
        app.read(`lookups/${file}`),
        (message) => new SplError("malformed_lookup", `lookups/${file}: ${message}.`, span),
      );
      this.shipped.set(key, table);
      return table;
    } catch (error) {
      if (error instanceof ConfError) throw new SplError("malformed_lookup", error.message, span);
      throw error;
    }
  }

  /** The records with the fields that the lookup lists. */
  private collection({ fields }: CollectionStore, records: Records): Table {
    const key = fields.join("\n");
    const known = this.collections.get(records);
    let table = known?.get(key);
    if (table === undefined) {
      const listed = new Set(fields);
      table = { fields, rows: [...records.values()].map((row) => onlyFields(row, listed)) };
      if (known === undefined) this.collections.set(records, new Map([[key, table]]));
      else known.set(key, table);
    }
    return table;
  }
}

function onlyFields(row: Row, listed: ReadonlySet<string>): Row {
  for (const field of row.keys()) {
    if (listed.has(field)) continue;
    return new Map([...row].filter(([name]) => listed.has(name)));
  }
  return row;
}
