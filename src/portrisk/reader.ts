/**
 * From the cells of a row to its key: for each thing that the command reads, the first field that has a value.
 */
import type { RowScanner } from "../csv/index.ts";
import {
  binOf,
  type KindName,
  kindOf,
  type NumberReading,
  readAction,
  readCount,
  readPort,
  readTransport,
  sideOf,
} from "../risk/index.ts";
import { ABSENT, CodeBook } from "./code-book.ts";
import type { Evidence } from "./inputs.ts";
import { codeOfText, isNumber, PORT_WEIGHT, WEIGHTS } from "./keys.ts";
import type { Candidate, Layout } from "./layout.ts";

/** What a cell means, as a code; ABSENT where it is empty. */
interface CellReader {
  code(bytes: Buffer, start: number, end: number): number;
  codeOfList(bytes: Buffer, start: number, end: number, listStart: number, listEnd: number): number;
}

/** Names are few; addresses and hosts are many. */
const FEW = 1024;

export class KeyReader {
  /** The key of the row last read. */
  connection = 0;
  evidence = 0;

  private readonly sources = new CodeBook((text) => codeOfText("src_side", sideOf(text)));
  private readonly ports = new CodeBook((text) => readPort(text) ?? 0);
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
      codeOf(this.sources, body, scanner, candidates.src) * WEIGHTS.src_side +
      codeOf(this.sources, body, scanner, candidates.dest) * WEIGHTS.dest_side +
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
    const reader = isNumber(evidence)
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

const DIGIT_0 = 0x30;
const QUOTE = 0x22;
const SLASH = 0x2f;
const COLON = 0x3a;
const QUESTION_MARK = 0x3f;
const NUMBER_SIGN = 0x23;
/** So many digits are always a count. */
const MOST_DIGITS = 15;

/**
 * Counts differ from event to event, so nothing is gained by remembering them; plain digits are read where they lie, and
 * everything else as text.
 */
class CountReader implements CellReader {
  private readonly odd: CodeBook;

  constructor(private readonly name: NumberReading) {
    this.odd = new CodeBook((text) => {
      const count = readCount(text);
      return count === null ? 0 : binOf(name, count) + 1;
    }, FEW);
  }

  code(bytes: Buffer, start: number, end: number): number {
    if (start === end) return ABSENT;
    let value = 0;
    if (end - start <= MOST_DIGITS) {
      let position = start;
      for (; position < end; position++) {
        const digit = bytes[position]! - DIGIT_0;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (position === end) return binOf(this.name, value) + 1;
    }
    return this.odd.code(bytes, start, end);
  }

  codeOfList(bytes: Buffer, start: number, end: number, listStart: number, listEnd: number): number {
    return this.odd.codeOfList(bytes, start, end, listStart, listEnd);
  }
}

/** Paths differ from event to event; only what stands before them counts, and that is remembered. */
class UrlReader implements CellReader {
  private readonly hosts = new CodeBook((text) => codeOfText("url", kindOf("url", text)));

  code(bytes: Buffer, start: number, end: number): number {
    return this.hosts.code(bytes, start, bytes[start] === QUOTE ? end : endOfHost(bytes, start, end));
  }

  codeOfList(bytes: Buffer, start: number, end: number, listStart: number, listEnd: number): number {
    return this.hosts.codeOfList(bytes, start, end, listStart, listEnd);
  }
}

/** Where scheme and host end: at the first "/", "?" or "#" that is not part of "://". */
function endOfHost(bytes: Buffer, start: number, end: number): number {
  let position = start;
  for (; position < end; position++) {
    const byte = bytes[position]!;
    if (byte === QUESTION_MARK || byte === NUMBER_SIGN) break;
    if (byte !== SLASH) continue;
    if (position === start || bytes[position - 1] !== COLON || bytes[position + 1] !== SLASH) break;
    position++;
  }
  // A cell that begins with its end still has a value.
  return position === start && end > start ? start + 1 : position > end ? end : position;
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
