/**
 * The exchange with splunkd: one request, one reply, in strict turn, until the input ends. A failure becomes one
 * error reply, after which nothing more is sent. The handler decides what the command does; this file decides only
 * the order of messages.
 */
import { ProtocolError } from "./errors.ts";
import { type BodySink, encodeHeader, FrameReader, type ReadBytes } from "./framing.ts";
import { errorReply, type GetinfoReply, type GetinfoRequest, parseRequest } from "./messages.ts";

/** Write all `length` bytes from `offset`; false when the reply is no longer read. */
export type WriteBytes = (source: Buffer, offset: number, length: number) => boolean;

/** A reply's body, whose length is known before its bytes are made. */
export interface Body {
  /** The first bytes, which are written together with the message's header. */
  readonly head: Buffer;
  /** Of all of it. */
  readonly byteLength: number;
  /** Hand the bytes after the head to `write` in order; stop as soon as it returns false. Returns the last answer of `write`. */
  send(write: WriteBytes): boolean;
}

export interface Handler {
  getinfo(request: GetinfoRequest): GetinfoReply;
  /** `chunk` counts execute requests from 1. The body's bytes are valid until the call after this one. */
  execute(body: Buffer, chunk: number): Body;
  /** The sentence shown to the user for anything that getinfo or execute threw. */
  describe(error: unknown): string;
}

/** Why the exchange ended. */
export type Ending = "end_of_input" | "error_replied" | "reader_gone";

/** @param bodies provides memory for requests with a body and may look at a body while it is received */
export function serve(read: ReadBytes, write: WriteBytes, handler: Handler, bodies?: BodySink): Ending {
  const frames = new FrameReader(read, bodies);
  let configured = false;
  let chunk = 0;

  /** Read one request and decide the reply; null at the end of input. Nothing is written here, so an error can still be reported. */
  function nextReply(): Reply | null {
    const frame = frames.next();
    if (frame === null) return null;
    const request = parseRequest(frame.metadata);
    if (request.action === "getinfo") {
      const metadata = JSON.stringify(handler.getinfo(request));
      configured = true;
      return { metadata };
    }
    if (!configured) throw new ProtocolError("action", 'a request to "execute" came before "getinfo".');
    chunk++;
    return { metadata: `{"finished":${request.finished}}`, body: handler.execute(frame.body, chunk) };
  }

  for (;;) {
    let reply: Reply | null;
    let failed = false;
    try {
      reply = nextReply();
    } catch (error) {
      failed = true;
      reply = {
        metadata: errorReply(error instanceof ProtocolError ? error.message : handler.describe(error)),
      };
    }
    if (reply === null) return "end_of_input";
    if (!sendReply(write, reply)) return "reader_gone";
    if (failed) return "error_replied";
  }
}

interface Reply {
  readonly metadata: string;
  readonly body?: Body;
}

function sendReply(write: WriteBytes, { metadata, body }: Reply): boolean {
  const lengths = { metadata: Buffer.byteLength(metadata), body: body?.byteLength ?? 0 };
  const front = Buffer.from(encodeHeader(lengths) + metadata);
  if (body === undefined) return write(front, 0, front.length);
  const first = Buffer.concat([front, body.head]);
  return write(first, 0, first.length) && body.send(write);
}
