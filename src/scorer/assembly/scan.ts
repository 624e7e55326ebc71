/**
 * Finds rows and cells, 64 bytes at a time: which bytes are marks, commas and line ends becomes three 64-bit numbers, and what
 * lies within quotation marks follows from them by arithmetic (Langdale and Lemire, "Parsing Gigabytes of JSON per Second",
 * VLDB Journal 2019).
 *
 * That arithmetic takes every mark for the beginning or the end of a quoted cell. In the CSV of src/csv a mark counts only at
 * the start of a cell, so a mark anywhere else ends the scan here, and the plain path, which knows all cases, does the chunk.
 * So do rows with a wrong number of cells and marks that are not closed: errors are told in one place.
 */
import { CELL_ENDS, CELL_STARTS, WANTED } from "./memory";
import { endRow } from "./rows";

const CARRIAGE_RETURN: u8 = 0x0d;

let columnCount: i32 = 0;

/** Where the next block begins. */
let position: usize = 0;
/** All ones within quotation marks at the end of the last block, else zero. */
let inside: u64 = 0;
/** 1 where the byte before the block is a mark, a comma or a line end. */
let before: u64 = 1;
let rowStart: usize = 0;
let cellStart: usize = 0;
/** The number of the current cell. */
let column: i32 = 0;
/** How many wanted cells of the row were met, and the address of the next one's number. */
let slot: usize = 0;

export function configureScan(columns: i32): void {
  columnCount = columns;
}

/** Begin at a row. */
export function beginScan(start: usize): void {
  position = start;
  rowStart = start;
  cellStart = start;
  inside = 0;
  before = 1;
  column = 0;
  slot = 0;
}

function matches(at: usize, byte: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte))) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte)))) << 48)
  );
}

/**
 * Scan as far as whole blocks end at or before `limit`; to the very end, and its last row, where nothing will follow. Each row
 * goes to endRow. False where the plain path has to do it.
 */
export function scan(limit: usize, last: bool, sending: bool): bool {
  const mark = i8x16.splat(0x22);
  const comma = i8x16.splat(0x2c);
  const lineFeed = i8x16.splat(0x0a);
  let at = position;
  let wantedColumn = load<i32>(WANTED + (slot << 2));
  while (at < limit) {
    const rest = limit - at;
    if (rest < 64 && !last) break;
    let marks = matches(at, mark);
    let commas = matches(at, comma);
    let lines = matches(at, lineFeed);
    if (rest < 64) {
      const valid: u64 = ((<u64>1) << (<u64>rest)) - 1;
      marks &= valid;
      commas &= valid;
      lines &= valid;
    }
    let quoted = inside;
    if (marks !== 0) {
      let parity = marks;
      parity ^= parity << 1;
      parity ^= parity << 2;
      parity ^= parity << 4;
      parity ^= parity << 8;
      parity ^= parity << 16;
      parity ^= parity << 32;
      quoted ^= parity;
      inside = <u64>(<i64>quoted >> 63);
    }
    lines &= ~quoted;
    let ends = (commas & ~quoted) | lines;
    const edges = ends | marks;
    if ((marks & quoted & ~((edges << 1) | before)) !== 0) return false;
    before = edges >> 63;
    const count = <i32>popcnt(ends);
    if (lines === 0 && (wantedColumn < 0 || column + count <= wantedColumn)) {
      if (count > 0) {
        column += count;
        cellStart = at + 64 - <usize>clz(ends);
      }
      at += 64;
      continue;
    }
    while (ends !== 0) {
      const bit = ctz(ends);
      const cellEnd = at + <usize>bit;
      const isLine = ((lines >> bit) & 1) !== 0;
      if (isLine) {
        const contentEnd =
          cellEnd > cellStart && load<u8>(cellEnd - 1) === CARRIAGE_RETURN ? cellEnd - 1 : cellEnd;
        if (column === wantedColumn) note(contentEnd);
        if (column + 1 !== columnCount) return false;
        endRow(rowStart, contentEnd, cellEnd + 1, sending);
        rowStart = cellEnd + 1;
        column = 0;
        slot = 0;
        wantedColumn = load<i32>(WANTED);
      } else {
        if (column === wantedColumn) {
          note(cellEnd);
          wantedColumn = load<i32>(WANTED + (slot << 2));
        }
        column++;
      }
      cellStart = cellEnd + 1;
      ends &= ends - 1;
    }
    at += 64;
  }
  position = at;
  if (!last) return true;
  if (inside !== 0) return false;
  if (rowStart === limit) return true;
  if (column === wantedColumn) note(limit);
  if (column + 1 !== columnCount) return false;
  endRow(rowStart, limit, limit, sending);
  return true;
}

function note(end: usize): void {
  store<u32>(CELL_STARTS + (slot << 2), <u32>cellStart);
  store<u32>(CELL_ENDS + (slot << 2), <u32>end);
  slot++;
}
