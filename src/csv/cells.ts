/**
 * One cell: its bytes and what they mean. A cell that begins with a double quote is quoted up to the next quote that is
 * not doubled; whatever follows before the comma belongs to it literally. A quote inside an unquoted cell is an ordinary
 * character. (So read Python's csv module and with it Splunk's own SDK, which has talked to splunkd for ten years.)
 *
 * Bytes become text as Latin-1: each byte one character, so nothing is lost and nothing is invalid. Everything that the
 * command recognises is ASCII, which is the same in both.
 */
const QUOTE = 0x22;

/** The value of the cell bytes[start, end), quotes removed, as Latin-1. */
export function cellText(bytes: Buffer, start: number, end: number): string {
  if (start >= end || bytes[start] !== QUOTE) return bytes.toString("latin1", start, end);
  // A quoted cell without a quote in its middle, as nearly all are.
  const close = closingQuote(bytes, start + 1, end);
  if (close === end - 1 && bytes.indexOf(QUOTE, start + 1) === close)
    return bytes.toString("latin1", start + 1, close);
  return (
    bytes.toString("latin1", start + 1, close).replace(/""/g, '"') + bytes.toString("latin1", close + 1, end)
  );
}

/** The position of the quote that ends a quoted cell whose content begins at `from`; `end` when there is none. */
export function closingQuote(bytes: Buffer, from: number, end: number): number {
  let position = from;
  for (;;) {
    position = bytes.indexOf(QUOTE, position);
    if (position < 0 || position >= end) return end;
    if (bytes[position + 1] !== QUOTE || position + 1 >= end) return position;
    position += 2;
  }
}

/** A value (Latin-1 or ASCII) as a cell, quoted only where it must be. */
export function encodeCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
