/**
 * Changes of rows, one operation after the other, that share their results between rows: where the fields that some operations read have the
 * same values as in an earlier row, what they write is taken from there. An operation depends on what it reads alone, so rows are the
 * same either way; results are kept only where they are found again often enough.
 *
 * Operations in a row are gathered into parts, as long as a part reads no more fields than its operations do by themselves: what one
 * writes and the next reads is not read from outside. A row goes through the parts; before a part, all that is left may be found as a whole.
 */
import type { RowOperation, RunContext } from "../contract/command.ts";
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
/**
 * After as many trials in a row without success no results are looked for any more. Thousands of hosts come again, but not among the
 * first thousand events.
 */
const TRIALS_OF_PART = 5;
const TRIALS_OF_REST = 1;

/** The share of rows for which a result has to be found, so that looking for it pays: of a part, and of all that is left. */
const SHARE_OF_PART = 0.5;
const SHARE_OF_REST = 0.2;

type Cell = Value | undefined;

/** Counts the cells of all results. */
class Budget {
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

interface Result {
  /** By the place in `writes`; undefined for a field that the row does not have. */
  readonly cells: readonly Cell[];
  readonly steps: number;
}

/** Operations one after the other, seen from outside. */
export class Range {
  readonly reads: readonly string[];
  readonly written: ReadonlySet<string>;
  /** Without those that are removed at the end in any case. */
  private readonly writes: readonly string[];
  private readonly removes: ((name: string) => boolean) | null;
  private readonly identities: Identities[];
  /** The key, made of numbers. */
  private readonly characters: number[];
  private readonly results = new Map<unknown, Result>();
  private tried = 0;
  private found = 0;
  private failures = 0;
  /** Whether results are looked for. */
  enabled: boolean;

  constructor(
    readonly operations: readonly RowOperation[],
    private readonly budget: Budget,
    private readonly worthwhile: number,
    private readonly trials: number,
  ) {
    const written = new Set<string>();
    const reads = new Set<string>();
    for (const operation of operations) {
      for (const name of operation.reads) if (!written.has(name)) reads.add(name);
      for (const name of operation.writes) written.add(name);
    }
    const removing = operations.map(({ removes }) => removes).filter((test) => test !== undefined);
    this.reads = [...reads];
    this.written = written;
    this.writes = [...written].filter((name) => !isRemoved(name, operations));
    this.removes = removing.length === 0 ? null : (name) => removing.some((removes) => removes(name));
    this.identities = this.reads.map(() => new Identities());
    this.characters = this.reads.map(() => 0);
    this.enabled = written.size > 0 && reads.size > 0 && reads.size <= MAXIMUM_READS;
  }

  /** What identifies the values that the row has in `reads`; null where they cannot be told from others. */
  key(row: Row): unknown {
    const { reads, identities } = this;
    if (reads.length === 1) {
      const value = row.get(reads[0]!);
      return typeof value === "string" && value.length > MAXIMUM_LENGTH ? null : identified(value);
    }
    const { characters } = this;
    for (let i = 0; i < characters.length; i++) {
      const identity = identities[i]!.of(row.get(reads[i]!));
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
    this.failures = this.found < this.tried * this.worthwhile ? this.failures + 1 : 0;
    if (this.failures === this.trials) this.disable();
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
    for (const identity of this.identities) identity.clear();
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

  clear(): void {
    this.numbers.clear();
    this.lastValue = NOTHING;
  }
}

const NOTHING = Symbol("no value");

/** The value as the key of a Map, which does not tell 0 from -0. Several values are the same where they are the same list. */
function identified(value: Cell): Cell | null {
  return value === 0 && Object.is(value, -0) ? null : value;
}

/** Operations whose results are found together. Where that is seldom, each is tried by itself. */
class Part {
  readonly whole: Range;
  private readonly single: readonly Range[];
  private readonly all: readonly Range[];

  constructor(
    readonly operations: readonly RowOperation[],
    private readonly budget: Budget,
  ) {
    this.whole = new Range(operations, budget, SHARE_OF_PART, TRIALS_OF_PART);
    this.all = [this.whole];
    this.single =
      operations.length === 1
        ? [this.whole]
        : operations.map((operation) => new Range([operation], budget, SHARE_OF_PART, TRIALS_OF_PART));
  }

  /** The two as one, where what the later one reads is what this one writes, or both read the same. */
  joined(later: Part): Part | null {
    const { reads, written } = this.whole;
    const fits = later.whole.reads.every((name) => written.has(name)) || isSame(reads, later.whole.reads);
    return fits ? new Part([...this.operations, ...later.operations], this.budget) : null;
  }

  get ranges(): readonly Range[] {
    return this.whole.enabled ? this.all : this.single;
  }
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}

function partsOf(operations: readonly RowOperation[], budget: Budget): Part[] {
  const parts: Part[] = [];
  for (const operation of operations) {
    let part = new Part([operation], budget);
    for (let last = parts.at(-1); last !== undefined; last = parts.at(-1)) {
      const joined = last.joined(part);
      if (joined === null) break;
      parts.pop();
      part = joined;
    }
    parts.push(part);
  }
  return parts;
}

export class SharedChanges {
  private readonly parts: readonly Part[];
  /** All that is left from a part on. */
  private readonly rests: readonly Range[];
  private steps = 0;
  private readonly context: RunContext;

  constructor(
    operations: readonly RowOperation[],
    private readonly run: RunContext,
  ) {
    this.context = {
      ...run,
      spend: (steps) => {
        this.steps += steps;
        run.spend(steps);
      },
    };
    const budget = new Budget();
    this.parts = partsOf(operations, budget);
    this.rests = this.parts.map(
      (_, i) =>
        new Range(
          this.parts.slice(i).flatMap((part) => part.operations),
          budget,
          SHARE_OF_REST,
          TRIALS_OF_REST,
        ),
    );
  }

  /** Change a row in place. Throws what an operation throws. */
  apply(row: Row): void {
    const { parts, rests } = this;
    const missed: { readonly rest: Range; readonly key: unknown; readonly steps: number }[] = [];
    for (let i = 0; i < parts.length; i++) {
      const rest = rests[i]!;
      if (rest.enabled) {
        const key = rest.key(row);
        if (key !== null) {
          if (this.isFound(rest, key, row)) break;
          missed.push({ rest, key, steps: this.steps });
        }
      }
      for (const range of parts[i]!.ranges) this.applyRange(range, row);
    }
    for (const { rest, key, steps } of missed) rest.record(key, row, this.steps - steps);
  }

  private applyRange(range: Range, row: Row): void {
    const key = range.enabled ? range.key(row) : null;
    if (key !== null && this.isFound(range, key, row)) return;
    const before = this.steps;
    for (const operation of range.operations) operation.apply(row, this.context);
    if (key !== null) range.record(key, row, this.steps - before);
  }

  private isFound(range: Range, key: unknown, row: Row): boolean {
    const result = range.find(key);
    if (result === undefined) return false;
    this.steps += result.steps;
    if (result.steps > 0) this.run.spend(result.steps);
    range.apply(row, result);
    this.run.holdFields(result.cells.length);
    return true;
  }
}
