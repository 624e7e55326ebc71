/**
 * The records of answers: score, port shown, where its digits begin, where they end, length of the cells; i32 each; then the cells.
 *
 * Of equal ones one is kept. Keys differ in what an answer does not show: whether a connection to an ordinary port was web or
 * name resolution, say. So there are fewer answers than keys, and each takes half a kilobyte.
 */

import { equalBytes, hashOf } from "./blocks";
import { MOST_ANSWERS, RECORD_PLACES } from "./memory";

const MASK: u32 = <u32>(2 * MOST_ANSWERS - 1);
/** What is not found soon is taken for new. */
const MOST_PROBES: i32 = 16;

export const ANSWER_HEAD: usize = 20;

/** How many bytes the cells of an answer have as they are. */
export function lengthOf(record: usize): usize {
  return load<u32>(record, 16);
}

export function forgetRecords(): void {
  memory.fill(RECORD_PLACES, 0, 8 * MOST_ANSWERS);
}

/** The earlier record with the same bytes as this one of so many bytes, or this one, which is then kept. */
export function oneOfEqual(record: usize, length: usize): usize {
  let place = hashOf(record, length) & MASK;
  for (let probes = 0; probes < MOST_PROBES; probes++) {
    const entry = RECORD_PLACES + ((<usize>place) << 2);
    const earlier: usize = load<u32>(entry);
    if (earlier === 0) {
      store<u32>(entry, <u32>record);
      return record;
    }
    if (ANSWER_HEAD + lengthOf(earlier) === length && equalBytes(earlier, record, length)) return earlier;
    place = (place + 1) & MASK;
  }
  return record;
}
