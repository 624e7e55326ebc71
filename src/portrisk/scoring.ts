/**
 * Everything that is needed once there are events: catalogue, model, both paths. splunkd starts the command several times a
 * search just to ask getinfo, so the build wraps this half in a function that only the first chunk calls.
 */
import { CsvError } from "../csv/index.ts";
import type { Catalogue } from "../risk/index.ts";
import type { Body } from "../scpv2/index.ts";
import { AnswerMaker } from "./answer-maker.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import { ChunkScorer } from "./chunk.ts";
import { PortriskError } from "./errors.ts";
import { KernelLoader } from "./kernel-loader.ts";
import type { Options } from "./options.ts";

export class Scoring {
  private readonly kernel: KernelLoader;
  private options: Options | null = null;
  private scorer: ChunkScorer | null = null;
  /** Found while a chunk arrived; `score` finds it again, and tells. */
  private unreadable = false;

  /**
   * @param readCatalogue called with the first chunk that has events
   * @param kernel the compiled fast path as base64; without it, and where this Node cannot run it, the plain path does everything
   */
  constructor(
    private readonly readCatalogue: () => Catalogue,
    kernel: string | null,
  ) {
    this.kernel = new KernelLoader(kernel);
  }

  /**
   * Score a chunk. The result reads `body` again when it is sent.
   * @throws PortriskError "catalogue" when a lookup is unusable; CsvError when the chunk cannot be passed on safely
   */
  score(options: Options, body: Buffer): Body {
    return this.scorerFor(options).score(body, this.kernel.loaded);
  }

  /**
   * Look at a chunk while it arrives, of which the first `arrived` bytes are there. Errors are left to `score`, which meets them
   * again.
   */
  arriving(options: Options, body: Buffer, arrived: number): void {
    const kernel = this.kernel.loaded;
    if (this.unreadable || !kernel?.holds(body)) return;
    try {
      this.scorerFor(options).arriving(body, arrived, kernel);
    } catch (_) {
      this.unreadable = true;
    }
  }

  private scorerFor(options: Options): ChunkScorer {
    if (this.scorer === null || this.options !== options) {
      this.scorer = new ChunkScorer(options, new AnswerMaker(this.readCatalogue()));
      this.options = options;
    }
    return this.scorer;
  }

  /** Memory for a message of so many bytes; null leaves it to the reader of messages. */
  room(size: number): Buffer | null {
    return this.kernel.room(size);
  }

  /** The sentence shown to the person for what `score` threw in this chunk; null where it is none of the expected errors. */
  describe(error: unknown, chunk: number): string | null {
    if (error instanceof PortriskError) return error.message;
    if (!(error instanceof CsvError)) return null;
    const place = error.row === 0 ? "the header" : `event ${error.row}`;
    return `chunk ${chunk}, ${place}: ${error.message}. The search stops here so that no event is lost unnoticed or given another one's score.`;
  }
}

/**
 * The half as it ships.
 * @param lookups the folder of the catalogue and, if there is one, of the site's own list of ports
 */
export function shippedScoring(lookups: string, kernel: string): Scoring {
  return new Scoring(
    () => readCatalogueFile(`${lookups}/portrisk_ports.csv`, `${lookups}/portrisk_overrides.csv`),
    kernel,
  );
}
