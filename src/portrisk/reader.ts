/**
 * From the cells of a row to its key: for each thing that the command reads, the first field that has a value.
 */
import type { RowScanner } from "../csv/index.ts";
import {
  type Form,
  inputOf,
  isNumberReading,
  NUMBER_BOUNDS,
  type NumberReading,
  type Reading,
  readText,
  type TextReading,
} from "../risk/index.ts";
import type { Form as KernelForm, KernelPart } from "../scorer/index.ts";
import { AddressReader, type CellReader, CountReader, PortReader, UrlReader } from "./cell-readers.ts";
import { ABSENT, CodeBook } from "./code-book.ts";
import { codeOfText, KEY_GROUPS, PLACES, PORT_WEIGHT } from "./keys.ts";
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
  private readonly numbers = new Map<Reading, number>();
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

  private boundPart({ reading, candidates }: PartCandidates): BoundPart {
    // Both ends have addresses.
    const read = inputOf(reading).form === "address" ? "src_side" : reading;
    let reader = this.numbers.get(read);
    if (reader === undefined) {
      reader = this.readers.push(makeReader(read)) - 1;
      this.numbers.set(read, reader);
    }
    const place = reading === "port" ? { sum: 0, weight: PORT_WEIGHT } : PLACES[reading];
    return {
      cells: this.readers[reader]!,
      reader,
      candidates,
      bounds: isNumberReading(reading) ? NUMBER_BOUNDS[reading] : [],
      form: KERNEL_FORMS[inputOf(reading).form],
      ...place,
    };
  }

  /** The reader of this number. */
  cells(number: number): CellReader {
    return this.readers[number]!;
  }
}

/** How the scorer reads each form: what only differs in its tables is text to it. */
const KERNEL_FORMS: { readonly [form in Form]: KernelForm } = {
  port: "port",
  address: "address",
  name: "text",
  kind: "text",
  url: "url",
  count: "count",
};

function makeReader(reading: Reading): CellReader {
  switch (inputOf(reading).form) {
    case "port":
      return new PortReader();
    case "address":
      return new AddressReader();
    case "url":
      return new UrlReader();
    case "count":
      return new CountReader(reading as NumberReading);
    default: {
      const name = reading as TextReading;
      return new CodeBook((text) => codeOfText(name, readText(name, text)), FEW);
    }
  }
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
