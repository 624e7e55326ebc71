/**
 * From the cells of a row to its key: for each thing that the command reads, the first field that has a value.
 */
import type { RowScanner } from "../csv/index.ts";
import { type KindName, kindOf, type NumberReading, readAction, readTransport } from "../risk/index.ts";
import { AddressReader, type CellReader, CountReader, PortReader, UrlReader } from "./cell-readers.ts";
import { ABSENT, CodeBook } from "./code-book.ts";
import type { Evidence } from "./inputs.ts";
import { codeOfText, isNumber, PORT_WEIGHT, WEIGHTS } from "./keys.ts";
import type { Candidate, Layout } from "./layout.ts";

/** Names are few; addresses and hosts are many. */
const FEW = 1024;

export class KeyReader {
  /** The key of the row last read. */
  connection = 0;
  evidence = 0;

  private readonly addresses = new AddressReader();
  private readonly ports = new PortReader();
  private readonly transports = new CodeBook((text) => codeOfText("transport", readTransport(text)), FEW);
  private readonly actions = new CodeBook((text) => codeOfText("action", readAction(text)), FEW);
  /** Made when a chunk first has the field: most searches have few of them. */
  private readonly readers: { [evidence in Evidence]?: CellReader } = {};

  /** Read the scanner's current row into `connection` and `evidence`; false where it has no usable port. */
  read(body: Buffer, scanner: RowScanner, layout: Layout): boolean {
    const { candidates, evidence } = layout;
    const port = codeOf(this.ports, body, scanner, candidates.dest_port);
    if (port === 0) return false;
    this.connection =
      port * PORT_WEIGHT +
      codeOf(this.addresses, body, scanner, candidates.src) * WEIGHTS.src_side +
      codeOf(this.addresses, body, scanner, candidates.dest) * WEIGHTS.dest_side +
      codeOf(this.transports, body, scanner, candidates.transport) * WEIGHTS.transport +
      codeOf(this.actions, body, scanner, candidates.action) * WEIGHTS.action;
    let sum = 0;
    for (let i = 0; i < evidence.length; i++) {
      const entry = evidence[i]!;
      const reader = this.readers[entry.evidence] ?? this.makeReader(entry.evidence);
      sum += codeOf(reader, body, scanner, entry.candidates) * WEIGHTS[entry.evidence];
    }
    this.evidence = sum;
    return true;
  }

  private makeReader(evidence: Evidence): CellReader {
    const reader: CellReader = isNumber(evidence)
      ? new CountReader(evidence)
      : evidence === "url"
        ? new UrlReader()
        : new CodeBook(kindReader(evidence), FEW);
    this.readers[evidence] = reader;
    return reader;
  }
}

function kindReader(name: Exclude<Evidence, NumberReading>): (text: string) => number {
  return (text) => codeOfText(name, kindOf(name as KindName, text));
}

/** The code of the first of these fields that has a value; 0, which stands for none, when all are empty. */
function codeOf(
  reader: CellReader,
  body: Buffer,
  scanner: RowScanner,
  candidates: readonly Candidate[],
): number {
  const { cellStart, cellEnd } = scanner;
  for (let i = 0; i < candidates.length; i++) {
    const { scalar, multivalue } = candidates[i]!;
    const start = cellStart[scalar]!;
    const end = cellEnd[scalar]!;
    const code =
      multivalue < 0 || cellStart[multivalue] === cellEnd[multivalue]
        ? reader.code(body, start, end)
        : reader.codeOfList(body, start, end, cellStart[multivalue]!, cellEnd[multivalue]!);
    if (code !== ABSENT) return code;
  }
  return 0;
}
