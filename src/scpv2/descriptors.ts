/**
 * Blocking reads and writes on file descriptors. splunkd's pipes block, but that is not guaranteed: for a descriptor that says
 * "try again" the program waits, without spinning.
 */
import { readSync, writeSync } from "node:fs";
import type { ReadBytes } from "./framing.ts";
import type { WriteBytes } from "./loop.ts";

const RETRY_MILLISECONDS = 1;

/**
 * Bytes per write. The reader begins with the first of them while the next are written; a pipe filled
 * in one go makes both wait for each other.
 */
const MAX_WRITE_BYTES = 16 * 1024;

/** A reader that blocks until there is something to read; 0 is the end of input. */
export function descriptorReader(descriptor: number): ReadBytes {
  return (target, offset, length) => {
    for (;;) {
      try {
        return readSync(descriptor, target, offset, length, null);
      } catch (error) {
        const code = errorCode(error);
        if (code === "EAGAIN" || code === "EINTR") pause();
        // Windows reports the end of a pipe as an error; a reset or closed input is an end as well.
        else if (code === "EOF" || code === "ECONNRESET" || code === "EPIPE") return 0;
        else throw error;
      }
    }
  };
}

/**
 * A writer that blocks until everything is written; false when that is impossible: the other end is closed, or the
 * descriptor is broken. No error can be reported then, so the kind of failure does not matter.
 */
export function descriptorWriter(descriptor: number): WriteBytes {
  return (source, offset, length) => {
    let written = 0;
    while (written < length) {
      try {
        const next = Math.min(length - written, MAX_WRITE_BYTES);
        written += writeSync(descriptor, source, offset + written, next);
      } catch (error) {
        const code = errorCode(error);
        if (code !== "EAGAIN" && code !== "EINTR") return false;
        pause();
      }
    }
    return true;
  };
}

function errorCode(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLISECONDS);
}
