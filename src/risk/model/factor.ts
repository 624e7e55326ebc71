/** What a factor is. */
import type { ColumnName } from "../catalogue.ts";
import type { Condition, Template } from "../expression.ts";
import type { NumberReading } from "../schema/index.ts";

/**
 * What a factor's points rest on. The port is what the catalogue says of the number; the others are evidence of this event: what the
 * firewall identified, how the connection behaved, and the fingerprint of the client. Circumstances are no evidence by themselves.
 */
export type EvidenceKind = "port" | "identification" | "behaviour" | "fingerprint" | "circumstance";

/** The kinds that raise a score's limit (limits.ts). */
export const BEYOND_THE_PORT: readonly EvidenceKind[] = ["identification", "behaviour", "fingerprint"];

export interface Factor {
  /** Shown as `name=+points`; a public name, so it does not change. */
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly when: Condition;
  /** A fixed number, or what the catalogue's row holds in a column, or half of it rounded down, or what the site says. Whole numbers. */
  readonly points:
    | number
    | { readonly column: ColumnName; readonly sign: 1 | -1; readonly half?: true }
    | { readonly field: NumberReading; readonly sign: 1 | -1 };
  /** Its part of the sentence; absent where the opening of the reason says it already. */
  readonly clause: Template | null;
  /** ATT&CK techniques that it speaks for, beside those of the catalogue's row. */
  readonly mitre?: readonly string[];
  /** Why it counts so much, for docs/scoring.md. */
  readonly why: string;
  /**
   * Why it adds points although captured traffic shows it in more of the benign than of the malicious rows (`npm run evaluate -- FILE`
   * marks such factors).
   */
  readonly keptBecause?: string;
}
