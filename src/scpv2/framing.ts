/**
 * Message frames of the custom search command protocol, version 2: a line `chunked 1.0,<metadata bytes>,<body bytes>`,
 * then the metadata, then the body, with nothing between them and nothing between messages. Lengths are byte counts.
 *
 * Reads come split anywhere and may hold several messages. The reader keeps one buffer that it reuses, so a message's
 * bytes are valid until the next call of `next`.
 */
import { ProtocolError } from "./errors.ts";

/** Fill `target` from `offset` with at most `length` bytes and return how many; 0 means the end of input. */
export type ReadBytes = (target: Buffer, offset: number, length: number) => number;

export interface Frame {
  readonly metadata: Buffer;
  readonly body: Buffer;
}

export interface Lengths {
  readonly metadata: number;
  readonly body: number;
}

/** Far longer than any header that splunkd writes; beyond it the stream is not this protocol. */
const HEADER_LIMIT = 128;
/** splunkd's metadata holds the search text; 64 MiB is more than any needs. */
export const METADATA_LIMIT = 64 * 1024 * 1024;
/** The largest body seen is 16 MB; 1 GiB is what every supported Node can address. */
export const BODY_LIMIT = 1024 * 1024 * 1024;

/** Holds any getinfo; a pipe delivers at most 64 KiB at a time. */
const INITIAL_CAPACITY = 64 * 1024;
const NEWLINE = 0x0a;
const EMPTY = Buffer.alloc(0);
// Writers send "chunked 1.0,12,345"; readers tolerate spaces around the parts and a carriage return (Splunk's SDK does).
const HEADER = /^chunked\s+1\.0\s*,\s*([0-9]+)\s*,\s*([0-9]+)\s*$/;

/**
 * Read the lengths (in bytes) out of a header line, without its newline.
 * @throws ProtocolError "header" when the line is not a header, "length" when a number is absurd.
 */
export function parseHeader(line: string): Lengths {
  const match = HEADER.exec(line);
  if (match === null) {
    throw new ProtocolError(
      "header",
      `expected a message that begins with "chunked 1.0,<metadata length>,<body length>" but received something that begins ${JSON.stringify(line.slice(0, 12))}. This program is started by splunkd and speaks the custom search command protocol, version 2 (chunked = true in commands.conf).`,
    );
  }
  return {
    metadata: checkedLength(match[1]!, "metadata", METADATA_LIMIT),
    body: checkedLength(match[2]!, "body", BODY_LIMIT),
  };
}

function checkedLength(digits: string, part: string, limit: number): number {
  const length = Number(digits);
  if (length > limit) {
    throw new ProtocolError(
      "length",
      `a message announces ${digits.slice(0, 30)} bytes of ${part}; at most ${limit} are accepted.`,
    );
  }
  return length;
}

/** The bytes of a message's header line, newline included. */
export function encodeHeader(lengths: Lengths): string {
  return `chunked 1.0,${lengths.metadata},${lengths.body}\n`;
}

/** Where the bytes of messages with a body go. */
export interface BodySink {
  /**
   * Memory for a message of so many bytes, used for the messages that follow as well, as long as they fit.
   * @throws RangeError where there is not enough memory
   */
  allocate(size: number): Buffer;
  /** The first `received` bytes of a body were received, not yet all; the rest of `body` is undefined. */
  onProgress(body: Buffer, received: number): void;
}

const PLAIN_MEMORY: BodySink = { allocate: (size) => Buffer.allocUnsafeSlow(size), onProgress: () => {} };

export class FrameReader {
  private buffer: Buffer = Buffer.allocUnsafeSlow(INITIAL_CAPACITY);
  /** Unread bytes are buffer[start, end). */
  private start = 0;
  private end = 0;
  /** Whether the buffer is the sink's. */
  private provided = false;

  constructor(
    private readonly read: ReadBytes,
    private readonly sink: BodySink = PLAIN_MEMORY,
  ) {}

  /**
   * The next message, or null when the input has ended between messages.
   * @throws ProtocolError "header", "length", "cut_short" or "memory"; the stream cannot be read further after any of them.
   */
  next(): Frame | null {
    const line = this.readHeaderLine();
    if (line === null) return null;
    const lengths = parseHeader(line);
    const size = lengths.metadata + lengths.body;
    if (lengths.body === 0) this.provided = false;
    this.reserve(size, lengths.body > 0);
    const bodyStart = this.start + lengths.metadata;
    const body = this.buffer.subarray(bodyStart, bodyStart + lengths.body);
    while (this.end - this.start < size) {
      const received = this.end - bodyStart;
      if (received > 0) this.sink.onProgress(body, received);
      if (!this.fill()) {
        const whole = this.end - this.start;
        throw new ProtocolError(
          "cut_short",
          `the input ended inside a message: ${whole} of its ${size} bytes arrived (${lengths.metadata} of metadata and ${lengths.body} of body). No event of this chunk was processed.`,
        );
      }
    }
    const frame = { metadata: this.buffer.subarray(this.start, bodyStart), body };
    this.start += size;
    return frame;
  }

  /** The header line without its newline; null at the end of input. */
  private readHeaderLine(): string | null {
    let searched = 0;
    for (;;) {
      const from = this.start;
      for (let i = from + searched; i < this.end && i <= from + HEADER_LIMIT; i++) {
        if (this.buffer[i] !== NEWLINE) continue;
        this.start = i + 1;
        return this.buffer.toString("latin1", from, i);
      }
      searched = this.end - from;
      if (searched > HEADER_LIMIT)
        return this.buffer.toString("latin1", this.start, this.start + HEADER_LIMIT);
      this.reserve(HEADER_LIMIT + 1, false);
      if (!this.fill()) {
        if (searched === 0) return null;
        throw new ProtocolError(
          "cut_short",
          `the input ended inside the line that opens a message, after ${searched} bytes.`,
        );
      }
    }
  }

  /**
   * See that `size` bytes from `start` on fit: move what is unread to the front, or to a larger buffer. A message with a body is read
   * into the sink's memory, which is asked for again after one without: that may have been a getinfo, with which everything begins anew.
   */
  private reserve(size: number, hasBody: boolean): void {
    const inPlace = this.provided || !hasBody;
    if (inPlace && this.buffer.length - this.start >= size) return;
    const unread = this.end - this.start;
    if (inPlace && this.buffer.length >= size) {
      this.buffer.copy(this.buffer, 0, this.start, this.end);
    } else {
      // Not doubled: what is asked for is a whole message, and the largest body decides how much memory is used. The old
      // buffer is let go first, so that both are not held at once.
      const kept = Buffer.from(this.buffer.subarray(this.start, this.end));
      this.buffer = EMPTY;
      const capacity = Math.ceil((size + HEADER_LIMIT) / INITIAL_CAPACITY) * INITIAL_CAPACITY;
      try {
        this.buffer = hasBody ? this.sink.allocate(capacity) : Buffer.allocUnsafeSlow(capacity);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new ProtocolError("memory", `there is not enough memory for a message of ${size} bytes.`);
      }
      this.provided = hasBody;
      kept.copy(this.buffer);
    }
    this.start = 0;
    this.end = unread;
  }

  /** Read once; false at the end of input. */
  private fill(): boolean {
    const count = this.read(this.buffer, this.end, this.buffer.length - this.end);
    this.end += count;
    return count > 0;
  }
}
