/**
 * What a chunk's header means to the command: which columns hold the things it reads, and which columns, left by an
 * earlier run, have to make way. Columns may differ from chunk to chunk, so this is worked out for each.
 */
import { encodeCell, type Header, multivalueColumn } from "../csv/index.ts";
import { READINGS, type Reading } from "../risk/index.ts";
import type { Candidate } from "../scorer/index.ts";
import { fieldsOf, type Options } from "./options.ts";
import { outputColumns } from "./outputs.ts";

/** The fields in which one thing is looked for, in the order in which they are tried. */
export interface PartCandidates {
  readonly reading: Reading;
  readonly candidates: readonly Candidate[];
}

export interface Layout {
  readonly columnCount: number;
  /** Columns that are read or cut out, ascending; the cells of a row are reported in this order. */
  readonly wanted: readonly number[];
  /** What is read, as far as this chunk has any field for it; the port always, and first. */
  readonly parts: readonly PartCandidates[];
  /** Columns to cut out of every row, ascending; empty in all but a repeated run. */
  readonly cut: readonly number[];
  /** Whether any column stays: if none does, no comma stands before the first of ours. */
  readonly keepsColumns: boolean;
  /** The names of our columns as header cells, each with a comma before it. */
  readonly headerCells: Buffer;
}

/** A chunk of events whose header is read. */
export interface Chunk {
  /** Its bytes are valid until the reply is sent. */
  readonly body: Buffer;
  readonly header: Header;
  readonly layout: Layout;
}

const PORT_FIRST: readonly Reading[] = ["port", ...READINGS.filter((reading) => reading !== "port")];

export function layOut(header: Header, options: Options): Layout {
  const outputs = outputColumns(options.prefix);
  // An earlier run's `__mv_` columns exist for every output when splunkd adds them, so all of them make way.
  const ours = new Set([...outputs, ...outputs.map(multivalueColumn)]);
  const cut = header.names.map((_, index) => index).filter((index) => ours.has(header.names[index]!));
  const numbers = new Map<string, number>();
  // Of two columns of one name the first counts.
  header.names.forEach((name, index) => {
    if (!numbers.has(name)) numbers.set(name, index);
  });
  const wanted = new Set<number>();
  const columnsOf = (fields: readonly string[]) =>
    fields
      .map((name) => [numbers.get(name) ?? -1, numbers.get(multivalueColumn(name)) ?? -1] as const)
      .filter(([scalar]) => scalar >= 0);
  const columns = PORT_FIRST.map((reading) => ({ reading, pairs: columnsOf(fieldsOf(reading, options)) }));
  for (const { pairs } of columns)
    for (const pair of pairs) for (const index of pair) if (index >= 0) wanted.add(index);
  const sorted = Array.from(wanted).sort((a, b) => a - b);
  const parts = columns.map(({ reading, pairs }) => ({
    reading,
    candidates: pairs.map(([scalar, multivalue]) => ({
      scalar: sorted.indexOf(scalar),
      multivalue: sorted.indexOf(multivalue),
    })),
  }));
  return {
    columnCount: header.names.length,
    wanted: sorted,
    parts: parts.filter(({ reading, candidates }) => reading === "port" || candidates.length > 0),
    cut,
    keepsColumns: cut.length < header.names.length,
    headerCells: Buffer.from(outputs.map((name) => `,${encodeCell(name)}`).join(""), "latin1"),
  };
}
