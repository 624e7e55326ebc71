/**
 * Reads whole lines out of bytes that need not fit into memory: from the beginning, from the end, or one at a place. A line ends
 * before a line feed or at the end.
 */

/** Bytes of a file or of memory. What `read` gives may be overwritten by the next `read`. */
export interface Bytes {
  readonly size: number;
  /** `length` bytes from `position` on; both are within `size`. */
  read(position: number, length: number): Buffer;
}

/** Whole lines, and where the first of them begins. */
export interface Chunk {
  readonly position: number;
  readonly bytes: Buffer;
}

const CHUNK = 256 * 1024;
const LINE_FEED = 0x0a;

export function bytesOf(buffer: Buffer): Bytes {
  return { size: buffer.length, read: (position, length) => buffer.subarray(position, position + length) };
}

/** All lines from `start` on, in chunks of about `size` bytes. */
export function* chunksForward(bytes: Bytes, start: number, size = CHUNK): Generator<Chunk> {
  for (let position = start; position < bytes.size; ) {
    const rest = bytes.size - position;
    let length = 0;
    let end = 0;
    let read: Buffer;
    do {
      length = Math.min(Math.max(size, length * 2), rest);
      read = bytes.read(position, length);
      end = length === rest ? length : read.lastIndexOf(LINE_FEED) + 1;
    } while (end === 0);
    yield { position, bytes: read.subarray(0, end) };
    position += end;
  }
}

/** The same lines, the last chunk first; lines in a chunk are in order. */
export function* chunksBackward(bytes: Bytes, start: number, size = CHUNK): Generator<Chunk> {
  for (let end = bytes.size; end > start; ) {
    let length = 0;
    let begin = 0;
    let read: Buffer;
    do {
      length = Math.min(Math.max(size, length * 2), end - start);
      read = bytes.read(end - length, length);
      // A line feed at the very end belongs to the last line.
      begin = read.subarray(0, -1).indexOf(LINE_FEED) + 1;
    } while (begin === 0 && length < end - start);
    // What stands before the first line feed is the end of a line, unless the read began where lines begin.
    if (length === end - start) begin = 0;
    const position = end - read.length + begin;
    yield { position, bytes: read.subarray(begin) };
    end = position;
  }
}

/**
 * Gives each line that is not blank to `use`, without blanks at its ends: its text, its number in the chunk from 0, its ends in the chunk.
 * Returns the number of lines.
 */
export function eachLine(
  chunk: Buffer,
  use: (line: string, number: number, start: number, end: number) => void,
): number {
  let number = 0;
  for (let start = 0; start < chunk.length; number++) {
    let end = chunk.indexOf(LINE_FEED, start);
    if (end < 0) end = chunk.length;
    const line = chunk.toString("utf8", start, end).trim();
    if (line !== "") use(line, number, start, end);
    start = end + 1;
  }
  return number;
}

/** Lines at given places, read with those around them where they follow one another. */
export class LineReader {
  private position = 0;
  private window: Buffer = Buffer.alloc(0);

  constructor(
    private readonly bytes: Bytes,
    private readonly size = CHUNK,
  ) {}

  /** The text from `start` to `end`, without blanks at its ends. */
  line(start: number, end: number): string {
    const { size } = this;
    const windowEnd = this.position + this.window.length;
    if (start < this.position || end > windowEnd) {
      // Only next to the lines before is it likely that more lines around are wanted.
      if (start >= windowEnd && start - windowEnd < size) this.read(start, Math.max(end, start + size));
      else if (end <= this.position && this.position - end < size)
        this.read(Math.min(start, end - size), end);
      else this.read(start, end);
    }
    return this.window.toString("utf8", start - this.position, end - this.position).trim();
  }

  private read(start: number, end: number): void {
    this.position = Math.max(0, start);
    this.window = this.bytes.read(this.position, Math.min(end, this.bytes.size) - this.position);
  }
}
