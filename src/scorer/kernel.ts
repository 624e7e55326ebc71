/**
 * The fast path over a chunk, as the rest of the program sees it: a memory in which messages are read, tables that say what a
 * key is made of, and two passes. It is WebAssembly, compiled from assembly/ by the build. It knows rows, cells and numbers;
 * what they mean is asked of its host.
 */
import type { KernelExports } from "./exports.ts";
import { mostNotes, NOTE_BYTES } from "./notes.ts";

const PAGE = 65536;
/** Blocks of bytes are read beyond the end of what they belong to. */
const SLACK = 128;

const FORMS = {
  port: "FORM_PORT",
  address: "FORM_ADDRESS",
  count: "FORM_COUNT",
  url: "FORM_URL",
  text: "FORM_TEXT",
} as const;

/** How a part of the key is read. */
export type Form = keyof typeof FORMS;

/** Where one field of a part lies among the wanted cells; multivalue is -1 where there is no `__mv_` column. */
export interface Candidate {
  readonly scalar: number;
  readonly multivalue: number;
}

/** A part of the key. */
export interface KernelPart {
  readonly form: Form;
  /** What its code adds to: 0 and 1 are the key's two numbers, the model's aspects follow. */
  readonly sum: number;
  /** What one unit of its code adds. */
  readonly weight: number;
  /** Fields in the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  /** Of a count, ascending; its code is one more than the number of bounds that it reaches. */
  readonly bounds: readonly number[];
  /** What the host calls its reader. */
  readonly reader: number;
}

export interface KernelAspect {
  /** Which of the key's two numbers it adds to. */
  readonly sum: 0 | 1;
  /** What one unit of it adds. */
  readonly weight: number;
  /** It is less than this. */
  readonly codes: number;
}

export interface KernelLayout {
  readonly columnCount: number;
  /** Numbers of the columns that are read, ascending. */
  readonly wanted: readonly number[];
  /** The port first. */
  readonly parts: readonly KernelPart[];
  /** Appended to the header. */
  readonly names: Buffer;
}

/** An answer's cells, and where in them a port's number stands. */
export interface KernelAnswer {
  readonly score: number;
  /** Latin-1: each character is a byte. */
  readonly text: string;
  readonly port: number;
  readonly portStart: number;
  readonly portEnd: number;
}

export interface KernelModel {
  readonly portWeight: number;
  /** Several parts that are one number before they become part of the key, which takes only one of all that are alike. */
  readonly aspects: readonly KernelAspect[];
  /** Networks of IPv4, pairs of mask and address as signed 32-bit numbers: the code of an address in one of them, and elsewhere. */
  readonly networks: ArrayLike<number>;
  readonly internal: number;
  readonly external: number;
  readonly leastScore: number;
  /** Appended to a row without a usable port. */
  readonly emptyCells: Buffer;
}

/** What the kernel cannot know. Cells are bytes[start, end). */
export interface KernelHost {
  /** The code of a cell; of its list of values too, where that is not empty. */
  readCell(
    reader: number,
    bytes: Buffer,
    start: number,
    end: number,
    listStart: number,
    listEnd: number,
  ): number;
  /** The port that stands for this one, because both get the same answer but for the number. */
  alikePort(port: number): number;
  /** The number of this aspect that stands for this one, because the same key with either gets the same answer. */
  alike(aspect: number, code: number): number;
  makeAnswer(connection: number, evidence: number): KernelAnswer;
}

/** Where a chunk's header lies in it: [0, contentEnd) is its content, [contentEnd, end) its line ending; rows follow. */
export interface HeaderPlace {
  readonly contentEnd: number;
  readonly end: number;
}

/** Thrown through the kernel where an answer is longer than it has room for; the plain path has no such limit. */
class AnswerTooLong extends Error {}

type Write = (source: Buffer, offset: number, length: number) => boolean;

export class Kernel {
  private readonly exports: KernelExports;
  private readonly arena: number;
  private readonly answerHead: number;
  private readonly longestAnswer: number;
  /** All of the memory; made anew when it grows. */
  private bytes: Buffer;
  private integers: Int32Array;
  private notes = 0;
  private mostNotes = 0;
  private host: KernelHost | null = null;
  private model: KernelModel | null = null;
  private write: Write = () => false;
  private names = 0;
  private namesLength = 0;

  /**
   * @param module the compiled kernel
   * @throws where this Node cannot run it, or has no memory for it
   */
  constructor(module: Uint8Array) {
    const host = {
      readCell: (reader: number, start: number, end: number, listStart: number, listEnd: number) =>
        this.host!.readCell(reader, this.bytes, start, end, listStart, listEnd),
      alikePort: (port: number) => this.host!.alikePort(port),
      alike: (aspect: number, code: number) => this.host!.alike(aspect, code),
      makeAnswer: (connection: number, evidence: number, address: number) =>
        this.store(this.host!.makeAnswer(connection, evidence), address),
      write: (start: number, length: number) => (this.write(this.bytes, start, length) ? 1 : 0),
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { host });
    this.exports = instance.exports as KernelExports;
    this.arena = this.exports.ARENA.value;
    this.answerHead = this.exports.ANSWER_HEAD.value;
    this.longestAnswer = this.exports.LONGEST_ANSWER.value;
    this.bytes = Buffer.from(this.exports.memory.buffer);
    this.integers = new Int32Array(this.exports.memory.buffer);
  }

  /**
   * Room for a message of so many bytes, and notes about its rows. What room() gave before is gone.
   * @throws RangeError where there is not enough memory.
   */
  room(size: number): Buffer {
    const { memory } = this.exports;
    this.notes = Math.ceil((this.arena + size + SLACK) / 16) * 16;
    this.mostNotes = mostNotes(size);
    const missing = this.notes + this.mostNotes * NOTE_BYTES + SLACK - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.bytes = Buffer.from(memory.buffer);
    this.integers = new Int32Array(memory.buffer);
    return this.bytes.subarray(this.arena, this.arena + size);
  }

  /** Whether these bytes lie in room that the kernel gave. */
  holds(bytes: Buffer): boolean {
    return bytes.buffer === this.bytes.buffer;
  }

  /** Take a model and what answers the kernel's questions; what was learnt from another is forgotten. */
  serve(host: KernelHost, model: KernelModel): void {
    const { exports } = this;
    const { networks, emptyCells, aspects } = model;
    if (networks.length > 2 * exports.MOST_NETWORKS.value) throw new RangeError("too many networks");
    const codesInAll = aspects.reduce((sum, { codes }) => sum + codes, 0);
    if (aspects.length > exports.MOST_ASPECTS.value || codesInAll > exports.MOST_ALIKE.value)
      throw new RangeError("too many aspects");
    this.host = host;
    exports.forgetTexts();
    exports.forgetAnswers();
    exports.forgetPorts();
    this.putIntegers(exports.NETWORKS.value, Array.from(networks));
    const described: number[] = [];
    let first = 0;
    for (const { sum, weight, codes } of aspects) {
      described.push(sum, weight, first);
      first += codes;
    }
    this.putIntegers(exports.ASPECTS.value, described);
    exports.configureKeys(aspects.length, networks.length / 2, model.internal, model.external);
    exports.configureAnswers(model.portWeight);
    exports.configureRows(model.leastScore, this.text(emptyCells, 0), emptyCells.length);
    this.model = model;
  }

  /** Take the columns of the chunks that follow; false where the plain path has to do them. */
  layOut(layout: KernelLayout): boolean {
    const { exports, model } = this;
    const { wanted, parts, columnCount, names } = layout;
    if (model === null || columnCount === 0 || wanted.length > exports.MOST_WANTED.value) return false;
    if (parts.length > exports.MOST_PARTS.value || names.length > exports.MOST_TEXT.value) return false;
    const bounds: number[] = [];
    const candidates: number[] = [];
    const described: number[] = [];
    for (const part of parts) {
      const form = exports[FORMS[part.form]].value;
      described.push(form, part.sum, part.weight, candidates.length / 2, part.candidates.length);
      described.push(bounds.length, part.bounds.length, part.reader);
      for (const { scalar, multivalue } of part.candidates) candidates.push(scalar, multivalue);
      bounds.push(...part.bounds);
    }
    if (bounds.length > exports.MOST_BOUNDS.value) return false;
    if (candidates.length > 2 * exports.MOST_WANTED.value) return false;
    this.putIntegers(exports.WANTED.value, [...wanted, -1]);
    this.putIntegers(exports.PARTS.value, described);
    this.putIntegers(exports.CANDIDATES.value, candidates);
    for (let i = 0; i < bounds.length; i++)
      this.bytes.writeDoubleLE(bounds[i]!, exports.BOUNDS.value + 8 * i);
    this.names = this.text(names, 1);
    this.namesLength = names.length;
    exports.configureScan(columnCount);
    exports.configureParts(parts.length);
    return true;
  }

  /** Begin the first pass over a chunk that lies, or will lie, in the kernel's room. */
  begin(body: Buffer, { end }: HeaderPlace): void {
    this.exports.beginCount(body.byteOffset + end, this.notes, this.mostNotes);
  }

  /** Go on with the bytes that have arrived; false where the plain path has to do the chunk. */
  advance(body: Buffer, arrived: number): boolean {
    return this.count(body.byteOffset + arrived, 0);
  }

  /**
   * End the first pass.
   * @returns the bytes that all rows of the reply have; -1 where the plain path has to do the chunk
   */
  finish(body: Buffer): number {
    return this.count(body.byteOffset + body.length, 1) ? this.exports.counted() : -1;
  }

  private count(limit: number, last: number): boolean {
    try {
      return this.exports.count(limit, last) === 1;
    } catch (error) {
      if (error instanceof AnswerTooLong) return false;
      throw error;
    }
  }

  /** The second pass: hand header, the names of the columns that are added, and rows to `write`; false once nobody reads. */
  send(body: Buffer, { contentEnd, end }: HeaderPlace, write: Write): boolean {
    this.write = write;
    const base = body.byteOffset;
    const { exports, names, namesLength } = this;
    return exports.send(base, base + contentEnd, base + end, base + body.length, names, namesLength) === 1;
  }

  /** Write an answer's record; see assembly/records.ts. */
  private store({ score, text, port, portStart, portEnd }: KernelAnswer, address: number): number {
    const { bytes, integers, answerHead } = this;
    const length = answerHead + text.length;
    if (length > this.longestAnswer) throw new AnswerTooLong();
    const place = address / 4;
    integers[place] = score;
    integers[place + 1] = port;
    integers[place + 2] = portStart;
    integers[place + 3] = portEnd;
    integers[place + 4] = text.length;
    bytes.write(text, address + answerHead, "latin1");
    return length;
  }

  private putIntegers(address: number, values: readonly number[]): void {
    this.integers.set(values, address / 4);
  }

  /** Copy into the place for texts of this number; returns its address. */
  private text(bytes: Buffer, index: number): number {
    const { TEXTS, MOST_TEXT } = this.exports;
    const address = TEXTS.value + index * MOST_TEXT.value;
    bytes.copy(this.bytes, address, 0, Math.min(bytes.length, MOST_TEXT.value));
    return address;
  }
}
