/**
 * The reference: what the byte engine must give, byte for byte, in the plainest way. A row is cut into cells, the cells are read, the
 * model is asked, for every row anew. It also does what the engine leaves: damaged CSV, whose errors are found here, and places where
 * WebAssembly gets no memory.
 */
import { cellText, firstValue, RowScanner } from "../csv/index.ts";
import { type Assessor, type Connection, digitsOf, type Reading, read, textOf } from "../risk/index.ts";
import type { Body, WriteBytes } from "../scpv2/index.ts";
import type { Field, Layout } from "./layout.ts";
import type { Options } from "./options.ts";
import { emptyOutputCells, outputCells } from "./outputs.ts";

const WRITE_BYTES = 64 * 1024;

export class ReferenceScorer {
  constructor(
    private readonly options: Options,
    private readonly assessor: Assessor,
  ) {}

  /**
   * Score a chunk. The result reads the body again when it is sent: the length of a reply is needed before its first byte.
   * @throws CsvError where values cannot be matched to fields
   */
  score(body: Buffer, layout: Layout): Body {
    let rows = 0;
    for (const part of this.parts(body, layout)) rows += part.length;
    return {
      head: layout.replyHeader,
      byteLength: layout.replyHeader.length + rows,
      send: (write) => sendAll(this.parts(body, layout), write),
    };
  }

  /** The rows of the reply, in parts: the bytes that stay; our cells, as Latin-1; the line ending. */
  private *parts(body: Buffer, { rows, columnCount, inputs, kept }: Layout): Iterable<Buffer | string> {
    const everyColumn = Array.from({ length: columnCount }, (_, column) => column);
    const row = new RowScanner(body, rows, columnCount, everyColumn);
    const text = (column: number) =>
      column < 0 ? "" : cellText(body, row.cellStart[column]!, row.cellEnd[column]!);
    const firstOf = ({ scalar, list }: Field) => firstValue(text(scalar), text(list));
    while (row.next()) {
      const connection: { [reading in Reading]?: string | number | null } = {};
      for (const { reading, fields } of inputs) {
        const field = fields.find((candidate) => firstOf(candidate) !== "");
        connection[reading] = field === undefined ? null : read(reading, textOf(firstOf(field)));
      }
      const cells = this.cellsFor(connection);
      if (cells === null) continue;
      for (const [index, [first, last]] of kept.entries())
        yield body.subarray(row.cellStart[first]! - (index > 0 ? 1 : 0), row.cellEnd[last]!);
      yield kept.length === 0 ? cells.slice(1) : cells;
      yield body.subarray(row.contentEnd, row.rowEnd);
    }
  }

  /** The cells to append, a comma before each; null where the row is removed. */
  private cellsFor(connection: { [reading in Reading]?: string | number | null }): string | null {
    const { minScore } = this.options;
    const port = connection.port;
    if (typeof port !== "number") return minScore > 0 ? null : emptyOutputCells();
    const assessment = this.assessor.assess({ ...connection, digits: digitsOf(port) } as Connection);
    return assessment.score < minScore ? null : outputCells(assessment, port).text;
  }
}

/** Hand parts to `write`, small ones together; false once the reply is no longer read. */
function sendAll(parts: Iterable<Buffer | string>, write: WriteBytes): boolean {
  const gathered = Buffer.allocUnsafeSlow(WRITE_BYTES);
  let size = 0;
  for (const part of parts) {
    if (size + part.length > WRITE_BYTES) {
      if (!write(gathered, 0, size)) return false;
      size = 0;
    }
    if (part.length > WRITE_BYTES) {
      const bytes = typeof part === "string" ? Buffer.from(part, "latin1") : part;
      if (!write(bytes, 0, bytes.length)) return false;
    } else
      size += typeof part === "string" ? gathered.write(part, size, "latin1") : part.copy(gathered, size);
  }
  return write(gathered, 0, size);
}
