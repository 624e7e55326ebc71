/** The two passes over a chunk. */
import { closed, flush, openOutput, put } from "./output";
import { openNotes, sendNoted, total } from "./rows";
import { beginScan, scan } from "./scan";

/** Begin the first pass over rows from `start` on, with room for so many notes. */
export function beginCount(start: usize, notes: usize, mostNotes: usize): void {
  openNotes(notes, mostNotes);
  beginScan(start);
}

/** Count as far as bytes have arrived; false where the plain path has to do the chunk. */
export function count(limit: usize, last: bool): bool {
  return scan(limit, last, false);
}

/** The bytes that all rows counted have in the reply. */
export function counted(): f64 {
  return <f64>total;
}

/** Send the header [header, contentEnd), the names of our columns, and all rows up to `end`; false once nobody reads. */
export function send(
  header: usize,
  contentEnd: usize,
  rows: usize,
  end: usize,
  names: usize,
  namesLength: usize,
): bool {
  openOutput();
  put(header, contentEnd - header);
  put(names, namesLength);
  put(contentEnd, rows - contentEnd);
  const start = sendNoted(rows);
  if (start < end && !closed) {
    beginScan(start);
    scan(end, true, true);
  }
  flush();
  return !closed;
}
