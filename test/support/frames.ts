/** Bytes of the protocol, written independently of src/scpv2: requests out, replies in. */
import type { ReadBytes } from "../../src/scpv2/index.ts";

/** A request as splunkd writes it. */
export function request(metadata: unknown, body: string | Buffer = ""): Buffer {
  const text = Buffer.from(typeof metadata === "string" ? metadata : JSON.stringify(metadata));
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`chunked 1.0,${text.length},${bytes.length}\n`), text, bytes]);
}

export const GETINFO = request({ action: "getinfo", searchinfo: { args: [], raw_args: [] } });

export interface SeenReply {
  readonly metadata: string;
  readonly body: Buffer;
}

/** All replies in a stream. Throws when it does not consist of whole replies and nothing else. */
export function replies(stream: Buffer): SeenReply[] {
  const seen: SeenReply[] = [];
  let position = 0;
  while (position < stream.length) {
    const newline = stream.indexOf(10, position);
    const match = /^chunked 1\.0,(\d+),(\d+)$/.exec(stream.toString("latin1", position, newline));
    if (match === null)
      throw new Error(`no reply at byte ${position}: ${stream.toString("latin1", position, position + 60)}`);
    const metadataEnd = newline + 1 + Number(match[1]);
    const end = metadataEnd + Number(match[2]);
    if (end > stream.length) throw new Error(`the last reply is cut short: ${stream.length} of ${end} bytes`);
    seen.push({
      metadata: stream.toString("utf8", newline + 1, metadataEnd),
      body: stream.subarray(metadataEnd, end),
    });
    position = end;
  }
  return seen;
}

/** A reader that delivers a stream in chunks of these sizes, over and over. */
export function readerOf(stream: Buffer, sizes: readonly number[] = [Number.MAX_SAFE_INTEGER]): ReadBytes {
  let position = 0;
  let turn = 0;
  return (target, offset, length) => {
    const size = sizes[turn++ % sizes.length]!;
    const copied = stream.copy(
      target,
      offset,
      position,
      Math.min(position + size, position + length, stream.length),
    );
    position += copied;
    return copied;
  };
}
