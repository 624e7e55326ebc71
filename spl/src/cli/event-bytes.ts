/** The bytes of a file of events, read as they are wanted. Only a regular file can be read again and from its end; others are null. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Bytes } from "../index.ts";

export interface OpenFile extends Bytes {
  readonly close: () => void;
}

/** Throws the errors of Node.js's file system, also while it is read. */
export function tryOpenFile(file: string): OpenFile | null {
  const descriptor = openSync(file, "r");
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    closeSync(descriptor);
    return null;
  }
  // Used again by the next read, so that a pass over the file allocates little.
  let buffer = Buffer.alloc(0);
  const read = (position: number, length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const count = readSync(descriptor, buffer, done, length - done, position + done);
      if (count === 0) throw new Error("the file has become shorter while it was read");
      done += count;
    }
    return buffer.subarray(0, length);
  };
  return { size: stat.size, read, close: () => closeSync(descriptor) };
}
