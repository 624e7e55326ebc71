/**
 * From the cells of a row to its key: for each thing that the command reads, the first field that has a value.
 */
import type { RowScanner } from "../csv/index.ts";
import {
  type KindName,
  kindOf,
  NUMBER_BOUNDS,
  type NumberReading,
  readAction,
  readTransport,
} from "../risk/index.ts";
import type { Form, KernelPart } from "../scorer/index.ts";
import { AddressReader, type CellReader, CountReader, PortReader, UrlReader } from "./cell-readers.ts";
import { ABSENT, CodeBook } from "./code-book.ts";
import type { Evidence, Role } from "./inputs.ts";
import { codeOfText, isNumber, KEY_GROUPS, type Part, PLACES, PORT_WEIGHT } from "./keys.ts";
import type { Layout, PartCandidates } from "./layout.ts";

/** Names are few; addresses and hosts are many. */
const FEW = 1024;

/** A part of the key, as both paths read it. Its reader's number stays the same whatever the columns of a chunk. */
interface BoundPart extends KernelPart {
  readonly cells: CellReader;
}

export class KeyReader {
  /** The key of the row last read. */
  connection = 0;
  evidence = 0;

  /** Made when a chunk first has the field: most searches have few of them. */
  private readonly numbers = new Map<Role | Evidence, number>();
  private readonly readers: CellReader[] = [];
  /** The two numbers of the key, and those of the groups, of the current row. */
  private readonly sums = new Int32Array(2 + KEY_GROUPS.length);
  /** What is read of a row, the port first. */
  parts: readonly BoundPart[] = [];

  /** Read the rows of chunks with this layout from now on. */
  bind({ parts }: Layout): void {
    this.parts = parts.map((part) => this.boundPart(part));
  }

  /** Read the scanner's current row into `connection` and `evidence`; false where it has no usable port. */
  read(body: Buffer, scanner: RowScanner): boolean {
    const { parts, sums } = this;
    const port = codeOf(parts[0]!, body, scanner);
    if (port === 0) return false;
    sums.fill(0);
    sums[0] = port * PORT_WEIGHT;
    for (let i = 1; i < parts.length; i++) {
      const part = parts[i]!;
      sums[part.sum]! += codeOf(part, body, scanner) * part.weight;
    }
    for (let i = 0; i < KEY_GROUPS.length; i++)
      sums[1]! += this.alike(i, sums[2 + i]!) * KEY_GROUPS[i]!.inKey;
    this.connection = sums[0]!;
    this.evidence = sums[1]!;
    return true;
  }

  /** The equivalence class of a group's number. */
  alike(group: number, code: number): number {
    return KEY_GROUPS[group]!.classes.of(code);
  }

  private boundPart({ part, candidates }: PartCandidates): BoundPart {
    // Both ends have addresses.
    const kind = part === "dest" ? "src" : part;
    let reader = this.numbers.get(kind);
    if (reader === undefined) {
      reader = this.readers.push(makeReader(kind)) - 1;
      this.numbers.set(kind, reader);
    }
    const shared = {
      cells: this.readers[reader]!,
      reader,
      candidates,
      bounds: part in NUMBER_BOUNDS ? NUMBER_BOUNDS[part as NumberReading] : [],
    };
    if (part === "dest_port") return { ...shared, form: "port", sum: 0, weight: PORT_WEIGHT };
    const name: Part = part === "src" ? "src_side" : part === "dest" ? "dest_side" : part;
    return { ...shared, form: formOf(name), ...PLACES[name] };
  }

  /** The reader of this number. */
  cells(number: number): CellReader {
    return this.readers[number]!;
  }
}

function makeReader(part: Role | Evidence): CellReader {
  switch (part) {
    case "dest_port":
      return new PortReader();
    case "src":
    case "dest":
      return new AddressReader();
    case "transport":
      return new CodeBook((text) => codeOfText("transport", readTransport(text)), FEW);
    case "action":
      return new CodeBook((text) => codeOfText("action", readAction(text)), FEW);
    case "url":
      return new UrlReader();
    default:
      return isNumber(part) ? new CountReader(part) : new CodeBook(kindReader(part), FEW);
  }
}

function formOf(part: Part): Form {
  if (part === "src_side" || part === "dest_side") return "address";
  if (part === "url") return "url";
  return isNumber(part) ? "count" : "text";
}

function kindReader(name: Exclude<Evidence, NumberReading>): (text: string) => number {
  return (text) => codeOfText(name, kindOf(name as KindName, text));
}

/** The code of the first of these fields that has a value; 0, which stands for none, when all are empty. */
function codeOf({ cells, candidates }: BoundPart, body: Buffer, { cellStart, cellEnd }: RowScanner): number {
  for (let i = 0; i < candidates.length; i++) {
    const { scalar, multivalue } = candidates[i]!;
    const start = cellStart[scalar]!;
    const end = cellEnd[scalar]!;
    const code =
      multivalue < 0 || cellStart[multivalue] === cellEnd[multivalue]
        ? cells.code(body, start, end)
        : cells.codeOfList(body, start, end, cellStart[multivalue]!, cellEnd[multivalue]!);
    if (code !== ABSENT) return code;
  }
  return 0;
}
