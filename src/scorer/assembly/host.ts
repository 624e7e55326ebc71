/** What the scorer asks of its host: everything that needs the model, or the outside world. */

/** The code of the cell [start, end), quotes included, to a reader; ABSENT (cells.ts) where it has no value. */
export declare function readCell(reader: i32, start: usize, end: usize): i32;

/** The code of the list value [start, end) as it is in a `__mv_` cell, where quotes and dollar signs may be doubled. */
export declare function readListValue(reader: i32, start: usize, end: usize): i32;

/** The port that represents this one: both get the same answer but for the number. */
export declare function representativePort(port: i32): i32;

/** The number of the equivalence class that a group's readings are in. */
export declare function classOf(group: i32, readings: i32): i32;

/**
 * Make the answer for a key: describe it (answers.ts) and write its cells at `address`.
 * Throws where they take more than `limit` bytes.
 */
export declare function makeAnswer(connection: i32, evidence: i32, address: usize, limit: i32): void;

/** Write bytes of the reply; 0 once it is no longer read. */
export declare function write(start: usize, length: usize): i32;
