/**
 * A state as one search sees it. Writes are kept back and committed when the search has succeeded, so that a search that ends in an
 * error writes nothing. What it read must still be there when it writes there.
 */
import type { LookupStore } from "../contract/lookup.ts";
import type { Change, Records, SearchState, State, StoredFile, WriteTarget } from "../contract/state.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { asLimit } from "../values/size.ts";
import type { Row } from "../values/table.ts";

const NO_RECORDS: Records = new Map();

export class StateOfSearch implements SearchState {
  readonly writable: boolean;
  /** What to say before the search runs. */
  readonly warnings = new Set<string>();
  private readonly readCollections = new Map<string, Records>();
  private readonly readFiles = new Map<string, StoredFile | null>();
  private readonly declared = new Set<string>();
  private readonly changes: { readonly change: Change; readonly span: Span }[] = [];

  constructor(
    private readonly state: State | null,
    purpose: "check" | "run",
  ) {
    this.writable = purpose === "check" || state !== null;
  }

  collection(app: string, name: string): Records {
    if (this.state === null)
      this.warnings.add(`The collection ${name} is empty, because no state is given to the search.`);
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

  declareWriting(target: WriteTarget, span: Span): void {
    const key = targetKey(target);
    if (target !== "events" && this.declared.has(key)) {
      const message = `The search writes ${targetName(target)} twice; write it once, at the end.`;
      throw new SplError("ambiguous", message, span);
    }
    this.declared.add(key);
  }

  assertUnwritten(target: WriteTarget, span: Span): void {
    if (!this.declared.has(targetKey(target))) return;
    const message = `The search writes ${targetName(target)} before; whether this command sees what was written is not documented.`;
    throw new SplError("ambiguous", `${message} Read it in another search.`, span);
  }

  write(change: Change, span: Span): void {
    this.changes.push({ change: this.withExpected(change), span });
  }

  /** Write what was kept back. Throws SplError, at the command that writes. */
  commit(): void {
    if (this.state === null || this.changes.length === 0) return;
    try {
      this.state.commit(this.changes.splice(0).map(({ change, span }) => placed(change, span)));
    } catch (error) {
      throw asLimit(error);
    }
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

function targetKey(target: WriteTarget): string {
  return target === "events" ? target : `${target.kind}/${target.app}/${storeName(target)}`;
}

function targetName(target: WriteTarget): string {
  return target === "events" ? "events to an index" : storeName(target);
}

function storeName(store: LookupStore): string {
  return store.kind === "csv" ? store.file : store.name;
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
