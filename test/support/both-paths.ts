/** One search on the plain path and on the fast path, side by side; an error when they differ in a byte. */
import { type Options, parseOptions } from "../../src/portrisk/options.ts";
import { Scoring } from "../../src/portrisk/scoring.ts";
import { SMALL_CATALOGUE } from "./catalogue.ts";

/** What a chunk is answered with: bytes as Latin-1, or an error. */
export interface Result {
  readonly bytes: string;
  readonly error: string;
}

export function answer(scoring: Scoring, options: Options, body: Buffer): Result {
  try {
    const reply = scoring.score(options, body);
    const pieces: Buffer[] = [];
    reply.send((source, offset, length) => {
      pieces.push(Buffer.from(source.subarray(offset, offset + length)));
      return true;
    });
    const bytes = Buffer.concat(pieces);
    if (bytes.length !== reply.byteLength)
      throw new Error(`${reply.byteLength} bytes were announced, and ${bytes.length} came`);
    return { bytes: bytes.toString("latin1"), error: "" };
  } catch (error) {
    return { bytes: "", error: String(scoring.describe(error, 1) ?? error) };
  }
}

/** Both paths, each kept over many chunks as a search keeps them. */
export class BothPaths {
  private readonly plain = new Scoring(() => SMALL_CATALOGUE, null);
  private readonly fast: Scoring;
  private readonly options: Options;

  /**
   * @param kernel the compiled fast path, as base64
   * @param largestPiece a chunk arrives in pieces of up to so many bytes
   */
  constructor(
    kernel: string,
    args: readonly string[] = [],
    private readonly largestPiece = 150,
  ) {
    this.fast = new Scoring(() => SMALL_CATALOGUE, kernel);
    this.options = parseOptions(args, null);
  }

  /** @throws Error where the paths differ, with what stands around the place. */
  same(text: string | Buffer): void {
    const body = Buffer.isBuffer(text) ? text : Buffer.from(text, "latin1");
    const room = this.fast.room(body.length);
    if (room === null) throw new Error("the fast path does not run here");
    // It arrives in pieces, and looks different before.
    room.fill(0x22);
    for (let arrived = 0; arrived < body.length; ) {
      const piece = 1 + ((arrived * 7 + body.length) % this.largestPiece);
      body.copy(room, arrived, arrived, arrived + piece);
      arrived = Math.min(body.length, arrived + piece);
      this.fast.arriving(this.options, room, arrived);
    }
    const fast = answer(this.fast, this.options, room);
    const plain = answer(this.plain, this.options, body);
    if (fast.bytes === plain.bytes && fast.error === plain.error) return;
    let at = 0;
    while (at < fast.bytes.length && fast.bytes[at] === plain.bytes[at]) at++;
    const near = ({ bytes, error }: Result) =>
      JSON.stringify([bytes.slice(Math.max(0, at - 200), at + 200), error]);
    throw new Error(
      `the paths differ at byte ${at} for ${JSON.stringify(body.toString("latin1").slice(0, 2000))}:\nfast  ${near(fast)}\nplain ${near(plain)}`,
    );
  }
}
