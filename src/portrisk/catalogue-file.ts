/** Reads the lookup that lies beside the command into a catalogue. */
import { readFileSync } from "node:fs";
import { CsvError, cellText, parseHeaderRow, RowScanner } from "../csv/index.ts";
import { type Catalogue, type CatalogueCells, CatalogueError, parseCatalogue } from "../risk/index.ts";
import { PortriskError } from "./errors.ts";

const LINE_FEED = 0x0a;

/**
 * The catalogue in the CSV file at `path`.
 * @throws PortriskError "catalogue", naming file and line, when it is missing or damaged.
 */
export function readCatalogueFile(path: string): Catalogue {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as { code?: string };
    const why =
      code === "ENOENT"
        ? "does not exist"
        : `cannot be read (${code === undefined ? "unknown error" : code})`;
    throw damaged(path, null, why);
  }
  // Excel writes a byte order mark in front of "CSV UTF-8".
  if (bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf) bytes = bytes.subarray(3);
  try {
    return parseBytes(bytes);
  } catch (error) {
    if (error instanceof CatalogueError) throw damaged(path, error.line, error.message);
    if (error instanceof CsvError) throw damaged(path, lineOfRow(bytes, error.row), error.message);
    throw error;
  }
}

function parseBytes(bytes: Buffer): Catalogue {
  if (bytes.length === 0) throw new CatalogueError(1, "the file is empty");
  const header = parseHeaderRow(bytes);
  const columns = header.names.map((_, index) => index);
  const scanner = new RowScanner(bytes, header.end, header.names.length, columns);
  const rows: CatalogueCells[] = [];
  let line = 1;
  let counted = 0;
  while (scanner.next()) {
    line += countLines(bytes, counted, scanner.rowStart);
    counted = scanner.rowStart;
    rows.push({
      line,
      cells: columns.map((index) => cellText(bytes, scanner.cellStart[index]!, scanner.cellEnd[index]!)),
    });
  }
  return parseCatalogue(header.names, rows);
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

function damaged(path: string, line: number | null, why: string): PortriskError {
  // The folders above the app say nothing to a person and differ between search head and indexer.
  const file = path.split(/[\\/]/).slice(-2).join("/");
  const place = line === null ? file : `${file}:${line}`;
  return new PortriskError(
    "catalogue",
    `the port catalogue ${place} is unusable: ${why}. Install the app again, or restore this file from its package.`,
  );
}
