/**
 * From the cells of a row to its key: for each thing that the command reads, the first field that has a value.
 */
import type { RowScanner } from "../csv/index.ts";
import { classifyAddress, readAction, readPort, readTransport } from "../risk/index.ts";
import { ABSENT, CodeBook } from "./code-book.ts";
import { actionCode, type Codes, classCode, packKey, transportCode } from "./keys.ts";
import type { Candidate, Layout } from "./layout.ts";

/** The key of a row without a usable port. */
export const NO_PORT = -1;

export class KeyReader {
  private readonly addresses = new CodeBook((text) => classCode(classifyAddress(text)));
  private readonly ports = new CodeBook((text) => readPort(text) ?? 0);
  private readonly transports = new CodeBook((text) => transportCode(readTransport(text)), 1024);
  private readonly actions = new CodeBook((text) => actionCode(readAction(text)), 1024);
  private readonly codes: Codes = { port: 0, src: 0, dest: 0, transport: 0, action: 0 };

  /** The key of the scanner's current row, or NO_PORT. */
  key(body: Buffer, scanner: RowScanner, { candidates }: Layout): number {
    const { codes } = this;
    codes.port = codeOf(this.ports, body, scanner, candidates.dest_port);
    if (codes.port === 0) return NO_PORT;
    codes.src = codeOf(this.addresses, body, scanner, candidates.src);
    codes.dest = codeOf(this.addresses, body, scanner, candidates.dest);
    codes.transport = codeOf(this.transports, body, scanner, candidates.transport);
    codes.action = codeOf(this.actions, body, scanner, candidates.action);
    return packKey(codes);
  }
}

/** The code of the first of these fields that has a value; 0, which stands for none, when all are empty. */
function codeOf(book: CodeBook, body: Buffer, scanner: RowScanner, candidates: readonly Candidate[]): number {
  const { cellStart, cellEnd } = scanner;
  for (let i = 0; i < candidates.length; i++) {
    const { scalar, multivalue } = candidates[i]!;
    const start = cellStart[scalar]!;
    const end = cellEnd[scalar]!;
    const code =
      multivalue < 0 || cellStart[multivalue] === cellEnd[multivalue]
        ? book.code(body, start, end)
        : book.codeOfList(body, start, end, cellStart[multivalue]!, cellEnd[multivalue]!);
    if (code !== ABSENT) return code;
  }
  return 0;
}
