/**
 * The language in which the model is written: a small closed set of values and conditions. Two back ends read it: evaluate.ts
 * computes the conditions of a connection, src/macros writes them as SPL. A factor that only one engine has cannot be written.
 * Whoever adds a form here adds it to both.
 *
 * Every value is text, a number, or absent. A comparison with something absent is false, as in SPL's eval.
 */
import type { ColumnName } from "./catalogue.ts";
import type { NumberReading, TextReading } from "./schema/index.ts";

/** What follows from the readings; model/derived.ts says how. */
export type DerivedName =
  /** The side of each end: "internal" or "external", by address and zone together. */
  | "src_end"
  | "dest_end"
  /** outbound, inbound, internal, external, unknown. */
  | "direction"
  /** "yes" where payload came from that end, not only the headers of a handshake. */
  | "payload_sent"
  | "payload_received"
  /** "yes" where the destination answered with more than a refusal; "no" where the event says that it did not. */
  | "answered"
  /** "unrecognised" where payload went both ways and the firewall named nothing, else the application. */
  | "seen"
  /** "yes" where the event was written before data could have been exchanged. */
  | "begun"
  /** "yes" or absent: conditions that several factors share; model/derived.ts describes each. */
  | "bad_port"
  | "one_way"
  | "contradicts"
  | "internal_service_out"
  | "remote_support_out"
  | "exposed"
  | "between_workstations"
  | "other_port"
  | "unknown_service"
  | "upload"
  | "quiet"
  | "regular"
  | "failing"
  | "new_server"
  | "fan_out"
  | "guessing"
  | "established"
  /** "yes" where something about the connection is worth weighing at all. */
  | "notable";

export type FieldName =
  | TextReading
  | NumberReading
  | DerivedName
  /** The destination port, 1 to 65535. Number. */
  | "port"
  /** The pattern of the port's digits: "repeated", "rising", "falling". */
  | "digits"
  /** Whether the catalogue lists the port with the event's transport, "listed", or only with the other, "other_transport". */
  | "listing"
  /** How many kinds of evidence beyond the port gave points; known once the factors are added up. Number. */
  | "evidence"
  /** The level of the score; known last. */
  | "level";

export type Expression =
  | { readonly form: "field"; readonly name: FieldName }
  | { readonly form: "column"; readonly name: ColumnName }
  | { readonly form: "text"; readonly value: string }
  | { readonly form: "number"; readonly value: number };

export type Condition =
  | { readonly form: "present"; readonly of: Expression }
  | { readonly form: "equals"; readonly left: Expression; readonly right: Expression }
  /** Numbers only; false where either side is not a number. */
  | { readonly form: "at_least"; readonly left: Expression; readonly right: Expression }
  | { readonly form: "all"; readonly of: readonly Condition[] }
  | { readonly form: "any"; readonly of: readonly Condition[] }
  | { readonly form: "not"; readonly of: Condition };

/** The first case whose condition holds gives the value; without one the value is absent. */
export interface Case<Value> {
  readonly when: Condition;
  readonly value: Value;
}

/** Text with parts filled in: every Expression in it is shown as text. A template is absent if any part is. */
export type Template = readonly (string | Expression)[];

export const field = (name: FieldName): Expression => ({ form: "field", name });
export const column = (name: ColumnName): Expression => ({ form: "column", name });
export const number = (value: number): Expression => ({ form: "number", value });
export const text = (value: string): Expression => ({ form: "text", value });

export const present = (of: Expression): Condition => ({ form: "present", of });
export const is = (left: Expression, value: string): Condition => ({
  form: "equals",
  left,
  right: text(value),
});
export const atLeast = (left: Expression, value: number): Condition => ({
  form: "at_least",
  left,
  right: number(value),
});
export const isAnyOf = (left: Expression, ...values: string[]): Condition =>
  any(...values.map((value) => is(left, value)));
export const isPort = (...ports: number[]): Condition =>
  any(...ports.map((port): Condition => ({ form: "equals", left: field("port"), right: number(port) })));
export const all = (...of: Condition[]): Condition => ({ form: "all", of });
export const any = (...of: Condition[]): Condition => ({ form: "any", of });
export const not = (of: Condition): Condition => ({ form: "not", of });
