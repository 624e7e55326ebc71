/**
 * The way of a chunk: memory is provided for it, the engine goes through its rows while they are received, and once it is whole there is a
 * reply: the engine's, or the reference's where the engine cannot.
 */
import { headerIn, parseHeaderRow } from "../csv/index.ts";
import { Assessor, type Catalogue } from "../risk/index.ts";
import type { Scorer } from "../scorer/index.ts";
import type { Body, BodySink } from "../scpv2/index.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import { engineLayout, makeEngine } from "./engine.ts";
import { type Layout, layOut } from "./layout.ts";
import type { Options } from "./options.ts";
import { ReferenceScorer } from "./reference-scorer.ts";

const EMPTY: Body = { head: Buffer.alloc(0), byteLength: 0, send: () => true };

export class ChunkScorer implements BodySink {
  /** Null where this Node has no WebAssembly, or no memory for it. */
  private readonly engine: Scorer | null;
  private readonly reference: ReferenceScorer;
  /** The header met last, line ending included, and what it means: nearly every chunk has the same. */
  private header = EMPTY.head;
  private layout: Layout | null = null;
  /** Whether the engine can do chunks of this layout. */
  private fits = false;
  /** The chunk that is received, once its header was read, and whether the engine is doing it. */
  private chunk: Buffer | null = null;
  private inEngine = false;
  /** How many bytes must be received before the header is looked for again. */
  private lookAgain = 0;

  /** @param module the compiled engine; null for none */
  constructor(
    private readonly options: Options,
    catalogue: Catalogue,
    module: Buffer | null,
  ) {
    const assessor = new Assessor(catalogue);
    this.engine = module === null ? null : engineOrNull(module, options, catalogue, assessor);
    this.reference = new ReferenceScorer(options, assessor);
  }

  /** Memory for a message; the engine's, so that nothing has to be copied. */
  allocate(size: number): Buffer {
    return this.engine?.allocate(size) ?? Buffer.allocUnsafeSlow(size);
  }

  /** Bytes were received: the engine goes through them while the others are on their way. */
  onProgress(body: Buffer, received: number): void {
    if (this.chunk !== body && !this.begin(body, received)) return;
    if (this.inEngine) this.inEngine = this.engine!.scan(body, received);
  }

  /**
   * The reply to a chunk, all of which was received. The body is read again when it is sent.
   * @throws CsvError where values cannot be matched to fields
   */
  score(body: Buffer): Body {
    if (body.length === 0) return EMPTY;
    this.lookAgain = 0;
    this.onProgress(body, body.length);
    this.chunk = null;
    const { engine, layout } = this;
    if (!this.inEngine) return this.reference.score(body, layout!);
    const { replyHeader, rows } = layout!;
    return {
      head: replyHeader,
      byteLength: replyHeader.length + engine!.replyLength(),
      send: (write) => engine!.send(body, rows, write),
    };
  }

  /** Begin with a chunk once its header was received; false before. */
  private begin(body: Buffer, received: number): boolean {
    if (received < this.lookAgain) return false;
    if (!this.isKnown(body, received)) {
      const header = received === body.length ? parseHeaderRow(body) : headerIn(body, received);
      if (header === null) {
        // Twice as much each time: a long header is not read anew with every read.
        this.lookAgain = 2 * received;
        return false;
      }
      this.layout = layOut(body, header, this.options);
      this.fits = this.engine?.layOut(engineLayout(this.layout)) ?? false;
      // A header without a line ending may be the beginning of another.
      this.header = header.end > header.contentEnd ? Buffer.from(body.subarray(0, header.end)) : EMPTY.head;
    }
    this.chunk = body;
    this.inEngine = this.fits && this.engine!.holds(body);
    if (this.inEngine) this.engine!.begin(body, this.layout!.rows);
    return true;
  }

  private isKnown(body: Buffer, received: number): boolean {
    const { length } = this.header;
    return length > 0 && length <= received && body.compare(this.header, 0, length, 0, length) === 0;
  }
}

function engineOrNull(
  module: Buffer,
  options: Options,
  catalogue: Catalogue,
  assessor: Assessor,
): Scorer | null {
  try {
    return makeEngine(module, options, catalogue, assessor);
  } catch (_) {
    return null;
  }
}

/**
 * What the build wraps in a function that the first events call (src/package/bundle.ts).
 * @param lookups the folder of the catalogue
 * @param module the compiled engine as base64
 * @throws PortriskError "catalogue" when it is unusable
 */
export function shippedScorer(lookups: string, module: string, options: Options): ChunkScorer {
  const catalogue = readCatalogueFile(`${lookups}/portrisk_ports.csv`);
  return new ChunkScorer(options, catalogue, Buffer.from(module, "base64"));
}
