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

export interface Header {
  /** Column names in order, decoded as UTF-8. An empty header row has no column at all. */
  readonly names: readonly string[];
  /** The header's own bytes are body[0, contentEnd), its line ending body[contentEnd, end). */
  readonly contentEnd: number;
  /** Where the first row begins. */
  readonly end: number;
  /** The end of each column's bytes; a column begins one after the end of the one before. */
  readonly columnEnds: readonly number[];
}

/**
 * Read the header of a body that is not empty.
 * @throws CsvError "unbalanced_quotes".
 */
export function parseHeaderRow(body: Buffer): Header {
  const names: string[] = [];
  const columnEnds: number[] = [];
  let position = 0;
  for (;;) {
    const start = position;
    if (body[position] === QUOTE) {
      position = closingQuote(body, position + 1, body.length) + 1;
      if (position > body.length) {
        throw new CsvError("unbalanced_quotes", 0, "a quotation mark in the header is not closed");
      }
    }
    while (position < body.length && body[position] !== COMMA && body[position] !== LINE_FEED) position++;
    const last = position >= body.length || body[position] === LINE_FEED;
    let end = position;
    if (last && position < body.length && end > start && body[end - 1] === CARRIAGE_RETURN) end--;
    columnEnds.push(end);
    names.push(Buffer.from(cellText(body, start, end), "latin1").toString("utf8"));
    if (last) {
      const empty = names.length === 1 && end === 0;
      return {
        names: empty ? [] : names,
        columnEnds: empty ? [] : columnEnds,
        contentEnd: end,
        end: Math.min(position + 1, body.length),
      };
    }
    position++;
  }
}
