/**
 * The plain path over a chunk, which knows every case and runs on every Node: the header gains our column names, each row our
 * cells, and every other byte is as it came.
 * The first pass finds the rows, their keys and the length of the reply; nothing is written before it has seen the whole
 * chunk, so a damaged row is an error and never half a reply. The second pass copies.
 */
import { type Header, RowScanner } from "../csv/index.ts";
import type { Body, WriteBytes } from "../scpv2/index.ts";
import type { AnswerMaker } from "./answer-maker.ts";
import { Answers, type KeptAnswer } from "./answers.ts";
import { portOf } from "./keys.ts";
import type { Chunk, Layout } from "./layout.ts";
import { NO_PORT, Notes, REMOVED } from "./notes.ts";
import type { Options } from "./options.ts";
import { emptyOutputCells } from "./outputs.ts";
import { keptPieces } from "./pieces.ts";
import type { KeyReader } from "./reader.ts";

const OUT_CAPACITY = 256 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DIGIT_0 = 0x30;

export class PlainScorer {
  private readonly answers: Answers;
  private readonly notes = new Notes();
  private readonly emptyCells = emptyOutputCells();
  /** Reused for every row. */
  private readonly scored: Scored = { connection: NO_PORT, answer: null };
  private readonly out = Buffer.allocUnsafeSlow(OUT_CAPACITY);

  constructor(
    private readonly options: Options,
    private readonly reader: KeyReader,
    maker: AnswerMaker,
  ) {
    this.answers = new Answers(maker);
  }

  /**
   * Score a chunk. The result reads its body again when it is sent.
   * @throws CsvError when the chunk cannot be passed on safely.
   */
  score(chunk: Chunk): Body {
    const { body, header, layout } = chunk;
    const comma = layout.keepsColumns ? 0 : 1;
    let length = header.end + layout.headerCells.length - comma;
    if (layout.cut.length > 0) length -= cutBytes(layout, header.contentEnd, 0, headerCells(header, layout));

    const scanner = new RowScanner(body, header.end, layout.columnCount, layout.wanted);
    // A second scanner finds the cells to cut out, in the rare run that has any.
    const cutter = layout.cut.length > 0 ? cutScanner(chunk) : null;
    this.notes.reset(body.length);
    while (scanner.next()) {
      cutter?.next();
      const { connection, answer } = this.readRow(body, scanner);
      this.notes.add(scanner.rowEnd, connection, this.reader.evidence);
      if (connection === REMOVED) continue;
      length += scanner.rowEnd - scanner.rowStart + this.cellsLength(connection, answer) - comma;
      if (cutter !== null) length -= cutBytes(layout, cutter.contentEnd, cutter.rowStart, cutter);
    }
    return { byteLength: length, send: (write) => this.send(chunk, write) };
  }

  /** What the scanner's row gets: the cells to append, or REMOVED in place of its key. */
  private readRow(body: Buffer, scanner: RowScanner): Scored {
    const { reader, scored } = this;
    const { minScore } = this.options;
    if (!reader.read(body, scanner)) {
      scored.connection = minScore > 0 ? REMOVED : NO_PORT;
      scored.answer = null;
      return scored;
    }
    const answer = this.answers.of(reader.connection, reader.evidence);
    scored.connection = answer.score < minScore ? REMOVED : reader.connection;
    scored.answer = answer;
    return scored;
  }

  private cellsLength(connection: number, answer: KeptAnswer | null): number {
    if (answer === null) return this.emptyCells.length;
    const port = portOf(connection);
    const { cells, portStart, portEnd } = answer;
    return port === answer.port ? cells.length : cells.length - (portEnd - portStart) + digitCount(port);
  }

  private send(chunk: Chunk, write: WriteBytes): boolean {
    const { body, header, layout } = chunk;
    const comma = layout.keepsColumns ? 0 : 1;
    const sink = new Sink(this.out, write);
    const copyKept = (start: number, end: number, cells: Cells) => {
      if (layout.cut.length === 0) return sink.copy(body, start, end);
      for (const piece of keptPieces(
        start,
        end,
        layout.columnCount,
        layout.cut,
        cells.cellStart,
        cells.cellEnd,
      )) {
        sink.copy(body, piece.start, piece.end);
      }
    };
    copyKept(0, header.contentEnd, headerCells(header, layout));
    sink.copy(layout.headerCells, comma, layout.headerCells.length);
    sink.copy(body, header.contentEnd, header.end);

    const cutter = cutScanner(chunk);
    const sendRow = (start: number, end: number, connection: number, answer: KeptAnswer | null) => {
      if (layout.cut.length > 0) cutter.next();
      if (connection === REMOVED) return;
      const contentEnd = endOfContent(body, start, end);
      copyKept(start, contentEnd, cutter);
      if (answer === null) sink.copy(this.emptyCells, comma, this.emptyCells.length);
      else sink.answer(answer, portOf(connection), comma);
      sink.copy(body, contentEnd, end);
    };
    const { notes } = this;
    let start = header.end;
    for (let i = 0; i < notes.length && !sink.closed; i++) {
      const connection = notes.connection(i);
      const answer = connection < 0 ? null : this.answers.of(connection, notes.evidence(i));
      sendRow(start, notes.end(i), connection, answer);
      start = notes.end(i);
    }
    // Of these rows there are no notes.
    const scanner = new RowScanner(body, start, layout.columnCount, layout.wanted);
    while (!sink.closed && scanner.next()) {
      const { connection, answer } = this.readRow(body, scanner);
      sendRow(scanner.rowStart, scanner.rowEnd, connection, answer);
    }
    return sink.flush();
  }
}

interface Scored {
  /** The first number of the row's key, NO_PORT or REMOVED. */
  connection: number;
  /** Null where there is no port. */
  answer: KeptAnswer | null;
}

/** How many decimal digits a port has. */
function digitCount(port: number): number {
  return port < 10 ? 1 : port < 100 ? 2 : port < 1000 ? 3 : port < 10_000 ? 4 : 5;
}

/** Where the cells to cut out lie. */
interface Cells {
  readonly cellStart: ArrayLike<number>;
  readonly cellEnd: ArrayLike<number>;
}

function cutScanner({ body, header, layout }: Chunk): RowScanner {
  return new RowScanner(body, header.end, layout.columnCount, layout.cut);
}

function headerCells({ columnEnds }: Header, { cut }: Layout): Cells {
  return {
    cellStart: cut.map((column) => (column === 0 ? 0 : columnEnds[column - 1]! + 1)),
    cellEnd: cut.map((column) => columnEnds[column]!),
  };
}

/** How many bytes of a row's content leave with the columns that are cut out. */
function cutBytes(layout: Layout, contentEnd: number, start: number, { cellStart, cellEnd }: Cells): number {
  const pieces = keptPieces(start, contentEnd, layout.columnCount, layout.cut, cellStart, cellEnd);
  return contentEnd - start - pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0);
}

/** Where the row's line ending begins. */
function endOfContent(body: Buffer, start: number, end: number): number {
  if (body[end - 1] !== LINE_FEED) return end;
  return end - 2 >= start && body[end - 2] === CARRIAGE_RETURN ? end - 2 : end - 1;
}

/** Gathers small pieces into large writes. */
class Sink {
  closed = false;
  private used = 0;

  constructor(
    private readonly out: Buffer,
    private readonly write: WriteBytes,
  ) {}

  copy(source: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length === 1 && this.used < this.out.length) {
      // A line feed, once a row: a call would cost more than the byte.
      this.out[this.used++] = source[start]!;
      return;
    }
    if (this.used + length > this.out.length) {
      this.flush();
      if (length > this.out.length) {
        this.closed = this.closed || !this.write(source, start, length);
        return;
      }
    }
    source.copy(this.out, this.used, start, end);
    this.used += length;
  }

  /** An answer's cells from their byte `from` on, with this port's number in its place. */
  answer({ cells, port: shown, portStart, portEnd }: KeptAnswer, port: number, from: number): void {
    if (port === shown) {
      this.copy(cells, from, cells.length);
      return;
    }
    this.copy(cells, from, portStart);
    let divisor = 10 ** (digitCount(port) - 1);
    if (this.used + digitCount(port) > this.out.length) this.flush();
    for (; divisor >= 1; divisor /= 10) this.out[this.used++] = DIGIT_0 + (Math.floor(port / divisor) % 10);
    this.copy(cells, portEnd, cells.length);
  }

  /** Write what is gathered; false once nobody reads. */
  flush(): boolean {
    if (this.used > 0 && !this.closed) this.closed = !this.write(this.out, 0, this.used);
    this.used = 0;
    return !this.closed;
  }
}
