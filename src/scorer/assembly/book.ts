/**
 * Remembers what a cell's bytes mean to a reader, so that the host is asked once for each text. Bounded: when it is full it
 * forgets everything. A search for a text ends after a few places, so that texts made to collide cost no more than asking.
 */
import { equalBytes, hashOf, upToEight } from "./blocks";
import { readCell } from "./host";
import { BOOK_ENTRIES, BOOK_ENTRY, BOOK_PLACES, BOOK_STORE, BOOK_STORE_BYTES } from "./memory";

/** A longer cell is left to the host each time. */
const LONGEST: usize = 64;
const MOST_PROBES: i32 = 16;
const MASK: u32 = <u32>(2 * BOOK_ENTRIES - 1);

let count: i32 = 0;
let stored: usize = 0;

/** An entry: hash, length and reader, address of its bytes, code; 4 bytes each. */
export function textCode(reader: i32, start: usize, end: usize): i32 {
  const length = end - start;
  if (length > LONGEST) return readCell(reader, start, end, 0, 0);
  const hash = hashOf(start, length, <u64>reader);
  const tag: u32 = <u32>length | ((<u32>reader) << 8);
  let place = hash & MASK;
  for (let probes = 0; probes < MOST_PROBES; probes++) {
    const entry: usize = load<u32>(BOOK_PLACES + ((<usize>place) << 2));
    if (entry === 0) return add(reader, start, end, hash, tag, place);
    if (
      load<u32>(entry) === hash &&
      load<u32>(entry, 4) === tag &&
      equalBytes(load<u32>(entry, 8), start, length)
    ) {
      return load<i32>(entry, 12);
    }
    place = (place + 1) & MASK;
  }
  return readCell(reader, start, end, 0, 0);
}

export function forgetTexts(): void {
  if (count > 0) memory.fill(BOOK_PLACES, 0, 8 * BOOK_ENTRIES);
  count = 0;
  stored = 0;
}

function add(reader: i32, start: usize, end: usize, hash: u32, tag: u32, free: u32): i32 {
  const code = readCell(reader, start, end, 0, 0);
  const length = end - start;
  let place = free;
  if (count === BOOK_ENTRIES || stored + ((length + 7) & ~7) > <usize>BOOK_STORE_BYTES) {
    forgetTexts();
    place = hash & MASK;
  }
  const entry: usize = BOOK_ENTRY + ((<usize>count) << 4);
  const kept: usize = BOOK_STORE + stored;
  for (let at: usize = 0; at < length; at += 8) store<u64>(kept + at, upToEight(start + at, length - at));
  store<u32>(entry, hash);
  store<u32>(entry, tag, 4);
  store<u32>(entry, <u32>kept, 8);
  store<i32>(entry, code, 12);
  store<u32>(BOOK_PLACES + ((<usize>place) << 2), <u32>entry);
  count++;
  stored += (length + 7) & ~7;
  return code;
}
