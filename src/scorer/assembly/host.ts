/** What the kernel asks of its host: everything that needs to know what a text means, or the outside world. */

/** The code of a cell that the kernel does not read itself: of the part's reader, the bytes of the cell and of its list. */
export declare function readCell(
  reader: i32,
  start: usize,
  end: usize,
  listStart: usize,
  listEnd: usize,
): i32;

/** The port that stands for this one, because both get the same answer. */
export declare function alikePort(port: i32): i32;

/** The number of this aspect that stands for this one. */
export declare function alike(aspect: i32, code: i32): i32;

/** Append an answer's record at `address` (records.ts tells its form); the host returns its whole length in bytes. */
export declare function makeAnswer(connection: i32, evidence: i32, address: usize): i32;

/** Write bytes to whoever reads the reply; 0 once nobody does. */
export declare function write(start: usize, length: usize): i32;
