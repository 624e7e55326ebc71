/**
 * The columns that the command adds, always all of them and in this order, behind the event's own. The two that hold
 * several values travel with their `__mv_` columns.
 */
import { encodeCell as cell, encodeMultivalue, multivalueColumn } from "../csv/index.ts";
import type { Assessment } from "../risk/index.ts";
import { MULTIVALUE_OUTPUTS, OUTPUT_NAMES } from "../risk/schema/index.ts";

/** Names of the output columns with this prefix, `__mv_` columns last. */
export function outputColumns(prefix: string): readonly string[] {
  return [
    ...OUTPUT_NAMES.map((output) => prefix + output),
    ...MULTIVALUE_OUTPUTS.map((output) => multivalueColumn(prefix + output)),
  ];
}

/** What is appended to a row, and where in it the port's number stands. */
export interface OutputCells {
  /** A comma before each cell. Latin-1: each character is a byte, so that what came from the catalogue as bytes leaves so. */
  readonly text: string;
  /** The port that they show. */
  readonly port: number;
  /** Its digits are at [portStart, portEnd). */
  readonly portStart: number;
  readonly portEnd: number;
}

/** Every reason begins so (src/risk/model/wording.ts), and no other cell has the port. */
const BEFORE_PORT = "Port ";

/** The cells of an assessment of this port. */
export function outputCells(assessment: Assessment, port: number): OutputCells {
  const { score, level, category, service, direction, mitre, factors, reason } = assessment;
  const points: string[] = [];
  for (let i = 0; i < factors.length; i++) {
    const factor = factors[i]!;
    points.push(`${factor.name}=${factor.points < 0 ? "" : "+"}${factor.points}`);
  }
  const values = `${cell(category)},${cell(service)},${direction},${cell(mitre.join("\n"))},${cell(points.join("\n"))}`;
  const before = `,${score},${level},${values}`;
  const encodedReason = cell(reason);
  const portStart = before.length + 1 + encodedReason.indexOf(BEFORE_PORT) + BEFORE_PORT.length;
  return {
    text: `${before},${encodedReason},${encodeMultivalue(mitre)},${encodeMultivalue(points)}`,
    port,
    portStart,
    portEnd: portStart + String(port).length,
  };
}

/** The cells appended to a row that has no usable port: every column, all empty. */
export function emptyOutputCells(): string {
  return ",".repeat(OUTPUT_NAMES.length + MULTIVALUE_OUTPUTS.length);
}
