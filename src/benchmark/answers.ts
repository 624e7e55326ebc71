/**
 * The command's own answers to a stream of requests, as a file for bench/passthrough.c: what it appends to each row, and
 * what to the header. A row that a `min_score` would remove has an empty answer.
 */
import { writeFileSync } from "node:fs";
import { parseHeaderRow, RowScanner } from "../csv/index.ts";
import { outputColumns } from "../portrisk/outputs.ts";
import { DEFAULT_PREFIX, type Form, inputOf, READINGS } from "../risk/index.ts";

/** What the command appended to each row of a chunk, from the chunk and the reply, in which every row is kept. */
export function appended(body: Buffer, reply: Buffer): readonly Buffer[] {
  const before = scannerOf(body);
  const after = scannerOf(reply);
  const found: Buffer[] = [];
  while (before.next() && after.next()) {
    const length = before.contentEnd - before.rowStart;
    found.push(reply.subarray(after.rowStart + length, after.contentEnd));
  }
  return found;
}

function scannerOf(body: Buffer): RowScanner {
  const header = parseHeaderRow(body);
  return new RowScanner(body, header.end, header.names.length, []);
}

/** Write the file. Rows whose score is below `minimum`, or that have none, get an empty answer. */
export function writeAnswers(path: string, answers: readonly Buffer[], minimum: number): void {
  const kept = answers.map((cells) => (scoreOf(cells) < minimum ? Buffer.alloc(0) : cells));
  const header = Buffer.from(
    outputColumns(DEFAULT_PREFIX)
      .map((name) => `,${name}`)
      .join(""),
  );
  const words = new Uint32Array(2 + kept.length + 1);
  words[0] = kept.length;
  words[1] = header.length;
  let offset = 0;
  kept.forEach((cells, index) => {
    words[2 + index] = offset;
    offset += cells.length;
  });
  words[2 + kept.length] = offset;
  writeFileSync(path, Buffer.concat([Buffer.from(words.buffer), header, ...kept]));
}

/** ",50,high,…" → 50; 0 where the row has no score. */
function scoreOf(cells: Buffer): number {
  return Number(cells.toString("latin1", 1, cells.indexOf(",", 1)));
}

/** What bench/passthrough.c calls a form. */
const KINDS_OF_FIELD: { readonly [form in Form]: string } = {
  port: "port",
  address: "address",
  name: "name",
  kind: "name",
  url: "url",
  count: "count",
};

/** The fields that the command reads, as arguments of bench/passthrough.c. */
export function fieldArguments(): readonly string[] {
  return READINGS.map(inputOf).map(({ form, fields }) => `${KINDS_OF_FIELD[form]}=${fields.join("|")}`);
}
