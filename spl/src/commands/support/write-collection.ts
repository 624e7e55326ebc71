/**
 * What outputlookup makes of a collection. Without append the records are replaced as a whole; with it a record whose key is there is
 * replaced, and others are added. The key is key_field's value, else the row's `_key`, else a generated one.
 */
import type { CollectionStore } from "../../contract/lookup.ts";
import type { Records } from "../../contract/state.ts";
import type { Span } from "../../errors/spl-error.ts";
import type { Token } from "../../text/cursor.ts";
import { isMultiple, textOf } from "../../values/entries.ts";
import type { Row } from "../../values/table.ts";
import { recorder } from "./collection-values.ts";
import { ambiguous } from "./step.ts";

export interface CollectionOptions {
  readonly append: boolean;
  readonly keyField: Token | null;
  /** Whether no rows empty the collection. */
  readonly override: boolean;
  readonly span: Span;
}

interface Entry {
  readonly key: string | null;
  readonly record: Row;
}

/** Rows → what they make of the records that are there when they are written. Throws SplError; so does the result. */
export function collectionUpdate(
  store: CollectionStore,
  options: CollectionOptions,
): (rows: readonly Row[]) => (records: Records) => Records {
  const record = recorder(store, options.span);
  return (rows) => {
    const keys = new Set<string>();
    const entries = rows.map((row): Entry => {
      const key = keyOf(row, options);
      if (key !== null && keys.has(key)) {
        throw ambiguous(
          `Two rows have the key "${key}", and which of them is kept is not documented; use stats or dedup before.`,
          options.span,
        );
      }
      if (key !== null) keys.add(key);
      return { key, record: record(row, key) };
    });
    return (records) => {
      if (entries.length > 0) return written(entries, records, store, options);
      return options.append || !options.override || records.size === 0 ? records : new Map();
    };
  };
}

function keyOf(row: Row, { keyField, span }: CollectionOptions): string | null {
  const field = keyField?.text ?? "_key";
  const value = row.get(field);
  if (value === undefined) {
    if (keyField === null) return null;
    throw ambiguous(
      `A row has no ${field}, and which key its record gets is not documented; remove the row, or give it one.`,
      keyField.span,
    );
  }
  const key = isMultiple(value) ? "" : textOf(value);
  if (key !== "") return key;
  throw ambiguous(
    `A key is one text that is not empty, which the ${field} of a row is not: drop such rows with where before.`,
    keyField?.span ?? span,
  );
}

function written(
  entries: readonly Entry[],
  before: Records,
  store: CollectionStore,
  options: CollectionOptions,
): Records {
  const records = new Map(options.append ? before : []);
  // Keys that later rows bring, so that no generated one is theirs: rows of inputlookup often come behind new ones.
  const taken = new Set(entries.map(({ key }) => key));
  let count = records.size;
  for (const { key, record } of entries) {
    const existing = key === null ? undefined : records.get(key);
    if (existing !== undefined && options.keyField === null)
      assertWhole(existing, record, store, options.span);
    let own = key ?? "";
    if (key === null) {
      do own = (++count).toString(16).padStart(24, "0");
      while (records.has(own) || taken.has(own));
      record.set("_key", own);
    }
    records.set(own, record);
  }
  return records;
}

/** "Uses the specified field name as the key to a value and replaces that value" is said of key_field alone. */
function assertWhole(existing: Row, record: Row, store: CollectionStore, span: Span): void {
  for (const field of existing.keys()) {
    if (field === "_key" || record.has(field)) continue;
    throw ambiguous(
      `A row lacks the field ${field} of its record in ${store.name}; whether append=true keeps it is not documented. Add key_field=_key, which replaces the record.`,
      span,
    );
  }
}
