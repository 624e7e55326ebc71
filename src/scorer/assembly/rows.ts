/**
 * What becomes of each row. The first pass notes where it ends and its key, and sums the length of the reply; the second
 * sends it. Notes are bounded; of the rows behind them the second pass finds it out again. As in src/portrisk/plain-scorer.ts.
 */
import { answerOf, cellsLength, generation, portOf, scoreOf } from "./answers";
import { connection, evidence, readKey } from "./cells";
import { closed, put, putAnswer } from "./output";

/** In place of a key's first number. */
const NO_PORT: i32 = -1;
const REMOVED: i32 = -2;
const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
/** A note: the row's end, the first number of its key, its answer's record; 4 bytes each. */
const NOTE: usize = 12;

let minScore: i32 = 0;
/** The cells of a row without a usable port. */
let emptyCells: usize = 0;
let emptyLength: usize = 0;

let notes: usize = 0;
let mostNotes: usize = 0;
let noted: usize = 0;
/** How often answers had been dropped when the notes were begun. */
let notesGeneration: i32 = 0;
/** Sum of the bytes of all rows of the reply. */
export let total: u64 = 0;

export function configureRows(leastScore: i32, empty: usize, length: usize): void {
  minScore = leastScore;
  emptyCells = empty;
  emptyLength = length;
}

/** Begin a first pass, with room for so many notes at `start`. */
export function openNotes(start: usize, most: usize): void {
  notes = start;
  mostNotes = most;
  noted = 0;
  notesGeneration = generation;
  total = 0;
}

/** Send the rows of which there are notes, the first of them at `rows`; returns where the first without a note begins. */
export function sendNoted(rows: usize): usize {
  let start = rows;
  // Notes name answers that are gone when all were dropped since: then every row is found out again.
  if (generation !== notesGeneration) return start;
  for (let i: usize = 0; i < noted && !closed; i++) {
    const at = notes + i * NOTE;
    const rowEnd: usize = load<u32>(at);
    sendRow(start, endOfContent(start, rowEnd), rowEnd, load<i32>(at, 4), load<u32>(at, 8));
    start = rowEnd;
  }
  return start;
}

/** A row ends: its cells are known. */
export function endRow(start: usize, contentEnd: usize, rowEnd: usize, sending: bool): void {
  let first = REMOVED;
  let record: usize = 0;
  let length: usize = 0;
  if (readKey()) {
    record = answerOf(connection, evidence);
    if (scoreOf(record) >= minScore) {
      first = connection;
      length = cellsLength(record, portOf(first));
    }
  } else if (minScore === 0) {
    first = NO_PORT;
    length = emptyLength;
  }
  if (sending) {
    if (!closed) sendRow(start, contentEnd, rowEnd, first, record);
    return;
  }
  if (noted < mostNotes) {
    const at = notes + noted * NOTE;
    store<u32>(at, <u32>rowEnd);
    store<i32>(at, first, 4);
    store<u32>(at, <u32>record, 8);
    noted++;
  }
  if (first !== REMOVED) total += <u64>(rowEnd - start + length);
}

function sendRow(start: usize, contentEnd: usize, rowEnd: usize, first: i32, record: usize): void {
  if (first === REMOVED) return;
  put(start, contentEnd - start);
  if (first === NO_PORT) put(emptyCells, emptyLength);
  else putAnswer(record, portOf(first));
  put(contentEnd, rowEnd - contentEnd);
}

/** Where the row's line ending begins. */
function endOfContent(start: usize, end: usize): usize {
  if (load<u8>(end - 1) !== LINE_FEED) return end;
  return end - 2 >= start && load<u8>(end - 2) === CARRIAGE_RETURN ? end - 2 : end - 1;
}
