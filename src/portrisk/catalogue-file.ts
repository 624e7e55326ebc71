/** Reads the app's lookup of ports into a catalogue. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { CsvError, cellText, type Header, parseHeaderRow, RowScanner } from "../csv/index.ts";
import {
  Catalogue,
  type CatalogueCells,
  CatalogueError,
  type CatalogueRow,
  parseCatalogueRows,
} from "../risk/index.ts";
import { PortriskError } from "./errors.ts";

const LINE_FEED = 0x0a;

/** A file with all 65,535 ports is smaller. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The catalogue in the CSV file at `path`, a regular file of at most 64 MB.
 * @throws PortriskError "catalogue", naming file and line, when it is missing or unusable.
 */
export function readCatalogueFile(path: string): Catalogue {
  const rows = readRows(path);
  if (rows.length === 0) throw unusable(path, 1, "there is no row below the header");
  return new Catalogue(rows);
}

function readRows(path: string): readonly CatalogueRow[] {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(path);
  } catch (error) {
    if (error instanceof PortriskError) throw error;
    const { code } = error as { code?: string };
    const why =
      code === "ENOENT"
        ? "does not exist"
        : `cannot be read (${code === undefined ? "unknown error" : code})`;
    throw unusable(path, null, why);
  }
  // Excel writes a byte order mark in front of "CSV UTF-8".
  if (bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf) bytes = bytes.subarray(3);
  try {
    return parseBytes(bytes);
  } catch (error) {
    // Rows are read as Latin-1, so that every byte of theirs can be kept; the message shows the UTF-8 that they are.
    if (error instanceof CatalogueError)
      throw unusable(path, error.line, Buffer.from(error.message, "latin1").toString("utf8"));
    if (error instanceof CsvError) throw unusable(path, lineOfRow(bytes, error.row), error.message);
    throw error;
  }
}

/** @throws PortriskError "catalogue" where it is not a regular file, or too large; the errors of node:fs */
function readRegularFile(path: string): Buffer {
  // Not blocking: a fifo would keep a plain open waiting for a writer. Windows has neither.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK || 0));
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw unusable(path, null, "it is not a regular file");
    if (stat.size > MAX_BYTES) throw unusable(path, null, "it is larger than 64 MB");
    const bytes = Buffer.allocUnsafe(stat.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function parseBytes(bytes: Buffer): readonly CatalogueRow[] {
  if (bytes.length === 0) throw new CatalogueError(1, "the file is empty");
  const header = parseHeaderRow(bytes);
  return parseCatalogueRows(header.names, rowsOf(bytes, header));
}

/**
 * The rows behind the header. Nearly all are lines without quotation marks, which the runtime splits faster than cold code walks
 * bytes; the others, and whatever is wrong with any, are the scanner's. One at a time, so that the cells of a row are freed before
 * those of the next are made.
 */
function* rowsOf(bytes: Buffer, { end: start, names }: Header): Iterable<CatalogueCells> {
  const columns = names.map((_, index) => index);
  const whole = bytes.toString("latin1");
  let line = 1 + countLines(bytes, 0, start);
  let row = 0;
  let quote = whole.indexOf('"', start);
  for (let at = start; at < whole.length; ) {
    const found = whole.indexOf("\n", at);
    const end = found < 0 ? whole.length : found;
    if (quote >= 0 && quote < at) quote = whole.indexOf('"', at);
    const plain = quote < 0 || quote > end ? whole.slice(at, end).split(",") : null;
    if (plain !== null && plain.length === names.length) {
      const last = plain.length - 1;
      if (found >= 0 && plain[last]!.endsWith("\r")) plain[last] = plain[last]!.slice(0, -1);
      yield { line, cells: plain };
      line++;
      row++;
      at = end + 1;
      continue;
    }
    const scanner = new RowScanner(bytes, at, names.length, columns);
    scanner.row = row++;
    scanner.next();
    const cells = columns.map((index) => cellText(bytes, scanner.cellStart[index]!, scanner.cellEnd[index]!));
    yield { line, cells };
    line += countLines(bytes, at, scanner.rowEnd);
    at = scanner.rowEnd;
  }
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i++) if (bytes[i] === LINE_FEED) lines++;
  return lines;
}

/** The line on which a row begins; rows before it may span lines, so it is counted anew. Row 0 is the header. */
function lineOfRow(bytes: Buffer, row: number): number {
  if (row === 0) return 1;
  const header = parseHeaderRow(bytes);
  const scanner = new RowScanner(bytes, header.end, header.names.length, []);
  try {
    while (scanner.row < row && scanner.next());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return 1 + countLines(bytes, 0, scanner.rowStart);
}

function unusable(path: string, line: number | null, why: string): PortriskError {
  // The folders above the app differ between search head and indexer.
  const file = path.split(/[\\/]/).slice(-2).join("/");
  const place = line === null ? file : `${file}:${line}`;
  return new PortriskError(
    "catalogue",
    `the port catalogue ${place} is unusable: ${why}. Install the app again, or restore this file from its package.`,
  );
}
