/** One search by the byte engine and by the reference, side by side; an error when they differ in a byte. */
import { ChunkScorer } from "../../src/portrisk/chunk.ts";
import { PortriskCommand } from "../../src/portrisk/command.ts";
import type { Catalogue } from "../../src/risk/index.ts";
import { SMALL_CATALOGUE } from "./catalogue.ts";

/** What a chunk is answered with: bytes as Latin-1, or an error. */
export interface Result {
  readonly bytes: string;
  readonly error: string;
}

/** A command with these arguments. @param scorer the compiled byte engine as base64, or null for the reference alone */
export function commandFor(
  args: readonly string[],
  scorer: string | null,
  catalogue: Catalogue = SMALL_CATALOGUE,
): PortriskCommand {
  const module = scorer === null ? null : Buffer.from(scorer, "base64");
  const command = new PortriskCommand((options) => new ChunkScorer(options, catalogue, module));
  command.getinfo({ action: "getinfo", args, rawArgs: null });
  return command;
}

export function answer(command: PortriskCommand, body: Buffer): Result {
  try {
    const reply = command.execute(body, 1);
    const parts = [Buffer.from(reply.head)];
    reply.send((source, offset, length) => {
      parts.push(Buffer.from(source.subarray(offset, offset + length)));
      return true;
    });
    const bytes = Buffer.concat(parts);
    if (bytes.length !== reply.byteLength)
      throw new Error(`${reply.byteLength} bytes were announced, and ${bytes.length} came`);
    return { bytes: bytes.toString("latin1"), error: "" };
  } catch (error) {
    return { bytes: "", error: command.describe(error) };
  }
}

/** A body in the command's own memory. */
export function received(command: PortriskCommand, body: Buffer): Buffer {
  const memory = command.allocate(body.length).subarray(0, body.length);
  body.copy(memory);
  return memory;
}

/** Engine and reference, each kept over many chunks as a search keeps them. */
export class AgainstReference {
  private readonly engine: PortriskCommand;
  private readonly reference: PortriskCommand;

  /**
   * @param scorer the compiled byte engine, as base64
   * @param largestRead a chunk is received in parts of up to so many bytes
   */
  constructor(
    scorer: string,
    args: readonly string[] = [],
    private readonly largestRead = 150,
  ) {
    this.engine = commandFor(args, scorer);
    this.reference = commandFor(args, null);
  }

  /** @throws Error where the two differ, with what is around the place. */
  same(text: string | Buffer): void {
    const body = Buffer.isBuffer(text) ? text : Buffer.from(text, "latin1");
    // It is received in parts, and looks different before.
    const memory = this.engine.allocate(body.length).fill(0x22);
    for (let count = 0; count < body.length; ) {
      const read = 1 + ((count * 7 + body.length) % this.largestRead);
      body.copy(memory, count, count, count + read);
      count = Math.min(body.length, count + read);
      if (count < body.length) this.engine.onProgress(memory, count);
    }
    const engine = answer(this.engine, memory);
    const reference = answer(this.reference, body);
    if (engine.bytes === reference.bytes && engine.error === reference.error) return;
    let at = 0;
    while (at < engine.bytes.length && engine.bytes[at] === reference.bytes[at]) at++;
    const near = ({ bytes, error }: Result) =>
      JSON.stringify([bytes.slice(Math.max(0, at - 200), at + 200), error]);
    throw new Error(
      `they differ at byte ${at} for ${JSON.stringify(body.toString("latin1").slice(0, 2000))}:\nengine    ${near(engine)}\nreference ${near(reference)}`,
    );
  }
}
