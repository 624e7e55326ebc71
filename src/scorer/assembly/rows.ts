/**
 * What becomes of each row, in two passes over a chunk. The first records where a row ends and its answer, and sums the bytes of the
 * reply, whose length has to be known before it is sent; the second sends. Records are bounded. Rows without a record are read again by
 * the second pass: those behind the bound, and all where columns are cut, because it needs their cells.
 */
import { answerOf, generation, lengthWith, portOf, scoreOf } from "./answers";
import { connection, evidence, readKey } from "./cells";
import {
  CELL_ENDS,
  CELL_STARTS,
  EMPTY_CELLS,
  MAX_EMPTY,
  MAX_RUNS,
  maxRowRecords,
  RUNS,
  rowRecords,
} from "./memory";
import { closed, put, putAnswer } from "./output";

/** In place of a key's first number. */
const NO_PORT: i32 = -1;
const REMOVED: i32 = -2;
const COMMA: u8 = 0x2c;
const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
/** A row record: the row's end; the first number of its key, NO_PORT or REMOVED; its answer; 4 bytes each. */
const ROW_RECORD: usize = 12;

let minScore: i32 = 0;
let columns: i32 = 0;
/** Whether columns are cut, and how many runs of columns stay. */
let cutting: bool = false;
let runCount: i32 = 0;
/** The cells of a row without a usable port. */
let emptyCells: usize = EMPTY_CELLS;
let emptyLength: usize = 0;

let recorded: usize = 0;
/** The generation of the answers that the records name. */
let recordedGeneration: i32 = 0;
/** Sum of the bytes of all rows of the reply. */
export let total: u64 = 0;

/** So many columns are appended to rows, and rows that score less than `minimum`, or have no score, are removed. */
export function configureRows(appended: i32, minimum: i32): bool {
  minScore = minimum;
  columns = appended;
  memory.fill(EMPTY_CELLS, COMMA, appended);
  return appended <= MAX_EMPTY;
}

/** Keep all columns, or only the runs that are added next. */
export function cutColumns(cut: bool): void {
  cutting = cut;
  runCount = 0;
  // Where no column stays, no comma stands before the first of ours.
  emptyCells = cut ? EMPTY_CELLS + 1 : EMPTY_CELLS;
  emptyLength = cut ? columns - 1 : columns;
}

/** Keep the columns between these two of the wanted ones. */
export function keepRun(first: i32, last: i32): bool {
  if (runCount === MAX_RUNS) return false;
  const run = RUNS + ((<usize>runCount) << 3);
  store<i32>(run, first);
  store<i32>(run, last, 4);
  runCount++;
  emptyCells = EMPTY_CELLS;
  emptyLength = columns;
  return true;
}

/** Begin a first pass. */
export function openRowRecords(): void {
  recorded = 0;
  recordedGeneration = generation;
  total = 0;
}

/** Send the rows that have a record, the first of them at `rows`; returns where the first without one begins. */
export function sendRecorded(rows: usize): usize {
  let start = rows;
  // The answers that the records name were dropped since: every row is read again.
  if (generation !== recordedGeneration) return start;
  for (let i: usize = 0; i < recorded && !closed; i++) {
    const record = rowRecords + i * ROW_RECORD;
    const rowEnd: usize = load<u32>(record);
    sendRow(start, endOfContent(start, rowEnd), rowEnd, load<i32>(record, 4), load<u32>(record, 8));
    start = rowEnd;
  }
  return start;
}

/** A row ends: its cells are known. */
export function endRow(start: usize, contentEnd: usize, rowEnd: usize, sending: bool): void {
  let first = REMOVED;
  let answer: usize = 0;
  let length: usize = 0;
  if (readKey()) {
    answer = answerOf(connection, evidence);
    if (scoreOf(answer) >= minScore) {
      first = connection;
      length = lengthWith(answer, portOf(first));
    }
  } else if (minScore === 0) {
    first = NO_PORT;
    length = emptyLength;
  }
  if (sending) {
    if (!closed) sendRow(start, contentEnd, rowEnd, first, answer);
    return;
  }
  if (recorded < maxRowRecords && !cutting) {
    const record = rowRecords + recorded * ROW_RECORD;
    store<u32>(record, <u32>rowEnd);
    store<i32>(record, first, 4);
    store<u32>(record, <u32>answer, 8);
    recorded++;
  }
  if (first === REMOVED) return;
  const content = cutting ? keptLength() : contentEnd - start;
  total += <u64>(content + length + (rowEnd - contentEnd));
}

function sendRow(start: usize, contentEnd: usize, rowEnd: usize, first: i32, answer: usize): void {
  if (first === REMOVED) return;
  if (cutting) for (let run = 0; run < runCount; run++) put(runStart(run), runEnd(run) - runStart(run));
  else put(start, contentEnd - start);
  if (first === NO_PORT) put(emptyCells, emptyLength);
  else putAnswer(answer, portOf(first));
  put(contentEnd, rowEnd - contentEnd);
}

/** Where a run of columns begins in the current row: with the comma before it, unless it is the first that stays. */
function runStart(run: i32): usize {
  const first: usize = load<i32>(RUNS + ((<usize>run) << 3));
  const start: usize = load<u32>(CELL_STARTS + (first << 2));
  return run === 0 ? start : start - 1;
}

function runEnd(run: i32): usize {
  const last: usize = load<i32>(RUNS + ((<usize>run) << 3), 4);
  return load<u32>(CELL_ENDS + (last << 2));
}

function keptLength(): usize {
  let length: usize = 0;
  for (let run = 0; run < runCount; run++) length += runEnd(run) - runStart(run);
  return length;
}

/** Where the row's line ending begins. */
function endOfContent(start: usize, end: usize): usize {
  if (load<u8>(end - 1) !== LINE_FEED) return end;
  return end - 2 >= start && load<u8>(end - 2) === CARRIAGE_RETURN ? end - 2 : end - 1;
}
