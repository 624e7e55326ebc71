/**
 * The command as the protocol sees it: getinfo reads the options and says what the command needs; execute scores a chunk.
 *
 * splunkd starts the command several times a search just to ask getinfo, so getinfo does only that. All the rest is loaded,
 * and the catalogue read, with the first chunk; a missing or damaged one stops the search there, before any event is answered.
 */

import { OUTPUT_NAMES, READINGS } from "../risk/schema/index.ts";
import {
  type Body,
  type GetinfoReply,
  type GetinfoRequest,
  type Handler,
  WireError,
} from "../scpv2/index.ts";
import { PortriskError } from "./errors.ts";
import { fieldsOf, type Options, parseOptions } from "./options.ts";
import type { Scoring } from "./scoring.ts";

export class PortriskCommand implements Handler {
  private options: Options | null = null;
  private scoring: Scoring | null = null;
  private chunk = 0;

  /** @param load called when the first events are on their way */
  constructor(private readonly load: () => Scoring) {}

  getinfo(request: GetinfoRequest): GetinfoReply {
    this.options = parseOptions(request.args, request.rawArgs);
    return replyFor(this.options);
  }

  execute(body: Buffer, chunk: number): Body {
    this.chunk = chunk;
    if (this.options === null) throw new WireError("action", 'a request to "execute" came before "getinfo".');
    this.scoring ??= this.load();
    return this.scoring.score(this.options, body);
  }

  room(size: number): Buffer | null {
    if (this.options === null) return null;
    this.scoring ??= this.load();
    return this.scoring.room(size);
  }

  arriving(body: Buffer, arrived: number): void {
    if (this.options !== null && this.scoring !== null) this.scoring.arriving(this.options, body, arrived);
  }

  describe(error: unknown): string {
    if (error instanceof PortriskError) return error.message;
    const told = this.scoring === null ? null : this.scoring.describe(error, this.chunk);
    if (told !== null) return told;
    const { code, name } = error as { code?: string; name?: string };
    const place = this.chunk === 0 ? "before the first chunk" : `in chunk ${this.chunk}`;
    return `an unexpected error (${code ?? name ?? "unknown"}) ${place}. No event of this chunk was processed. Please report it to the app's author.`;
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
