/**
 * The scorer's memory: tables of fixed size, one after the other; then the message that is being read, and a record for each of
 * its rows.
 */

/** Nothing is kept below it, so that the address 0 can mean "none". */
const BASE: usize = 1024;

/** Numbers of the columns to look at in each row, ascending, i32 each, with -1 after the last. */
export const MAX_WANTED: i32 = 256;
export const WANTED: usize = BASE;
/** Where the wanted cells of the current row begin and end, as addresses, u32 each. */
export const CELL_STARTS: usize = WANTED + 4 * (MAX_WANTED + 1);
export const CELL_ENDS: usize = CELL_STARTS + 4 * MAX_WANTED;

/** Runs of columns that stay in a row from which others are cut: the places of the first and the last among the wanted, i32 each. */
export const MAX_RUNS: i32 = 64;
export const RUNS: usize = CELL_ENDS + 4 * MAX_WANTED;

/** A comma for each of our columns: the cells of a row without a usable port. */
export const MAX_EMPTY: i32 = 64;
export const EMPTY_CELLS: usize = RUNS + 8 * MAX_RUNS;

/** What a row's key is made of; see cells.ts. The first part is the port. */
export const MAX_PARTS: i32 = 64;
export const PART_BYTES: i32 = 32;
export const PARTS: usize = EMPTY_CELLS + <usize>MAX_EMPTY;
/** Pairs of places among the wanted cells: of the field and of its list of values, or -1; i32 each. */
export const MAX_CANDIDATES: i32 = 256;
export const CANDIDATES: usize = PARTS + MAX_PARTS * PART_BYTES;
/** Bounds of counts, f64 each. */
export const MAX_BOUNDS: i32 = 512;
export const BOUNDS: usize = CANDIDATES + 8 * MAX_CANDIDATES;
/** Internal networks of IPv4: pairs of mask and address, i32 each. */
export const MAX_NETWORKS: i32 = 64;
export const NETWORKS: usize = BOUNDS + 8 * MAX_BOUNDS;

/** What a row's cells add up to: the two numbers of its key, then one for each group of readings; i32 each. */
export const MAX_GROUPS: i32 = 8;
export const SUMS: usize = NETWORKS + 8 * MAX_NETWORKS;
/** What a group's number is multiplied by in the second number of the key, i32 each. */
export const GROUP_WEIGHTS: usize = SUMS + 4 * (2 + MAX_GROUPS);

/** Equivalence classes; see classes.ts. Of each port its representative, u16; of the readings of a group the class. */
export const PORTS: usize = GROUP_WEIGHTS + 4 * MAX_GROUPS;
export const MAX_CLASSES: i32 = 8192;
export const CLASS_PLACES: usize = PORTS + 2 * 65536;

/** The intern table; see texts.ts. */
export const MAX_TEXTS: i32 = 16384;
export const TEXT_BYTES: i32 = 16384 * 32;
export const TEXT_PLACES: usize = CLASS_PLACES + 12 * 2 * MAX_CLASSES;
export const TEXT_ENTRIES: usize = TEXT_PLACES + 4 * 2 * MAX_TEXTS;
export const TEXTS: usize = TEXT_ENTRIES + 12 * MAX_TEXTS;

/** Answers by key, and by their bytes; see answers.ts. */
export const MAX_ANSWERS: i32 = 16384;
export const ANSWER_BYTES: i32 = 16384 * 640;
export const ANSWER_PLACES: usize = TEXTS + TEXT_BYTES;
export const RECORD_PLACES: usize = ANSWER_PLACES + 12 * 2 * MAX_ANSWERS;
export const ANSWERS: usize = RECORD_PLACES + 4 * 2 * MAX_ANSWERS;

/** Blocks of bytes are read, and copied, up to so far beyond the end of what they belong to. */
const SLACK: usize = 128;

/** Output is gathered here before it is written: as much as a pipe holds, so that a write need not wait for the reader. */
export const OUTPUT_BYTES: i32 = 64 * 1024;
export const OUTPUT: usize = ANSWERS + ANSWER_BYTES;

/** The message. */
const ARENA: usize = (OUTPUT + OUTPUT_BYTES + SLACK + 0xffff) & ~0xffff;

/**
 * Row records (rows.ts) follow the message. A record costs memory, and rows can be as short as a few bytes, so their number is limited:
 * to 87,000, as splunkd sends 50,000 rows in a chunk, and in a large message to a 24th of its bytes.
 */
const ROW_RECORD_BYTES: usize = 12;
const MIN_RECORDS_BYTES: usize = 1024 * 1024;
const RECORDS_PART: usize = 24;
export let rowRecords: usize = 0;
export let maxRowRecords: usize = 0;

/** Provide memory for a message; what was provided before is invalid. Returns its address, or 0 where there is not enough memory. */
export function allocate(size: usize): usize {
  rowRecords = (ARENA + size + SLACK + 15) & ~15;
  maxRowRecords = max(MIN_RECORDS_BYTES, size / RECORDS_PART) / ROW_RECORD_BYTES;
  const end = rowRecords + maxRowRecords * ROW_RECORD_BYTES + SLACK;
  const available = (<usize>memory.size()) << 16;
  if (end > available) {
    const pages: i32 = <i32>((end - available + 0xffff) >> 16);
    // An eighth more than needed: Node.js 8 and 10 copy all memory each time that it grows.
    if (memory.grow(pages + <i32>(end >> 19)) < 0 && memory.grow(pages) < 0) return 0;
  }
  return ARENA;
}
