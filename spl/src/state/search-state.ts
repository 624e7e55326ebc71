/**
 * A state as one search sees it. Writes are kept back and committed when the search has succeeded, so that a search that ends in an
 * error writes nothing. What it read must still be there when it writes there.
 */
import type { LookupStore } from "../contract/lookup.ts";
import type { Change, Records, SearchState, State, StoredFile } from "../contract/state.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Row } from "../values/table.ts";

const NO_RECORDS: Records = new Map();

export class StateOfSearch implements SearchState {
  private readonly readCollections = new Map<string, Records>();
  private readonly readFiles = new Map<string, StoredFile | null>();
  private readonly changes = new Map<string, { readonly change: Change; readonly span: Span }>();

  constructor(private readonly state: State | null) {}

  get given(): boolean {
    return this.state !== null;
  }

  collection(app: string, name: string): Records {
    const key = `${app}/${name}`;
    const records = this.readCollections.get(key) ?? this.state?.collection(app, name) ?? NO_RECORDS;
    this.readCollections.set(key, records);
    return records;
  }

  file(app: string, name: string): StoredFile | null {
    const key = `${app}/${name}`;
    const read = this.readFiles.get(key);
    const file = read === undefined ? (this.state?.file(app, name) ?? null) : read;
    this.readFiles.set(key, file);
    return file;
  }

  events(): readonly Row[] {
    return this.state?.events() ?? [];
  }

  write(change: Change, span: Span): void {
    const key = keyOf(change);
    if (change.kind !== "events" && this.changes.has(key)) {
      throw new SplError(
        "ambiguous",
        `The search writes ${change.name} twice; write it once, at the end.`,
        span,
      );
    }
    const count = change.kind === "events" ? `${key}/${this.changes.size}` : key;
    this.changes.set(count, { change: this.withExpected(change), span });
  }

  assertUnwritten(store: LookupStore, span: Span): void {
    const name = store.kind === "csv" ? store.file : store.name;
    const kind = store.kind === "csv" ? "file" : "collection";
    if (!this.changes.has(`${kind}/${store.app}/${name}`)) return;
    throw new SplError(
      "ambiguous",
      `The search has written ${name} before; whether this command sees what was written is not documented. Read it in another search.`,
      span,
    );
  }

  assertNothingCollected(span: Span): void {
    if (![...this.changes.values()].some(({ change }) => change.kind === "events")) return;
    throw new SplError(
      "ambiguous",
      "The search has collected events before; whether this part of it reads them is not documented. Read them in another search.",
      span,
    );
  }

  /** Write what was kept back. Throws SplError, at the command that writes. */
  commit(): void {
    if (this.state === null || this.changes.size === 0) return;
    this.state.commit([...this.changes.values()].map(({ change, span }) => placed(change, span)));
    this.changes.clear();
  }

  private withExpected(change: Change): Change {
    if (change.kind === "events") return change;
    const key = `${change.app}/${change.name}`;
    if (change.kind === "collection") {
      const expected = this.readCollections.get(key);
      return expected === undefined ? change : { ...change, expected };
    }
    const expected = this.readFiles.get(key);
    return expected === undefined ? change : { ...change, expected };
  }
}

function keyOf(change: Change): string {
  return change.kind === "events" ? `events/${change.index}` : `${change.kind}/${change.app}/${change.name}`;
}

/** The change, whose errors are at the command that writes unless they know a better place. */
function placed(change: Change, span: Span): Change {
  if (change.kind === "events") return change;
  if (change.kind === "collection") return { ...change, update: placedUpdate(change.update, span) };
  return { ...change, update: placedUpdate(change.update, span) };
}

function placedUpdate<Before, After>(update: (value: Before) => After, span: Span): (value: Before) => After {
  return (value) => {
    try {
      return update(value);
    } catch (error) {
      throw error instanceof SplError && error.span === undefined
        ? new SplError(error.code, error.message, span)
        : error;
    }
  };
}
