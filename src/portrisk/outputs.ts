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

/**
 * The bytes appended to a row: a comma before each cell. Text is Latin-1, so that what came from the catalogue as bytes
 * leaves as the same bytes.
 */
export function outputCells(assessment: Assessment): Buffer {
  const { score, level, category, service, direction, mitre, reason } = assessment;
  const factors = assessment.factors.map(({ name, points }) => `${name}=${points < 0 ? "" : "+"}${points}`);
  const cells = [
    String(score),
    level,
    category,
    service,
    direction,
    mitre.join("\n"),
    factors.join("\n"),
    reason,
    encodeMultivalue(mitre),
    encodeMultivalue(factors),
  ];
  return Buffer.from(cells.map((cell) => `,${encodeCell(cell)}`).join(""), "latin1");
}

/** The bytes appended to a row that has no usable port: every column, all empty. */
export function emptyOutputCells(): Buffer {
  return Buffer.from(",".repeat(OUTPUTS.length + MULTIVALUE_OUTPUTS.length), "latin1");
}
