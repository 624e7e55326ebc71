/**
 * Results of operations that are kept and found again: where the fields that some operations read have the same values as in an earlier row,
 * what they write is taken from there.
 */
import type { RowOperation } from "../contract/command.ts";
import type { Row, Value } from "../values/table.ts";

/** Fields by which results are found. */
const MAXIMUM_READS = 48;
/** Results that are kept, counted by their fields and what each takes besides. */
const MAXIMUM_CELLS = 4_000_000;
const CELLS_BESIDE = 12;
/** Characters of a text that is kept, and values of a list. */
const MAXIMUM_LENGTH = 1000;
/** Different values of a field: each stands for one character of a key. */
const MAXIMUM_VALUES = 50_000;
/** Whether results are found again is looked at after as many rows. */
const TRIAL = 1000;

type Cell = Value | undefined;

/** Counts the cells of all results. */
export class Budget {
  private cells = 0;

  /** False when it is used up. */
  take(cells: number): boolean {
    this.cells += cells;
    return this.cells <= MAXIMUM_CELLS;
  }

  give(cells: number): void {
    this.cells -= cells;
  }
}

export interface Result {
  /** By the place in `writes`; undefined for a field that the row does not have. */
  readonly cells: readonly Cell[];
  readonly steps: number;
}

/** How long results are looked for. */
export interface Patience {
  /** Of the rows of a trial, for which a result has to be found, so that looking for it pays: 0 to 1. */
  readonly share: number;
  /** After as many trials in a row without success, no results are looked for any more. */
  readonly trials: number;
}

/** What operations one after the other read from outside, and what they write. */
export interface Effect {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** The results of operations one after the other. */
export class SharedResults {
  private readonly reads: readonly string[] = [];
  /** Without those that are removed at the end in any case. */
  private readonly writes: readonly string[] = [];
  private readonly removes: ((name: string) => boolean) | null = null;
  /** Made when first needed: of most operations none is. */
  private identities: readonly Identities[] | null = null;
  /** The key, made of numbers. */
  private readonly characters: number[] = [];
  private readonly results = new Map<unknown, Result>();
  private tried = 0;
  private found = 0;
  private failures = 0;
  /** Whether results are looked for. */
  enabled: boolean;

  constructor(
    operations: readonly RowOperation[],
    { reads, writes }: Effect,
    private readonly budget: Budget,
    private readonly patience: Patience,
  ) {
    this.enabled = writes.size > 0 && reads.size > 0 && reads.size <= MAXIMUM_READS;
    if (!this.enabled) return;
    const removing = operations.map(({ removes }) => removes).filter((test) => test !== undefined);
    this.reads = [...reads];
    this.writes = [...writes].filter((name) => !isRemoved(name, operations));
    this.removes = removing.length === 0 ? null : (name) => removing.some((removes) => removes(name));
  }

  /** What identifies the values that the row has in `reads`; null where they cannot be told from others. */
  key(row: Row): unknown {
    const { reads, characters } = this;
    if (reads.length === 1) {
      const value = row.get(reads[0]!);
      return typeof value === "string" && value.length > MAXIMUM_LENGTH ? null : identified(value);
    }
    this.identities ??= reads.map(() => new Identities());
    for (let i = 0; i < reads.length; i++) {
      const identity = this.identities[i]!.of(row.get(reads[i]!));
      if (identity < 0) return null;
      characters[i] = identity;
    }
    return String.fromCharCode.apply(null, characters);
  }

  find(key: unknown): Result | undefined {
    const result = this.results.get(key);
    this.tried++;
    if (result !== undefined) this.found++;
    if (this.tried === TRIAL) this.judge();
    return result;
  }

  private judge(): void {
    this.failures = this.found < this.tried * this.patience.share ? this.failures + 1 : 0;
    if (this.failures === this.patience.trials) this.disable();
    this.tried = 0;
    this.found = 0;
  }

  /** Keep what the row has now in `writes`. */
  record(key: unknown, row: Row, steps: number): void {
    if (!this.enabled) return;
    const made = this.writes.map((name) => row.get(name));
    if (made.some(isLarge)) return;
    const cells = this.writes.length + CELLS_BESIDE;
    if (!this.budget.take(cells)) {
      this.budget.give(cells);
      this.forget();
    } else this.results.set(key, { cells: made, steps });
  }

  /** Change a row as the one did that the result is from. */
  apply(row: Row, { cells }: Result): void {
    const { writes, removes } = this;
    if (removes !== null) for (const name of row.keys()) if (removes(name)) row.delete(name);
    for (let i = 0; i < writes.length; i++) {
      const cell = cells[i];
      if (cell !== undefined) row.set(writes[i]!, cell);
      else if (removes === null || !removes(writes[i]!)) row.delete(writes[i]!);
    }
  }

  private disable(): void {
    this.enabled = false;
    this.forget();
  }

  private forget(): void {
    this.budget.give(this.results.size * (this.writes.length + CELLS_BESIDE));
    this.results.clear();
    this.identities = null;
  }
}

/** Values that are not kept, as sizes other than numbers of fields are not counted. */
function isLarge(cell: Cell): boolean {
  if (typeof cell !== "object") return typeof cell === "string" && cell.length > MAXIMUM_LENGTH;
  return cell.length > MAXIMUM_LENGTH || cell.some(isLarge);
}

/** Whether a field is removed behind the last operation that may set it. */
function isRemoved(name: string, operations: readonly RowOperation[]): boolean {
  for (let i = operations.length - 1; i >= 0; i--) {
    const { writes, removes } = operations[i]!;
    if (writes.includes(name)) return false;
    if (removes?.(name) === true) return true;
  }
  return false;
}

/** A number for each value of a field. */
class Identities {
  private readonly numbers = new Map<unknown, number>();
  private lastValue: Cell | typeof NOTHING = NOTHING;
  private lastNumber = 0;

  /** -1 for a value that would not be told from another, or when there are too many. */
  of(value: Cell): number {
    if (value === this.lastValue && value !== 0) return this.lastNumber;
    if (typeof value === "string" && value.length > MAXIMUM_LENGTH) return -1;
    const key = identified(value);
    if (key === null) return -1;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      if (number >= MAXIMUM_VALUES) return -1;
      this.numbers.set(key, number);
    }
    this.lastValue = value;
    this.lastNumber = number;
    return number;
  }
}

const NOTHING = Symbol("no value");

/** The value as the key of a Map, which does not tell 0 from -0. Several values are the same where they are the same list. */
function identified(value: Cell): Cell | null {
  return value === 0 && Object.is(value, -0) ? null : value;
}
