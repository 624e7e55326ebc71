/**
 * One chunk of events, scored, by the fast path where it can and by the plain path otherwise. Both give the same bytes; a test
 * holds them to it.
 */
import { type Header, parseHeaderRow } from "../csv/index.ts";
import type { Kernel } from "../kernel/index.ts";
import type { Body } from "../wire/index.ts";
import type { Answers } from "./answers.ts";
import { KernelScorer } from "./kernel-scorer.ts";
import { type Chunk, type Layout, layOut } from "./layout.ts";
import type { Options } from "./options.ts";
import { PlainScorer } from "./plain-scorer.ts";
import { KeyReader } from "./reader.ts";

const EMPTY_BODY: Body = { byteLength: 0, send: () => true };

export class ChunkScorer {
  private readonly reader = new KeyReader();
  private readonly plain: PlainScorer;
  private fast: KernelScorer | null = null;
  /** The bytes of the header last met, line ending included, and what they mean: nearly every chunk has the same. */
  private headerBytes: Buffer | null = null;
  private header: Header | null = null;
  private layout: Layout | null = null;

  constructor(
    private readonly options: Options,
    private readonly answers: Answers,
  ) {
    this.plain = new PlainScorer(options, this.reader, answers);
  }

  /**
   * @param kernel the fast path, if there is one; only a body that lies in its memory is for it
   * @throws CsvError when the chunk cannot be passed on safely.
   */
  score(body: Buffer, kernel: Kernel | null): Body {
    if (body.length === 0) return EMPTY_BODY;
    const chunk = this.read(body);
    if (kernel?.holds(body)) {
      this.fast ??= new KernelScorer(kernel, this.options, this.reader, this.answers);
      const reply = this.fast.score(chunk);
      if (reply !== null) return reply;
    }
    return this.plain.score(chunk);
  }

  private read(body: Buffer): Chunk {
    const { headerBytes } = this;
    const known =
      headerBytes !== null &&
      headerBytes.length <= body.length &&
      body.compare(headerBytes, 0, headerBytes.length, 0, headerBytes.length) === 0;
    if (!known) {
      this.header = parseHeaderRow(body);
      this.layout = layOut(this.header, this.options);
      this.reader.bind(this.layout);
      // A header without its line end might go on in another chunk.
      const whole = this.header.end > this.header.contentEnd;
      this.headerBytes = whole ? Buffer.from(body.subarray(0, this.header.end)) : null;
    }
    return { body, header: this.header!, layout: this.layout! };
  }
}
