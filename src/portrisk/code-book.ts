/**
 * Remembers what a cell's bytes mean. The same few thousand addresses, ports and actions make up most of a firewall's log, so
 * a cell is hashed and compared where it lies; only bytes not seen before become text and are read.
 *
 * Bounded: when it is full it forgets everything and starts anew.
 */
import { cellText, firstValue } from "../csv/index.ts";
import { MAX_VALUE_LENGTH } from "../risk/index.ts";

/** The code of a cell without a value: the event lacks the field. */
export const ABSENT = -1;

/** A longer cell is read each time: it would fill the store, and can only matter through its first value. */
const LONGEST_CELL = 64;

const EMPTY = new Int32Array(0);

export class CodeBook {
  /** Open addressing: for each place the entry's number + 1, or 0. At most half full. All tables are made at first use. */
  private places = EMPTY;
  private hashes = EMPTY;
  private codes = EMPTY;
  /** Where each entry's bytes end in the store; they begin where the entry before ends. */
  private ends = EMPTY;
  private store: Buffer | null = null;
  private count = 0;

  /**
   * @param meaning what a text means, as a code of 0 or more
   * @param capacity how many cells are remembered; a power of two
   */
  constructor(
    private readonly meaning: (text: string) => number,
    private readonly capacity = 16384,
  ) {}

  /** The code of the first value of the cell bytes[start, end), or ABSENT where it is empty. */
  code(bytes: Buffer, start: number, end: number): number {
    if (start === end) return ABSENT;
    if (end - start > LONGEST_CELL) return this.read(bytes, start, end);
    const store = this.store ?? this.makeTables();
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash ^= hash >>> 15;
    const { places } = this;
    const mask = places.length - 1;
    let place = hash & mask;
    for (let entry = places[place]!; entry !== 0; entry = places[place]!) {
      if (this.hashes[entry - 1] === hash && this.holds(entry - 1, store, bytes, start, end))
        return this.codes[entry - 1]!;
      place = (place + 1) & mask;
    }
    const code = this.read(bytes, start, end);
    if (this.count === this.capacity) {
      places.fill(0);
      this.count = 0;
      place = hash & mask;
    }
    const storeStart = this.ends[this.count]!;
    bytes.copy(store, storeStart, start, end);
    this.hashes[this.count] = hash;
    this.codes[this.count] = code;
    this.ends[++this.count] = storeStart + end - start;
    places[place] = this.count;
    return code;
  }

  /** The code of the first value of a field with a `__mv_` cell, or ABSENT. Not remembered: such fields are rare. */
  codeOfList(bytes: Buffer, start: number, end: number, listStart: number, listEnd: number): number {
    return this.codeOfText(longCellText(bytes, start, end), longCellText(bytes, listStart, listEnd));
  }

  /** The same as `code`, remembering nothing. */
  read(bytes: Buffer, start: number, end: number): number {
    return start === end ? ABSENT : this.codeOfText(longCellText(bytes, start, end), "");
  }

  private makeTables(): Buffer {
    const { capacity } = this;
    this.places = new Int32Array(capacity * 2);
    this.hashes = new Int32Array(capacity);
    this.codes = new Int32Array(capacity);
    this.ends = new Int32Array(capacity + 1);
    const store = Buffer.allocUnsafeSlow(capacity * LONGEST_CELL);
    this.store = store;
    return store;
  }

  private codeOfText(scalar: string, list: string): number {
    const text = list === "" && !scalar.includes("\n") ? scalar : firstValue(scalar, list);
    if (text === "") return ABSENT;
    return this.meaning(text.length > MAX_VALUE_LENGTH ? text.slice(0, MAX_VALUE_LENGTH) : text);
  }

  private holds(entry: number, store: Buffer, bytes: Buffer, start: number, end: number): boolean {
    const from = this.ends[entry]!;
    if (this.ends[entry + 1]! - from !== end - start) return false;
    for (let i = from, j = start; j < end; i++, j++) if (store[i] !== bytes[j]) return false;
    return true;
  }
}

/** The cell's text, or its beginning: enough for a first value that can mean anything. */
function longCellText(bytes: Buffer, start: number, end: number): string {
  return cellText(bytes, start, Math.min(end, start + 2 * MAX_VALUE_LENGTH));
}
