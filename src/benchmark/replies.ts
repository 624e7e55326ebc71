/** The replies that a run left in a file: their rows, and whether two programs gave the same. */
import { readFileSync } from "node:fs";
import { columnOf, OUTPUT_NAMES } from "../risk/index.ts";
import { decodeEvents, type Event } from "../scpv2/client/index.ts";
import { parseHeader } from "../scpv2/index.ts";

/** The bodies of the messages in a file, requests or replies; that of getinfo is left out. */
export function bodiesIn(path: string): readonly Buffer[] {
  const stream = readFileSync(path);
  const bodies: Buffer[] = [];
  for (let position = 0; position < stream.length; ) {
    const newline = stream.indexOf("\n", position);
    const lengths = parseHeader(stream.toString("latin1", position, newline));
    const body = newline + 1 + lengths.metadata;
    bodies.push(stream.subarray(body, body + lengths.body));
    position = body + lengths.body;
  }
  return bodies.slice(1);
}

const OUTPUT_FIELDS = OUTPUT_NAMES.map(columnOf);

/**
 * Compare the rows of two programs' replies to the same requests: our columns, and the field that numbers the events where
 * there is one. Returns how many rows there are.
 * @throws Error showing the first row that differs
 */
export function compareRows(ours: string, theirs: string): number {
  const left = rowsIn(ours);
  const right = rowsIn(theirs);
  left.forEach((row, index) => {
    if (row !== right[index])
      throw new Error(
        `row ${index + 1} differs:\n  ${row.replaceAll("\n", "\n  ")}\nand\n  ${(right[index] ?? "no row").replaceAll("\n", "\n  ")}`,
      );
  });
  if (left.length !== right.length)
    throw new Error(`there are ${left.length} rows on one side and ${right.length} on the other.`);
  return left.length;
}

function rowsIn(path: string): readonly string[] {
  return bodiesIn(path).flatMap((body) => decodeEvents(body).events.map(shown));
}

function shown(event: Event): string {
  return ["_chunked_idx", "_serial", ...OUTPUT_FIELDS]
    .map((field) => `${field}: ${[event.get(field) ?? ""].flat().join(" | ")}`)
    .join("\n");
}
