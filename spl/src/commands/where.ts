/**
 * where: keeps the rows for which a condition is true (not those for which it is null). Source: Search Reference, where.
 */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { rowStep } from "./support/step.ts";

export const WHERE_COMMAND: Command = {
  name: "where",
  syntax: "where <eval-expression>",
  summary: "Keeps the rows for which the condition is true.",
  page: "Search Reference, where",
  options: [],
  examples: [
    '| makeresults | where cidrmatch("192.0.2.0/24", ip)',
    "| makeresults | where count > 5 AND isnotnull(host)",
  ],
  compile: (cursor, context, span) => {
    const condition = context.expression(cursor);
    cursor.finish("where");
    if (condition.kind === "value") {
      throw new SplError(
        "wrong_type",
        "where needs a condition; a value must be compared, as in x=1.",
        condition.span,
      );
    }
    return rowStep("where", span, condition.print(), (row, run) => {
      const holds = condition.evaluate(row, run);
      if (typeof holds !== "boolean" && holds !== null) {
        throw new SplError("wrong_type", "where needs a condition; this is a value.", condition.span);
      }
      return holds ? row : null;
    });
  },
};
