/**
 * Eval expressions: text at a cursor → an Expression ready to run. The functions come as an argument, so that a name
 * that is not in the table is rejected before a row is seen.
 */

import type { Expression } from "../contract/expression.ts";
import type { EvalFunction } from "../contract/function.ts";
import type { Cursor } from "../text/cursor.ts";
import { compileNode } from "./compile.ts";
import { parseExpression } from "./parser.ts";

export interface ExpressionOptions {
  /** Words (without regard to case) at which the expression ends, outside parentheses. */
  readonly stop?: readonly string[];
  /** Functions of Splunk that are rejected by name, with the reason. */
  readonly unsupported?: ReadonlyMap<string, string>;
}

/**
 * Compile the expression that begins at the cursor. Afterwards the cursor stands at a comma or closing parenthesis of
 * the surrounding text, at a stop word, or at its end.
 * @throws SplError for text that does not fit, unknown functions, wrong counts and types.
 */
export function compileExpression(
  cursor: Cursor,
  functions: ReadonlyMap<string, EvalFunction>,
  options: ExpressionOptions = {},
): Expression {
  const tree = parseExpression(cursor, options.stop ?? []);
  return compileNode(tree, { functions, unsupported: options.unsupported ?? NOTHING_UNSUPPORTED });
}

const NOTHING_UNSUPPORTED: ReadonlyMap<string, string> = new Map();
