/**
 * The columns that the command adds, always all of them and in this order, behind the event's own. The two that hold
 * several values travel with their `__mv_` columns.
 */
import { encodeCell, encodeMultivalue, multivalueColumn } from "../csv/index.ts";
import type { Assessment } from "../risk/index.ts";

export const OUTPUTS = [
  "score",
  "level",
  "category",
  "service",
  "direction",
  "mitre",
  "factors",
  "reason",
] as const;

const MULTIVALUE_OUTPUTS = ["mitre", "factors"] as const;

/** Names of the output columns with this prefix, `__mv_` columns last. */
export function outputColumns(prefix: string): readonly string[] {
  return [
    ...OUTPUTS.map((output) => prefix + output),
    ...MULTIVALUE_OUTPUTS.map((output) => multivalueColumn(prefix + output)),
  ];
}

/** The bytes appended to a row, and where in them the port's number stands. */
export interface OutputCells {
  /** A comma before each cell. */
  readonly cells: Buffer;
  /** The port that they show. */
  readonly port: number;
  /** Its digits are cells[portStart, portEnd). */
  readonly portStart: number;
  readonly portEnd: number;
}

/** Every reason begins so (src/risk/model/wording.ts), and no other cell has the port. */
const BEFORE_PORT = "Port ";

/** The cells of an assessment of this port. Text is Latin-1, so that what came from the catalogue as bytes leaves so. */
export function outputCells(assessment: Assessment, port: number): OutputCells {
  const { score, level, category, service, direction, mitre, reason } = assessment;
  const factors = assessment.factors.map(({ name, points }) => `${name}=${points < 0 ? "" : "+"}${points}`);
  const before = [String(score), level, category, service, direction, mitre.join("\n"), factors.join("\n")];
  const after = [reason, encodeMultivalue(mitre), encodeMultivalue(factors)];
  const text = (cells: readonly string[]) => cells.map((cell) => `,${encodeCell(cell)}`).join("");
  const first = text(before);
  const second = text(after);
  const portStart = first.length + second.indexOf(BEFORE_PORT) + BEFORE_PORT.length;
  return {
    cells: Buffer.from(first + second, "latin1"),
    port,
    portStart,
    portEnd: portStart + String(port).length,
  };
}

/** The bytes appended to a row that has no usable port: every column, all empty. */
export function emptyOutputCells(): Buffer {
  return Buffer.from(",".repeat(OUTPUTS.length + MULTIVALUE_OUTPUTS.length), "latin1");
}
