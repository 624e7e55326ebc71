/**
 * An intern table: remembers what a cell's bytes mean to a reader, so that the host is asked once for each text. Bounded: when it is
 * full it forgets everything. A search ends after a few places, so that colliding texts cost no more than asking.
 */
import { equalBytes, hashOf, upToEight } from "./blocks";
import { readCell } from "./host";
import { MAX_TEXTS, TEXT_BYTES, TEXT_ENTRIES, TEXT_PLACES, TEXTS } from "./memory";

/** A longer cell is left to the host each time. */
const MAX_LENGTH: usize = 64;
const MAX_PROBES: i32 = 16;
const MASK: u32 = <u32>(2 * MAX_TEXTS - 1);

let count: i32 = 0;
let stored: usize = 0;

/** The code of a cell to a reader. An entry: length and reader, address of the bytes, code; 4 bytes each. */
export function textCode(reader: i32, start: usize, end: usize): i32 {
  const length = end - start;
  if (length > MAX_LENGTH) return readCell(reader, start, end);
  const hash = hashOf(start, length, <u64>reader);
  const tag: u32 = <u32>length | ((<u32>reader) << 8);
  let place = hash & MASK;
  for (let probes = 0; probes < MAX_PROBES; probes++) {
    const entry: usize = load<u32>(TEXT_PLACES + ((<usize>place) << 2));
    if (entry === 0) return add(reader, start, end, hash, tag, place);
    if (load<u32>(entry) === tag && equalBytes(load<u32>(entry, 4), start, length))
      return load<i32>(entry, 8);
    place = (place + 1) & MASK;
  }
  return readCell(reader, start, end);
}

function add(reader: i32, start: usize, end: usize, hash: u32, tag: u32, free: u32): i32 {
  const code = readCell(reader, start, end);
  const length = end - start;
  let place = free;
  if (count === MAX_TEXTS || stored + ((length + 7) & ~7) > <usize>TEXT_BYTES) {
    memory.fill(TEXT_PLACES, 0, 8 * MAX_TEXTS);
    count = 0;
    stored = 0;
    place = hash & MASK;
  }
  const entry: usize = TEXT_ENTRIES + <usize>count * 12;
  const kept: usize = TEXTS + stored;
  for (let at: usize = 0; at < length; at += 8) store<u64>(kept + at, upToEight(start + at, length - at));
  store<u32>(entry, tag);
  store<u32>(entry, <u32>kept, 4);
  store<i32>(entry, code, 8);
  store<u32>(TEXT_PLACES + ((<usize>place) << 2), <u32>entry);
  count++;
  stored += (length + 7) & ~7;
  return code;
}
