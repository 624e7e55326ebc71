/**
 * Reads a CSV file (a lookup), gives a table. Empty cells are absent, as Splunk keeps no empty field of a CSV row; numbers
 * stay texts. Rejects (CsvError) rows of the wrong width, unclosed quotes, repeated or empty column names, and bytes that
 * are not UTF-8.
 */
import { isUtf8 } from "node:buffer";
import { CsvError, cellText, parseHeaderRow, RowScanner } from "@suspicious-ports/csv";
import { EMPTY_TABLE, type Row, type Table } from "../values/table.ts";

/** The bytes of a CSV file with a header row → a table. Throws CsvError. */
export function readCsvTable(content: Uint8Array): Table {
  let bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
  if (!isUtf8(bytes)) throw new CsvError("header", 0, "the file is not valid UTF-8");
  if (bytes.length === 0) throw new CsvError("header", 0, "the file is empty");
  const header = parseHeaderRow(bytes);
  const names = header.names;
  names.forEach((name, index) => {
    if (name === "" || names.indexOf(name) !== index) {
      throw new CsvError(
        "header",
        0,
        name === "" ? "a column has no name" : `the column ${name} comes twice`,
      );
    }
  });
  const scanner = new RowScanner(
    bytes,
    header.end,
    names.length,
    names.map((_, index) => index),
  );
  const rows: Row[] = [];
  while (scanner.next()) {
    const row: Row = new Map();
    for (let i = 0; i < names.length; i++) {
      const text = cellText(bytes, scanner.cellStart[i]!, scanner.cellEnd[i]!);
      if (text !== "") row.set(names[i]!, Buffer.from(text, "latin1").toString("utf8"));
    }
    rows.push(row);
  }
  return { fields: names, rows };
}

/**
 * The same for a lookup file, which may be empty as outputlookup leaves it with create_empty=true: no columns, no rows.
 *
 * @param failure makes the error of a sentence without its full stop
 */
export function readLookupFile(content: Uint8Array, failure: (message: string) => Error): Table {
  if (content.length === 0) return EMPTY_TABLE;
  try {
    return readCsvTable(content);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw failure(error.row === 0 ? error.message : `row ${error.row}: ${error.message}`);
  }
}
