/** The two passes over a chunk. */
import { closed, flush, openOutput } from "./output";
import { openRowRecords, sendRecorded, total } from "./rows";
import { beginScan, scan } from "./scan";

/** Begin the first pass over the rows from `start` on. */
export function beginRows(start: usize): void {
  openRowRecords();
  beginScan(start);
}

/**
 * Continue the first pass with bytes up to `limit`, the last ones or not.
 * @returns whether it could: false for CSV that is left to the host
 */
export function scanRows(limit: usize, last: bool): bool {
  return scan(limit, last, false);
}

/** How many bytes all rows of the reply have. */
export function replyLength(): f64 {
  return <f64>total;
}

/** Write the rows of the reply. @returns false once the reply is no longer read */
export function sendRows(rows: usize, end: usize): bool {
  openOutput();
  const start = sendRecorded(rows);
  if (start < end && !closed) {
    beginScan(start);
    scan(end, true, true);
  }
  flush();
  return !closed;
}
