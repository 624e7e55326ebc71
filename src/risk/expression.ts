/**
 * The language in which the model is written: a small closed set of values and conditions. Two back ends read it, one
 * making JavaScript closures and one making SPL, so a factor that only one engine has cannot be written. Whoever adds a
 * form here adds it to both.
 *
 * Every value is text, a number, or absent. A comparison with something absent is false, as in SPL's eval.
 */

/** What an event says, after normalisation (model.ts names and derives them). */
export type FieldName =
  /** The destination port, 1 to 65535. Number. */
  | "port"
  /** Lower-case transport protocol, "tcp", "udp", …; absent when the event has none. */
  | "transport"
  /** "allowed" or "blocked"; absent when the event does not say. */
  | "action"
  /** "internal" or "external", from each address's class (networks.ts); absent when there is no readable address. */
  | "src_side"
  | "dest_side"
  /** outbound, inbound, internal, external, unknown. */
  | "direction"
  /** "listed" when the catalogue has the port with this transport, "other_transport" when only with another one. */
  | "listing"
  /** The level of the score; known once the factors are added up. */
  | "level";

/** A column of the catalogue's row for the port (catalogue.ts). */
export type ColumnName = "service" | "category" | "points" | "legitimate_use" | "legitimate_points" | "mitre";

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
export const all = (...of: Condition[]): Condition => ({ form: "all", of });
export const any = (...of: Condition[]): Condition => ({ form: "any", of });
export const not = (of: Condition): Condition => ({ form: "not", of });
