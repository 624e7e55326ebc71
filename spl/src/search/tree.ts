/**
 * The tree of a `search` condition and its canonical text, which parses to the same tree. Every value is printed in
 * double quotes, because quoted and bare values mean the same (Search Reference, search).
 */
import type { Pipeline } from "../contract/command.ts";
import type { Span } from "../errors/spl-error.ts";
import { isReserved } from "./modifiers.ts";

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type SearchNode =
  | { readonly kind: "and" | "or"; readonly nodes: readonly SearchNode[] }
  | { readonly kind: "not"; readonly node: SearchNode }
  /** Everything: `*` */
  | { readonly kind: "all" }
  | {
      readonly kind: "compare";
      readonly field: string;
      readonly operator: Operator;
      readonly value: string;
      readonly span: Span;
    }
  | { readonly kind: "in"; readonly field: string; readonly values: readonly string[]; readonly span: Span }
  /** A word or phrase looked for in _raw; `form` is TERM(…), CASE(…) or neither. */
  | {
      readonly kind: "term";
      readonly text: string;
      readonly form: "plain" | "TERM" | "CASE";
      readonly span: Span;
    }
  /** `[ … ]`: its rows become a condition before this one is compiled. */
  | { readonly kind: "subsearch"; readonly pipeline: Pipeline; readonly span: Span };

/** A time modifier of a base search: `earliest=-1h`. */
export interface TimeModifier {
  readonly name: "earliest" | "latest";
  readonly value: string;
  readonly span: Span;
}

/** Print a tree so that it parses to the same tree. */
export function printSearch(node: SearchNode): string {
  switch (node.kind) {
    case "and":
      return node.nodes.map(printInside).join(" AND ");
    case "or":
      return node.nodes.map(printInside).join(" OR ");
    case "not":
      return `NOT ${printInside(node.node)}`;
    case "all":
      return "*";
    case "compare":
      return `${printField(node.field)}${node.operator}${quote(node.value)}`;
    case "in":
      return `${printField(node.field)} IN (${node.values.map(quote).join(", ")})`;
    case "subsearch":
      return `[ ${node.pipeline.text} ]`;
    case "term":
      return node.form === "plain" ? quote(node.text) : `${node.form}(${node.text})`;
  }
}

/** OR inside AND would need no parentheses; they are there for people who expect the other order. */
function printInside(node: SearchNode): string {
  return node.kind === "and" || node.kind === "or" ? `(${printSearch(node)})` : printSearch(node);
}

function printField(field: string): string {
  return /^[A-Za-z_][\w.]*$/.test(field) && !isReserved(field) ? field : quote(field);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
