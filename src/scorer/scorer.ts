/**
 * The byte engine over a chunk, as the rest of the program sees it: memory in which messages are read, a description of what a key is
 * made of, and two passes. It is WebAssembly, compiled from assembly/ by the build. It works with rows, cells and numbers; what they
 * mean it asks its host.
 */

import type { CellForm } from "./cell-form.ts";
import type { instantiate } from "./exports.d.ts";

type Exports = Awaited<ReturnType<typeof instantiate>>;

/** One field of a part, by its places among the wanted columns; `list` is -1 where there is no `__mv_` column. */
export interface Candidate {
  readonly scalar: number;
  readonly list: number;
}

/** A part of the key. */
export interface KeyPart {
  readonly form: CellForm;
  /** What its code adds to: 0 and 1 are the key's two numbers, those of the groups follow. */
  readonly sum: number;
  /** What one unit of its code adds. */
  readonly weight: number;
  /** What the host calls its reader. */
  readonly reader: number;
  /** Of a count, ascending; its code is one more than the number of bounds that it reaches. */
  readonly bounds: readonly number[];
  /** Fields in the order in which they are tried. */
  readonly candidates: readonly Candidate[];
}

export interface ScorerLayout {
  readonly columnCount: number;
  /** Numbers of the columns to look at, ascending. */
  readonly wanted: readonly number[];
  /** The port first. */
  readonly parts: readonly KeyPart[];
  /** Runs of columns that stay, as places of their first and last among the wanted; null where all columns stay. */
  readonly kept: readonly (readonly [first: number, last: number])[] | null;
}

/** An answer's cells, and where in them a port's number stands. */
export interface ScorerAnswer {
  readonly score: number;
  /** Latin-1: each character is a byte. */
  readonly text: string;
  readonly port: number;
  readonly portStart: number;
  readonly portEnd: number;
}

/** The model, as far as the scorer needs it, and what answers its questions. */
export interface ScorerHost {
  readonly portWeight: number;
  /** What one class of each group of readings adds to the second number of the key. */
  readonly groupWeights: readonly number[];
  /** Networks of IPv4, pairs of mask and address as signed 32-bit numbers; the code of an address in one of them, and elsewhere. */
  readonly internalNetworks: ArrayLike<number>;
  readonly internalCode: number;
  readonly externalCode: number;
  readonly minScore: number;
  /** How many columns are appended. */
  readonly outputCount: number;
  /** The code of the cell bytes[start, end), -1 where it has no value. */
  readCell(reader: number, bytes: Buffer, start: number, end: number): number;
  /** The code of a value within a `__mv_` cell, in which quotes and dollar signs may be doubled. */
  readListValue(reader: number, bytes: Buffer, start: number, end: number): number;
  /** The port that represents this one, because both get the same answer but for the number. */
  representativePort(port: number): number;
  /** The number of the equivalence class of a group's readings. */
  classOf(group: number, readings: number): number;
  makeAnswer(connection: number, evidence: number): ScorerAnswer;
}

/** Thrown through the scorer where an answer is too long for it. */
class AnswerTooLong extends Error {}

type Write = (source: Buffer, offset: number, length: number) => boolean;

export class Scorer {
  private readonly exports: Exports;
  /** All of its memory; made anew when it grows. */
  private bytes: Buffer;
  private write: Write = () => false;

  /**
   * @param module the compiled module
   * @throws where this Node cannot run it, or has no memory for it
   */
  constructor(module: Uint8Array, host: ScorerHost) {
    const imports = {
      readCell: (reader: number, start: number, end: number) => host.readCell(reader, this.bytes, start, end),
      readListValue: (reader: number, start: number, end: number) =>
        host.readListValue(reader, this.bytes, start, end),
      representativePort: (port: number) => host.representativePort(port),
      classOf: (group: number, readings: number) => host.classOf(group, readings),
      makeAnswer: (connection: number, evidence: number, address: number, limit: number) =>
        this.store(host.makeAnswer(connection, evidence), address, limit),
      write: (start: number, length: number) => (this.write(this.bytes, start, length) ? 1 : 0),
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { host: imports });
    this.exports = instance.exports as Exports;
    this.bytes = Buffer.from(this.exports.memory.buffer);
    this.describe(host);
  }

  private describe(host: ScorerHost): void {
    const { exports } = this;
    const { internalNetworks, groupWeights } = host;
    exports.seedHashes(Math.floor(Math.random() * 2 ** 32));
    exports.configureAnswers(host.portWeight);
    exports.configureSides(host.internalCode, host.externalCode);
    let fits = exports.configureRows(host.outputCount, host.minScore);
    for (let i = 0; i < internalNetworks.length; i += 2)
      fits = fits && exports.addNetwork(internalNetworks[i]!, internalNetworks[i + 1]!);
    for (const weight of groupWeights) fits = fits && exports.addGroup(weight);
    if (!fits) throw new RangeError("the model is too large for the scorer's tables");
  }

  /** Memory for a message of so many bytes, null where there is not enough; what was provided before is invalid. */
  allocate(size: number): Buffer | null {
    const address = this.exports.allocate(size);
    this.bytes = Buffer.from(this.exports.memory.buffer);
    return address === 0 ? null : this.bytes.subarray(address, address + size);
  }

  /** Whether these bytes are in the scorer's memory. */
  holds(bytes: Buffer): boolean {
    return bytes.buffer === this.bytes.buffer;
  }

  /** Use this layout for the chunks that follow; false where it is too large for the scorer's tables. */
  layOut({ columnCount, wanted, parts, kept }: ScorerLayout): boolean {
    const { exports } = this;
    exports.setColumns(columnCount);
    exports.forgetParts();
    exports.cutColumns(kept !== null);
    return (
      columnCount > 0 &&
      wanted.every((column) => exports.addWanted(column)) &&
      (kept ?? []).every(([first, last]) => exports.keepRun(first, last)) &&
      parts.every(
        ({ form, sum, weight, reader, candidates, bounds }) =>
          exports.addPart(form, sum, weight, reader) &&
          candidates.every(({ scalar, list }) => exports.addCandidate(scalar, list)) &&
          bounds.every((bound) => exports.addBound(bound)),
      )
    );
  }

  /** Begin the first pass over the rows of a body, the first of them at `rows`. */
  begin(body: Buffer, rows: number): void {
    this.exports.beginRows(body.byteOffset + rows);
  }

  /**
   * Continue the first pass with what was received of the body, all of it in the end.
   * @returns false for what the scorer does not do: damaged CSV, quotes within a cell, answers beyond 64 KB
   */
  scan(body: Buffer, received: number): boolean {
    try {
      return Boolean(this.exports.scanRows(body.byteOffset + received, received === body.length));
    } catch (error) {
      if (error instanceof AnswerTooLong) return false;
      throw error;
    }
  }

  /** How many bytes all rows of the reply have, once the first pass has ended. */
  replyLength(): number {
    return this.exports.replyLength();
  }

  /** The second pass: hand the rows of the reply to `write`; false once the reply is no longer read. */
  send(body: Buffer, rows: number, write: Write): boolean {
    this.write = write;
    return Boolean(this.exports.sendRows(body.byteOffset + rows, body.byteOffset + body.length));
  }

  private store(answer: ScorerAnswer, address: number, limit: number): void {
    const { score, port, portStart, portEnd, text } = answer;
    if (text.length > limit) throw new AnswerTooLong();
    this.exports.describeAnswer(score, port, portStart, portEnd, text.length);
    this.bytes.write(text, address, "latin1");
  }
}
