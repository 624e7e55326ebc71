/**
 * Tree → canonical text, which parses to the same tree: single spaces, operators in upper case, only the parentheses
 * that are needed.
 */
import type { Node } from "./tree.ts";

const RESERVED = /^(?:and|or|xor|not|like|in|true|false|null)$/i;
const LEVEL = {
  xor: 1,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  sum: 6,
  product: 7,
  sign: 8,
  primary: 9,
} as const;

/** A field name as an expression writes it: bare where that is allowed, else in single quotes. */
export function printField(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.test(name)) return name;
  return `'${name.replace(/[\\']/g, "\\$&")}'`;
}

/** A text literal. `lineEscape` keeps \n and \r as they are written, for regular expressions. */
export function printText(value: string, lineEscape = false): string {
  const escaped = lineEscape ? value.replace(/\\(?![nr])|"/g, "\\$&") : value.replace(/[\\"]/g, "\\$&");
  return `"${escaped.replace(/\t/g, "\\t")}"`;
}

export function printNode(node: Node): string {
  switch (node.type) {
    case "number":
      return node.text;
    case "string":
      return printText(node.value, node.lineEscape);
    case "field":
      return node.orNull === true ? node.name : printField(node.name);
    case "constant":
      return String(node.value);
    case "negative":
      return `-${child(node.operand, LEVEL.sign)}`;
    case "not":
      return `NOT ${child(node.operand, LEVEL.not)}`;
    case "arithmetic": {
      const level = levelOf(node);
      // Sums and joins share a level, and mixing them is unsupported: a join inside a sum keeps its parentheses.
      const left = node.left.type === "join" ? LEVEL.product : level;
      return `${child(node.left, left)} ${node.operator} ${child(node.right, level + 1)}`;
    }
    case "join": {
      const left = node.left.type === "join" ? LEVEL.sum : LEVEL.product;
      return `${child(node.left, left)} . ${child(node.right, LEVEL.product)}`;
    }
    case "comparison":
      return `${child(node.left, LEVEL.sum)} ${node.operator} ${child(node.right, LEVEL.sum)}`;
    case "logical": {
      const level = levelOf(node);
      return `${child(node.left, level)} ${node.operator.toUpperCase()} ${child(node.right, level + 1)}`;
    }
    case "call":
      return `${node.name}(${node.argument.map((argument) => printNode(argument)).join(", ")})`;
  }
}

function levelOf(node: Node): number {
  switch (node.type) {
    case "logical":
      return LEVEL[node.operator];
    case "not":
      return LEVEL.not;
    case "comparison":
      return LEVEL.comparison;
    case "join":
      return LEVEL.sum;
    case "arithmetic":
      return node.operator === "+" || node.operator === "-" ? LEVEL.sum : LEVEL.product;
    case "negative":
      return LEVEL.sign;
    default:
      return LEVEL.primary;
  }
}

function child(node: Node, minimum: number): string {
  const text = printNode(node);
  return levelOf(node) < minimum ? `(${text})` : text;
}
