/**
 * The header row of a CSV body: where it ends, how many columns there are, and what they are called. Names may repeat; a
 * name finds its first column, as splunkd's own readers do.
 */
import { cellText, closingQuote } from "./cells.ts";
import { CsvError } from "./errors.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A header in a body whose bytes stay as they are. */
export class Header {
  /**
   * @param columnEnds where each column's bytes end; a column begins one after the end of the one before. An empty header row has no
   *   column at all.
   * @param contentEnd the header's own bytes are body[0, contentEnd), its line ending body[contentEnd, end)
   * @param end where the first row begins
   */
  constructor(
    private readonly body: Buffer,
    private readonly columnEnds: readonly number[],
    readonly contentEnd: number,
    readonly end: number,
  ) {}

  get columnCount(): number {
    return this.columnEnds.length;
  }

  /** Names in order. */
  get names(): readonly string[] {
    return this.columnEnds.map((_, column) => this.name(column));
  }

  /** A column's name, decoded as UTF-8. */
  name(column: number): string {
    const start = this.columnStart(column);
    const end = this.columnEnds[column]!;
    if (this.body[start] !== QUOTE) return this.body.toString("utf8", start, end);
    return Buffer.from(cellText(this.body, start, end), "latin1").toString("utf8");
  }

  columnStart(column: number): number {
    return column === 0 ? 0 : this.columnEnds[column - 1]! + 1;
  }

  columnEnd(column: number): number {
    return this.columnEnds[column]!;
  }
}

/**
 * Read the header of a body that is not empty.
 * @throws CsvError "unbalanced_quotes".
 */
export function parseHeaderRow(body: Buffer): Header {
  const header = headerIn(body, body.length);
  if (header === null)
    throw new CsvError("unbalanced_quotes", 0, "a quotation mark in the header is not closed");
  return header;
}

/** The header of a body of which so many bytes were received; null where it does not end within them. */
export function headerIn(body: Buffer, received: number): Header | null {
  const columnEnds: number[] = [];
  let position = 0;
  for (;;) {
    const start = position;
    if (body[position] === QUOTE) {
      position = closingQuote(body, position + 1, received) + 1;
      if (position > received) return null;
    }
    while (position < received && body[position] !== COMMA && body[position] !== LINE_FEED) position++;
    const ended = position < received;
    if (ended && body[position] === COMMA) {
      columnEnds.push(position++);
      continue;
    }
    if (!ended && received < body.length) return null;
    let end = position;
    if (ended && end > start && body[end - 1] === CARRIAGE_RETURN) end--;
    if (columnEnds.length > 0 || end > 0) columnEnds.push(end);
    return new Header(body, columnEnds, end, Math.min(position + 1, received));
  }
}
