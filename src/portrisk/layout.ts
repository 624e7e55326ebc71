/**
 * What a chunk's header means to the command: which columns hold what it reads, which ones an earlier run added and are replaced, and
 * the header of the reply.
 */
import { encodeCell, type Header, multivalueColumn } from "../csv/index.ts";
import { READINGS, type Reading } from "../risk/index.ts";
import { fieldsOf, type Options } from "./options.ts";
import { outputColumns } from "./outputs.ts";

/** The column of a field, and that of the list of its values, or -1. */
export interface Field {
  readonly scalar: number;
  readonly list: number;
}

export interface Layout {
  readonly columnCount: number;
  /** What is read, as far as this chunk has a field for it; the port always, and first. */
  readonly inputs: readonly { readonly reading: Reading; readonly fields: readonly Field[] }[];
  /** The columns that stay, as runs of neighbours. A run but the first stays with the comma before it. */
  readonly kept: readonly (readonly [first: number, last: number])[];
  /** The reply's header row, line ending included. */
  readonly replyHeader: Buffer;
  /** Where the first row begins. */
  readonly rows: number;
}

const PORT_FIRST: readonly Reading[] = ["port", ...READINGS.filter((reading) => reading !== "port")];

/** @param body begins with the header */
export function layOut(body: Buffer, header: Header, options: Options): Layout {
  const sources = PORT_FIRST.map((reading) => ({ reading, names: fieldsOf(reading, options) }));
  const outputs = outputColumns(options.prefix);
  // With several values or not, an earlier run's columns may each have got a `__mv_` column from splunkd.
  const replaced = new Set([...outputs, ...outputs.map(multivalueColumn)]);
  const columns = new Map<string, number>();
  for (const { names } of sources)
    for (const name of names) columns.set(name, -1).set(multivalueColumn(name), -1);
  const kept: [number, number][] = [];
  for (let column = 0; column < header.columnCount; column++) {
    const name = header.name(column);
    // Of several columns of one name the first counts.
    if (columns.get(name) === -1) columns.set(name, column);
    if (replaced.has(name)) continue;
    const run = kept[kept.length - 1];
    if (run !== undefined && run[1] === column - 1) run[1] = column;
    else kept.push([column, column]);
  }
  const inputs = sources.map(({ reading, names }) => ({
    reading,
    fields: names
      .map((name) => ({ scalar: columns.get(name)!, list: columns.get(multivalueColumn(name))! }))
      .filter(({ scalar }) => scalar >= 0),
  }));
  const ours = outputs.map((name) => `,${encodeCell(name)}`).join("");
  const staying = kept.map(([first, last], index) =>
    body.subarray(header.columnStart(first) - (index > 0 ? 1 : 0), header.columnEnd(last)),
  );
  return {
    columnCount: header.columnCount,
    inputs: inputs.filter(({ reading, fields }) => reading === "port" || fields.length > 0),
    kept,
    replyHeader: Buffer.concat([
      ...staying,
      Buffer.from(kept.length === 0 ? ours.slice(1) : ours, "latin1"),
      body.subarray(header.contentEnd, header.end),
    ]),
    rows: header.end,
  };
}
