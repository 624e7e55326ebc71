/** Reads a whole file: a regular one, of a size that memory can hold. Anything else is rejected before a byte is read. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** A hundred times what lookups of apps are. */
export const MAX_BYTES = 256 * 1024 * 1024;

/** @throws Error with a sentence for what is not such a file, and the errors of node:fs */
export function readRegularFile(path: string): Uint8Array {
  // Not blocking: a fifo would keep a plain open waiting for a writer. Windows has neither.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK || 0));
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error("it is not a regular file");
    if (stat.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024 / 1024} MB`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
