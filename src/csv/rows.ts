/**
 * Iterates over the rows of a CSV body in place: gives the positions of each row and of its wanted cells; nothing is
 * copied or decoded. A row ends at a newline outside quotes (CRLF or LF) or at the end of the body.
 *
 * Rejected, because a wrong guess would pair values with the wrong events: a quotation mark that is not closed, and a row
 * whose number of cells is not the header's.
 */
import { closingQuote } from "./cells.ts";
import { CsvError } from "./errors.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class RowScanner {
  /** Rows read so far; the current row's number, counted from 1. */
  row = 0;
  /** The current row is body[rowStart, contentEnd), then its line ending up to rowEnd. */
  rowStart = 0;
  contentEnd = 0;
  rowEnd: number;
  /** The bounds of the wanted cells of the current row, in the order of `wanted`. */
  readonly cellStart: Int32Array;
  readonly cellEnd: Int32Array;
  /** Column numbers of the wanted cells, ascending, with a sentinel that no column reaches. */
  private readonly columns: Int32Array;

  constructor(
    private readonly body: Buffer,
    /** Where the first row begins. */
    start: number,
    private readonly columnCount: number,
    /** Column numbers, ascending, each once. */
    wanted: readonly number[],
  ) {
    this.rowEnd = start;
    this.cellStart = new Int32Array(wanted.length);
    this.cellEnd = new Int32Array(wanted.length);
    this.columns = Int32Array.from([...wanted, -1]);
  }

  /**
   * Go to the next row; false when there is none.
   * @throws CsvError "unbalanced_quotes" or "cell_count".
   */
  next(): boolean {
    const { body, columns, cellStart, cellEnd } = this;
    const end = body.length;
    let position = this.rowEnd;
    if (position >= end) return false;
    this.rowStart = position;
    this.row++;
    let column = 0;
    let slot = 0;
    for (;;) {
      const start = position;
      if (body[position] === QUOTE) {
        position = this.skipQuoted(position + 1);
      }
      let byte = -1;
      while (position < end) {
        byte = body[position]!;
        if (byte === COMMA || byte === LINE_FEED) break;
        position++;
      }
      if (byte === COMMA && position < end) {
        if (column === columns[slot]) {
          cellStart[slot] = start;
          cellEnd[slot++] = position;
        }
        column++;
        position++;
        continue;
      }
      this.rowEnd = position < end ? position + 1 : end;
      if (position < end && position > start && body[position - 1] === CARRIAGE_RETURN) position--;
      this.contentEnd = position;
      if (column === columns[slot]) {
        cellStart[slot] = start;
        cellEnd[slot] = position;
      }
      const count = column === 0 && position === this.rowStart && this.columnCount === 0 ? 0 : column + 1;
      if (count !== this.columnCount) throw this.wrongCount(count);
      return true;
    }
  }

  /** From the first byte inside a quoted cell to the byte after its closing quote. */
  private skipQuoted(from: number): number {
    const close = closingQuote(this.body, from, this.body.length);
    if (close < this.body.length) return close + 1;
    throw new CsvError(
      "unbalanced_quotes",
      this.row,
      "a quotation mark is not closed, so the end of the row is unknown",
    );
  }

  private wrongCount(count: number): CsvError {
    const cells = count === 1 ? "1 value" : `${count} values`;
    return new CsvError(
      "cell_count",
      this.row,
      `it has ${cells} where the header has ${this.columnCount} fields, so values cannot be matched to fields`,
    );
  }
}
