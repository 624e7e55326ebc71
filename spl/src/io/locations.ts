/** Reads the table of iplocation: a CSV file with a column network. Gives a table; rejects files without it. */
import { CsvError } from "@suspicious-ports/csv";
import { SplError } from "../errors/spl-error.ts";
import type { Table } from "../values/table.ts";
import { readCsvTable } from "./csv-table.ts";

/** Throws SplError malformed_lookup. */
export function readLocations(content: Uint8Array): Table {
  let table: Table;
  try {
    table = readCsvTable(content);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SplError("malformed_lookup", `The table of locations is not a CSV file: ${error.message}.`);
  }
  if (!table.fields.includes("network")) {
    throw new SplError("malformed_lookup", "The table of locations has no column network.");
  }
  return table;
}
