/** The fast path over a chunk: tells the kernel what a key is made of, and answers what it asks. */

import { internalIpv4Networks } from "../risk/index.ts";
import type { Kernel } from "../scorer/index.ts";
import type { Body } from "../scpv2/index.ts";
import type { AnswerMaker } from "./answer-maker.ts";
import { EXTERNAL, INTERNAL } from "./cell-readers.ts";
import { KEY_GROUPS, PORT_WEIGHT } from "./keys.ts";
import type { Chunk, Layout } from "./layout.ts";
import type { Options } from "./options.ts";
import { emptyOutputCells } from "./outputs.ts";
import type { KeyReader } from "./reader.ts";

export class KernelScorer {
  private layout: Layout | null = null;
  /** Whether the kernel can do chunks of this layout. */
  private suits = false;

  constructor(
    private readonly kernel: Kernel,
    { minScore }: Options,
    private readonly reader: KeyReader,
    maker: AnswerMaker,
  ) {
    kernel.serve(
      {
        readCell: (number, bytes, start, end, listStart, listEnd) => {
          const cells = reader.cells(number);
          return listStart === listEnd
            ? cells.read(bytes, start, end)
            : cells.codeOfList(bytes, start, end, listStart, listEnd);
        },
        alikePort: (port) => maker.alikePort(port),
        alike: (aspect, code) => reader.alike(aspect, code),
        makeAnswer: (connection, evidence) => maker.make(connection, evidence),
      },
      {
        portWeight: PORT_WEIGHT,
        aspects: KEY_GROUPS.map(({ inKey, codes }) => ({ sum: 1 as const, weight: inKey, codes })),
        networks: internalIpv4Networks(),
        internal: INTERNAL,
        external: EXTERNAL,
        leastScore: minScore,
        emptyCells: emptyOutputCells(),
      },
    );
  }

  /** Begin with a chunk that lies, or will lie, in the kernel's memory; false where the plain path has to do it. */
  begin({ body, header, layout }: Chunk): boolean {
    if (layout !== this.layout) this.layOut(layout);
    if (this.suits) this.kernel.begin(body, header);
    return this.suits;
  }

  /** Go on with the bytes that have arrived; false where the plain path has to do the chunk. */
  advance({ body }: Chunk, arrived: number): boolean {
    return this.kernel.advance(body, arrived);
  }

  /** The reply to the chunk begun; null where the plain path has to do it. */
  finish({ body, header, layout }: Chunk): Body | null {
    const rows = this.kernel.finish(body);
    if (rows < 0) return null;
    return {
      byteLength: header.end + layout.headerCells.length + rows,
      send: (write) => this.kernel.send(body, header, write),
    };
  }

  private layOut(layout: Layout): void {
    this.layout = layout;
    this.suits =
      layout.cut.length === 0 &&
      this.kernel.layOut({
        columnCount: layout.columnCount,
        wanted: layout.wanted,
        parts: this.reader.parts,
        names: layout.headerCells,
      });
  }
}
