/**
 * A state in a folder:
 *
 *     apps/<app>/collections/<collection>.jsonl   a record a line, with its _key
 *     apps/<app>/lookups/<file>.csv               as an app has it; <file>.csv.deleted where a search deleted it
 *     indexes/<index>/000001.jsonl …              what one search collected, an event a line
 *
 * What was read is kept in memory, and read again only where a file has changed. A file is replaced as a whole, the files of one search
 * together while no other process writes.
 */
import type { Change, Records, State, StoredFile } from "../contract/state.ts";
import { assertIndexName, assertSafeName, isIndexName } from "../contract/state-names.ts";
import { SplError } from "../errors/spl-error.ts";
import { readLookupFile } from "../io/csv-table.ts";
import { printCsv } from "../io/print.ts";
import type { Row, Table } from "../values/table.ts";
import { type Outcome, outcomesOf } from "./changes.ts";
import { type Prepared, StateFiles } from "./files.ts";
import { printRows, readRows } from "./json-lines.ts";

type Parts = readonly string[];

const NO_RECORDS: Records = new Map();
const SEGMENT = /^(\d{6,15})\.jsonl$/;

export class FolderState implements State {
  private readonly files: StateFiles;
  private readonly cache = new Map<string, { readonly signature: string; readonly value: unknown }>();
  private collected: { readonly segments: string; readonly rows: readonly Row[] } | null = null;

  /**
   * Throws SplError invalid_state.
   *
   * @param folder is created where it does not exist, in a folder that does
   * @param patience how long to wait for another process to finish writing, in milliseconds
   */
  constructor(folder: string, patience = 10_000) {
    this.files = new StateFiles(folder, patience);
  }

  collection(app: string, name: string): Records {
    return this.cached(collectionFile(app, name), readRecords) ?? NO_RECORDS;
  }

  file(app: string, name: string): StoredFile | null {
    const parts = lookupFile(app, name);
    return (
      this.cached(parts, (content, place): StoredFile => ({ table: readFile(content, place) })) ??
      this.cached(deletedFile(parts), (): StoredFile => ({ deleted: true }))
    );
  }

  events(): readonly Row[] {
    const segments = this.files
      .list(["indexes"])
      .filter((index) => !isHidden(index))
      .flatMap((index) => this.segments(index).map((segment) => ["indexes", index, segment]));
    const rows = segments.map((parts) => this.cached(parts, readRows) ?? []);
    const signatures = segments
      .map((parts) => `${parts.join("/")} ${this.files.signature(parts)}`)
      .join("\n");
    if (this.collected?.segments !== signatures) this.collected = { segments: signatures, rows: rows.flat() };
    return this.collected.rows;
  }

  commit(changes: readonly Change[]): void {
    this.files.locked(() => {
      const outcomes = outcomesOf(changes, this);
      const prepared: { readonly prepared: Prepared; readonly done: (signature: string) => void }[] = [];
      try {
        for (const outcome of outcomes) prepared.push(this.prepare(outcome));
      } catch (error) {
        for (const one of prepared) one.prepared.discard();
        throw error;
      }
      for (const one of prepared) one.done(one.prepared.place());
    });
  }

  private prepare(outcome: Outcome): {
    readonly prepared: Prepared;
    readonly done: (signature: string) => void;
  } {
    if (outcome.kind === "collection") {
      const parts = collectionFile(outcome.app, outcome.name);
      return this.keeping(parts, printRows(outcome.value.values()), outcome.value);
    }
    if (outcome.kind === "events") {
      const last = this.segments(outcome.index).at(-1);
      const number = last === undefined ? 1 : Number(SEGMENT.exec(last)![1]) + 1;
      const parts = ["indexes", outcome.index, `${String(number).padStart(6, "0")}.jsonl`];
      return this.keeping(parts, printRows(outcome.rows), outcome.rows);
    }
    const parts = lookupFile(outcome.app, outcome.name);
    if ("table" in outcome.value) {
      const { table } = outcome.value;
      const written = this.keeping(parts, table.fields.length === 0 ? "" : printCsv(table), outcome.value);
      return { ...written, done: (signature) => this.replaceBy(written.done, signature, deletedFile(parts)) };
    }
    const written = this.keeping(deletedFile(parts), "", outcome.value);
    return { ...written, done: (signature) => this.replaceBy(written.done, signature, parts) };
  }

  /** Ends the other form of a lookup file once this one is in its place. */
  private replaceBy(done: (signature: string) => void, signature: string, remove: Parts): void {
    done(signature);
    this.files.remove(remove);
  }

  /** A file to be written, whose content need not be read again. */
  private keeping(parts: Parts, content: string, value: unknown) {
    return {
      prepared: this.files.prepare(parts, content),
      done: (signature: string) => void this.cache.set(parts.join("/"), { signature, value }),
    };
  }

  private segments(index: string): string[] {
    assertIndexName(index);
    const names = this.files.list(["indexes", index]).filter((name) => SEGMENT.test(name));
    // By their numbers: 1000000.jsonl comes behind 999999.jsonl.
    return names.sort((left, right) => left.length - right.length);
  }

  private cached<T>(parts: Parts, read: (content: Buffer, place: string) => T): T | null {
    const place = parts.join("/");
    const signature = this.files.signature(parts);
    if (signature === null) return null;
    const known = this.cache.get(place);
    if (known?.signature === signature) return known.value as T;
    const value = read(this.files.read(parts), place);
    this.cache.set(place, { signature, value });
    return value;
  }
}

/** Such as the files that the user's desktop keeps of each folder. Throws SplError invalid_state for what is not an index either. */
function isHidden(index: string): boolean {
  if (index.startsWith(".")) return true;
  if (isIndexName(index)) return false;
  throw new SplError(
    "invalid_state",
    `The folder of state: indexes/${index} is not an index by its name; move it to another folder.`,
  );
}

function collectionFile(app: string, name: string): Parts {
  assertSafeName(app, "an app");
  assertSafeName(name, "a collection");
  return ["apps", app, "collections", `${name}.jsonl`];
}

function lookupFile(app: string, name: string): Parts {
  assertSafeName(app, "an app");
  assertSafeName(name, "a lookup file");
  return ["apps", app, "lookups", name];
}

function deletedFile(parts: Parts): Parts {
  return [...parts.slice(0, -1), `${parts.at(-1)}.deleted`];
}

function readRecords(content: Buffer, place: string): Records {
  const records = new Map<string, Row>();
  for (const row of readRows(content, place)) {
    const key = row.get("_key");
    if (typeof key !== "string" || key === "")
      throw new SplError("invalid_state", `${place}: a record has no _key that is a text.`);
    if (records.has(key))
      throw new SplError("invalid_state", `${place}: two records have the _key "${key}".`);
    records.set(key, row);
  }
  return records;
}

function readFile(content: Buffer, place: string): Table {
  return readLookupFile(content, (message) => new SplError("invalid_state", `${place}: ${message}.`));
}
