/**
 * From the cells of a row to its key. What a text means is asked of the model once and remembered, since the same few
 * thousand addresses, ports and actions make up most of a firewall's log.
 */
import { cellText, firstValue, type RowScanner } from "../csv/index.ts";
import { classifyAddress, readAction, readPort, readTransport } from "../risk/index.ts";
import { actionCode, type Codes, classCode, packKey, transportCode } from "./keys.ts";
import type { Candidate, Layout } from "./layout.ts";

/** The key of a row without a usable port. */
export const NO_PORT = -1;

/** A value of this length or more (in bytes) means nothing to the model: an address with a zone is far shorter. */
const LONGEST_TEXT = 256;
/** Stands for a value that is there but cannot mean anything. */
const UNREADABLE = "?";
const MOST_TEXTS = 16384;

class CodeBook {
  private readonly codes = new Map<string, number>();

  constructor(private readonly read: (text: string) => number) {}

  code(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = this.read(text);
    if (this.codes.size >= MOST_TEXTS) this.codes.clear();
    this.codes.set(text, code);
    return code;
  }
}

export class KeyReader {
  private readonly addresses = new CodeBook((text) => classCode(classifyAddress(text)));
  private readonly ports = new CodeBook((text) => readPort(text) ?? 0);
  private readonly transports = new CodeBook((text) => transportCode(readTransport(text)));
  private readonly actions = new CodeBook((text) => actionCode(readAction(text)));
  private readonly codes: Codes = { port: 0, src: 0, dest: 0, transport: 0, action: 0 };

  /** The key of the scanner's current row, or NO_PORT. */
  key(body: Buffer, scanner: RowScanner, { candidates }: Layout): number {
    const { codes } = this;
    codes.port = this.ports.code(value(body, scanner, candidates.dest_port));
    if (codes.port === 0) return NO_PORT;
    codes.src = this.addresses.code(value(body, scanner, candidates.src));
    codes.dest = this.addresses.code(value(body, scanner, candidates.dest));
    codes.transport = this.transports.code(value(body, scanner, candidates.transport));
    codes.action = this.actions.code(value(body, scanner, candidates.action));
    return packKey(codes);
  }
}

/** The first value of the first of these fields that is not empty; empty when all are. */
function value(body: Buffer, scanner: RowScanner, candidates: readonly Candidate[]): string {
  for (const { scalar, multivalue } of candidates) {
    const list = multivalue < 0 ? "" : slotText(body, scanner, multivalue);
    const first = slotText(body, scanner, scalar);
    const text = list === "" && !first.includes("\n") ? first : firstValue(first, list);
    if (text.length >= LONGEST_TEXT) return UNREADABLE;
    if (text !== "") return text;
  }
  return "";
}

/** The cell's text, or its beginning: enough for a first value that can mean anything. */
function slotText(body: Buffer, scanner: RowScanner, slot: number): string {
  const start = scanner.cellStart[slot]!;
  const end = scanner.cellEnd[slot]!;
  return start === end ? "" : cellText(body, start, Math.min(end, start + 2 * LONGEST_TEXT));
}
