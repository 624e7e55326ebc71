/**
 * Finds rows and cells, 64 bytes at a time: which bytes are quotes, commas and line ends becomes three 64-bit numbers, and what is
 * within quotes follows from them by arithmetic (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", VLDB Journal 2019).
 *
 * That arithmetic takes every quote for the beginning or the end of a quoted cell. In the CSV of src/csv a quote counts only at the
 * start of a cell, so a quote anywhere else ends the scan here, and src/portrisk/reference-scorer.ts does the chunk. So do rows with
 * a wrong number of cells and quotes that are not closed: it finds the errors.
 */
import { CELL_ENDS, CELL_STARTS, MAX_WANTED, WANTED } from "./memory";
import { endRow } from "./rows";

const CARRIAGE_RETURN: u8 = 0x0d;

let columnCount: i32 = 0;
let wantedCount: i32 = 0;

/** Where the next block begins. */
let position: usize = 0;
/** All ones within quotes at the end of the last block, else zero. */
let inside: u64 = 0;
/** 1 where the byte before the block is a quote, a comma or a line end. */
let before: u64 = 1;
let rowStart: usize = 0;
let cellStart: usize = 0;
/** The number of the current cell. */
let column: i32 = 0;
/** How many wanted cells of the row were met, and the address of the next one's number. */
let slot: usize = 0;

/** Rows have so many columns, of which those that are added next are looked at. */
export function setColumns(columns: i32): void {
  columnCount = columns;
  wantedCount = 0;
  store<i32>(WANTED, -1);
}

/** @param column greater than the one added before */
export function addWanted(column: i32): bool {
  if (wantedCount === MAX_WANTED) return false;
  store<i32>(WANTED + ((<usize>wantedCount) << 2), column);
  wantedCount++;
  store<i32>(WANTED + ((<usize>wantedCount) << 2), -1);
  return true;
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

/** Each of its eight bytes is this one. */
const ONES: u64 = ((<u64>0x01010101) << 32) | 0x01010101;
const QUOTES: u64 = ONES * 0x22;
const COMMAS: u64 = ONES * 0x2c;
const LINE_FEEDS: u64 = ONES * 0x0a;
const LOW_BITS: u64 = ONES * 0x7f;
const HIGH_BITS: u64 = ONES * 0x80;
/** Multiplied by it, the high bits of eight bytes become the highest byte. */
const GATHER: u64 = ((<u64>0x00020408) << 32) | 0x10204081;

/** Which of a word's eight bytes differ from those of the pattern, which is ASCII, as eight bits. @param low the word's low bits */
function differences(word: u64, low: u64, pattern: u64): u64 {
  // The high bit of each byte: whether any bit of it differs.
  const differ = (((low ^ pattern) + LOW_BITS) | word) & HIGH_BITS;
  return (differ * GATHER) >> 56;
}

/**
 * Scan as far as whole blocks end at or before `limit`; to the very end, and its last row, where nothing will follow. Each row
 * goes to endRow. False for CSV that is left to the host.
 */
export function scan(limit: usize, last: bool, sending: bool): bool {
  let at = position;
  let wantedColumn = load<i32>(WANTED + (slot << 2));
  while (at < limit) {
    const rest = limit - at;
    if (rest < 64 && !last) break;
    let quotes: u64 = 0;
    let commas: u64 = 0;
    let lines: u64 = 0;
    for (let offset: usize = 0; offset < 64; offset += 8) {
      const word = load<u64>(at + offset);
      const low = word & LOW_BITS;
      quotes |= differences(word, low, QUOTES) << (<u64>offset);
      commas |= differences(word, low, COMMAS) << (<u64>offset);
      lines |= differences(word, low, LINE_FEEDS) << (<u64>offset);
    }
    quotes = ~quotes;
    commas = ~commas;
    lines = ~lines;
    if (rest < 64) {
      const valid: u64 = ((<u64>1) << (<u64>rest)) - 1;
      quotes &= valid;
      commas &= valid;
      lines &= valid;
    }
    let quoted = inside;
    if (quotes !== 0) {
      let parity = quotes;
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
    const edges = ends | quotes;
    if ((quotes & quoted & ~((edges << 1) | before)) !== 0) return false;
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
        if (column === wantedColumn) addWantedCell(contentEnd);
        if (column + 1 !== columnCount) return false;
        endRow(rowStart, contentEnd, cellEnd + 1, sending);
        rowStart = cellEnd + 1;
        column = 0;
        slot = 0;
        wantedColumn = load<i32>(WANTED);
      } else {
        if (column === wantedColumn) {
          addWantedCell(cellEnd);
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
  if (column === wantedColumn) addWantedCell(limit);
  if (column + 1 !== columnCount) return false;
  endRow(rowStart, limit, limit, sending);
  return true;
}

function addWantedCell(end: usize): void {
  store<u32>(CELL_STARTS + (slot << 2), <u32>cellStart);
  store<u32>(CELL_ENDS + (slot << 2), <u32>end);
  slot++;
}
