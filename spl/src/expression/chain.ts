/**
 * Chains of "." with "+" and "-": the reference gives no order for them, so they are rejected unless every order gives
 * the same.
 */
import { SplError } from "../errors/spl-error.ts";
import type { Tables } from "./parts.ts";
import type { Node } from "./tree.ts";

/**
 * a . b + c: the reference gives no order for "." beside "+" and "-". Allowed where every grouping is a joining of
 * texts: each "+" has a text on one side.
 */
export function checkChain(node: Node, tables: Tables): void {
  const operands: Node[] = [];
  const operators: string[] = [];
  flatten(node, operands, operators, true);
  if (!operators.includes(".") || operators.every((operator) => operator === ".")) return;
  const isText = operands.map((operand) => isStaticText(operand, tables));
  operators.forEach((operator, i) => {
    if (operator === "." || (operator === "+" && (isText[i] || isText[i + 1]))) return;
    throw new SplError(
      "ambiguous",
      `Documentation does not give the order of "." and "${operator}": use parentheses.`,
      node.span,
    );
  });
}

function isStaticText(node: Node, tables: Tables): boolean {
  if (node.type === "string" || node.type === "join") return true;
  if (node.type === "call") return tables.functions.get(node.name)?.type === "string";
  if (node.type !== "arithmetic" || node.operator !== "+") return false;
  return isStaticText(node.left, tables) || isStaticText(node.right, tables);
}

function flatten(node: Node, operands: Node[], operators: string[], top: boolean): void {
  const isSum = node.type === "arithmetic" && (node.operator === "+" || node.operator === "-");
  if ((node.type === "join" || isSum) && (top || node.grouped !== true)) {
    flatten(node.left, operands, operators, false);
    operators.push(node.type === "join" ? "." : (node as Node & { type: "arithmetic" }).operator);
    operands.push(node.right);
  } else {
    operands.push(node);
  }
}
