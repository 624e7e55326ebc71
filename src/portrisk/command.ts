/**
 * The command as the protocol sees it: getinfo reads the options and says what the command needs; execute scores a chunk.
 *
 * splunkd starts the command several times a search just for getinfo, so getinfo does only that. All the rest is loaded, and the
 * catalogue read, with the first chunk; a missing or damaged one stops the search there, before any event is answered.
 */
import type { CsvError } from "../csv/index.ts";
import { OUTPUT_NAMES, READINGS } from "../risk/schema/index.ts";
import type { Body, BodySink, GetinfoReply, GetinfoRequest, Handler } from "../scpv2/index.ts";
import type { ChunkScorer } from "./chunk.ts";
import { fieldsOf, type Options, parseOptions } from "./options.ts";

export class PortriskCommand implements Handler, BodySink {
  private options: Options | null = null;
  private chunks: ChunkScorer | null = null;
  private chunk = 0;
  /** What went wrong while the chunk was received. It is reported when all of it was: splunkd is still writing. */
  private failure: unknown = null;

  /** @param load called when the first events are on their way */
  constructor(private readonly load: (options: Options) => ChunkScorer) {}

  getinfo(request: GetinfoRequest): GetinfoReply {
    this.options = parseOptions(request.args, request.rawArgs);
    this.chunks = null;
    this.failure = null;
    return replyFor(this.options);
  }

  allocate(size: number): Buffer {
    try {
      if (this.options !== null) return this.scorer().allocate(size);
    } catch (error) {
      this.failure = error;
    }
    return Buffer.allocUnsafeSlow(size);
  }

  onProgress(body: Buffer, received: number): void {
    if (this.chunks === null || this.failure !== null) return;
    try {
      this.chunks.onProgress(body, received);
    } catch (error) {
      this.failure = error;
    }
  }

  execute(body: Buffer, chunk: number): Body {
    this.chunk = chunk;
    if (this.failure !== null) throw this.failure;
    return this.scorer().score(body);
  }

  /** Errors are recognised by name: the half of the program that is loaded with the first events has its own classes. */
  describe(error: unknown): string {
    const { name, message, code } = error as { name?: string; message: string; code?: string };
    if (name === "PortriskError") return message;
    if (name === "CsvError") {
      const { row } = error as CsvError;
      const place = row === 0 ? "the header" : `event ${row}`;
      return `chunk ${this.chunk}, ${place}: ${message}. The search stops here so that no event is lost unnoticed or given another one's score.`;
    }
    const place = this.chunk === 0 ? "before the first chunk" : `in chunk ${this.chunk}`;
    return `an unexpected error (${code ?? name ?? "unknown"}) ${place}. No event of this chunk was processed. Please report it to the app's author.`;
  }

  private scorer(): ChunkScorer {
    this.chunks ??= this.load(this.options!);
    return this.chunks;
  }
}

function replyFor(options: Options): GetinfoReply {
  // "streaming" lets splunkd run the command on indexers; "stateful" is the same on the search head alone.
  const type = options.distributed ? "streaming" : "stateful";
  // With a list of fields splunkd keeps the others to itself and joins the reply to them row by row. It can only do so
  // while no row is removed, so a search with min_score gets whole events.
  if (options.minScore > 0) return { type };
  const fields = new Set<string>();
  for (const reading of READINGS) for (const name of fieldsOf(reading, options)) fields.add(name);
  // An event can have fields with the names of our columns: from an earlier run, or because an attacker wrote them into a URL. They are
  // asked for, so that the reply replaces them whichever side wins where both have a field.
  for (const name of OUTPUT_NAMES) fields.add(options.prefix + name);
  return { type, required_fields: Array.from(fields) };
}
