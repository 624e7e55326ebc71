/**
 * One chunk of events, scored, by the fast path where it can and by the plain path otherwise. Both give the same bytes; a test
 * holds them to it.
 */
import { type Header, parseHeaderRow } from "../csv/index.ts";
import type { Kernel } from "../scorer/index.ts";
import type { Body } from "../scpv2/index.ts";
import type { AnswerMaker } from "./answer-maker.ts";
import { KernelScorer } from "./kernel-scorer.ts";
import { type Chunk, type Layout, layOut } from "./layout.ts";
import type { Options } from "./options.ts";
import { PlainScorer } from "./plain-scorer.ts";
import { KeyReader } from "./reader.ts";

const EMPTY_BODY: Body = { byteLength: 0, send: () => true };

export class ChunkScorer {
  private readonly reader = new KeyReader();
  /** Made when it is first needed. */
  private plain: PlainScorer | null = null;
  private fast: KernelScorer | null = null;
  /** The chunk that the fast path is in, and whether it can go on. */
  private begun: Chunk | null = null;
  private goesOn = false;
  /** How many bytes must have arrived before a beginning is tried again. */
  private tryFrom = 0;
  /** The bytes of the header last met, line ending included, and what they mean: nearly every chunk has the same. */
  private headerBytes: Buffer | null = null;
  private header: Header | null = null;
  private layout: Layout | null = null;

  constructor(
    private readonly options: Options,
    private readonly maker: AnswerMaker,
  ) {}

  /**
   * Bytes of a chunk have arrived: the fast path goes through them while the others are on their way. Whatever is wrong is found
   * again, and told, when the chunk is whole.
   * @param body the whole chunk's place, of which the first `arrived` bytes are there
   */
  arriving(body: Buffer, arrived: number, kernel: Kernel): void {
    if (arrived < this.tryFrom) return;
    try {
      this.advance(body, arrived, kernel);
    } catch (_) {
      this.begun = null;
    }
    // Twice as much each time: a header that is long, or damaged, is not read anew with every piece.
    if (this.begun === null) this.tryFrom = 2 * arrived;
  }

  private advance(body: Buffer, arrived: number, kernel: Kernel): void {
    if (this.begun === null || this.begun.body !== body) {
      const chunk = this.read(body, arrived);
      if (chunk === null) return;
      this.fast ??= new KernelScorer(kernel, this.options, this.reader, this.maker);
      this.begun = chunk;
      this.goesOn = this.fast.begin(chunk);
    }
    if (this.goesOn) this.goesOn = this.fast!.advance(this.begun, arrived);
  }

  /**
   * @param kernel the fast path, if there is one; only a body that lies in its memory is for it
   * @throws CsvError when the chunk cannot be passed on safely.
   */
  score(body: Buffer, kernel: Kernel | null): Body {
    if (body.length === 0) return EMPTY_BODY;
    this.tryFrom = 0;
    if (kernel?.holds(body)) {
      this.advance(body, body.length, kernel);
      const chunk = this.begun!;
      this.begun = null;
      const reply = this.goesOn ? this.fast!.finish(chunk) : null;
      if (reply !== null) return reply;
    }
    this.plain ??= new PlainScorer(this.options, this.reader, this.maker);
    return this.plain.score(this.read(body, body.length)!);
  }

  /** The chunk's header, once it is whole; null before. */
  private read(body: Buffer, arrived: number): Chunk | null {
    const { headerBytes } = this;
    const known =
      headerBytes !== null &&
      headerBytes.length <= arrived &&
      body.compare(headerBytes, 0, headerBytes.length, 0, headerBytes.length) === 0;
    if (!known) {
      const header = parseHeaderRow(body.subarray(0, arrived));
      const ended = header.end > header.contentEnd;
      if (!ended && arrived < body.length) return null;
      this.header = header;
      this.layout = layOut(this.header, this.options);
      this.reader.bind(this.layout);
      this.headerBytes = ended ? Buffer.from(body.subarray(0, header.end)) : null;
    }
    return { body, header: this.header!, layout: this.layout! };
  }
}
