/**
 * What lies where in the kernel's memory. The host reads these numbers from the exports of the module, so they are written
 * here alone. Tables of fixed size come first; the bytes of messages and the notes about rows follow from ARENA on, where the
 * host gives them room.
 */

/** Below it nothing is kept, so that 0 can mean "none". */
const BASE: usize = 1024;

/** At most so many columns are read of a row; a layout with more of them is left to the plain path. */
export const MOST_WANTED: i32 = 128;

/** Numbers of the columns to read, ascending, i32 each, with -1 behind the last. */
export const WANTED: usize = BASE;
/** Where the wanted cells of the current row begin and end, as addresses, u32 each. */
export const CELL_STARTS: usize = WANTED + 4 * (MOST_WANTED + 1);
export const CELL_ENDS: usize = CELL_STARTS + 4 * MOST_WANTED;

/** What a row's key is made of; see cells.ts. The first part is the port. */
export const MOST_PARTS: i32 = 32;
export const PART_BYTES: i32 = 32;
export const PARTS: usize = CELL_ENDS + 4 * MOST_WANTED;
/** Pairs of slots among the wanted cells: of the field and of its list of values, or -1; i32 each. */
export const CANDIDATES: usize = PARTS + MOST_PARTS * PART_BYTES;
/** Bounds of counts, f64 each. */
export const MOST_BOUNDS: i32 = 256;
export const BOUNDS: usize = CANDIDATES + 8 * MOST_WANTED;
/** Internal networks of IPv4: pairs of mask and address, i32 each. */
export const MOST_NETWORKS: i32 = 64;
export const NETWORKS: usize = BOUNDS + 8 * MOST_BOUNDS;

/** Texts that the host gives: the cells of a row without a port, and the names of our columns. */
export const MOST_TEXT: i32 = 8192;
export const TEXTS: usize = NETWORKS + 8 * MOST_NETWORKS;

/** Of each port the one that stands for it, u16 each; 0 where that is not known yet. */
export const ALIKE_PORTS: usize = TEXTS + 2 * MOST_TEXT;

/** What a row's cells add up to: the two numbers of its key, then the aspects; i32 each. See cells.ts. */
export const MOST_ASPECTS: i32 = 6;
export const SUMS: usize = ALIKE_PORTS + 2 * 65536;
export const ASPECT_BYTES: i32 = 12;
export const ASPECTS: usize = SUMS + 4 * (2 + MOST_ASPECTS);
/** Of each number of each aspect one more than the one that stands for it, u16 each; 0 where that is not known yet. */
export const MOST_ALIKE: i32 = 8192;
export const ALIKE: usize = ASPECTS + ASPECT_BYTES * MOST_ASPECTS;

/** The book of texts; see book.ts. */
export const BOOK_ENTRIES: i32 = 16384;
export const BOOK_STORE_BYTES: i32 = 16384 * 32;
export const BOOK_PLACES: usize = ALIKE + 2 * MOST_ALIKE;
export const BOOK_ENTRY: usize = BOOK_PLACES + 4 * 2 * BOOK_ENTRIES;
export const BOOK_STORE: usize = BOOK_ENTRY + 16 * BOOK_ENTRIES;

/** Answers by key; see answers.ts. */
export const MOST_ANSWERS: i32 = 16384;
export const ANSWER_BYTES: i32 = 16384 * 640;
export const ANSWER_PLACES: usize = BOOK_STORE + BOOK_STORE_BYTES;
/** Records by their bytes, addresses, u32 each; see records.ts. */
export const RECORD_PLACES: usize = ANSWER_PLACES + 12 * 2 * MOST_ANSWERS;
export const ANSWERS: usize = RECORD_PLACES + 4 * 2 * MOST_ANSWERS;

/** Output is gathered here before it is written: as much as a pipe holds, so that no write has to wait for the reader. Copies run
 * over its end by less than a block. */
export const OUTPUT_BYTES: i32 = 64 * 1024 + 64;
export const OUTPUT: usize = ANSWERS + ANSWER_BYTES;

/** Where messages begin. */
export const ARENA: usize = (OUTPUT + OUTPUT_BYTES + 0xffff) & ~0xffff;
