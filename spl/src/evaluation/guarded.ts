/** Arguments whose value must not depend on digits that Splunk rounds away. */
import type { Expression } from "../contract/expression.ts";
import { SplError } from "../errors/spl-error.ts";
import { orderText } from "../values/number.ts";

/**
 * An argument whose number would differ between "all digits" and "as shown" is rejected, because documentation does not
 * say which one a function gets.
 */
export function guarded(argument: Expression): Expression {
  const { type, literal, field } = argument;
  if (type === "string" || type === "boolean" || literal !== undefined || field !== undefined)
    return argument;
  return {
    ...argument,
    evaluate: (row, context) => {
      const value = argument.evaluate(row, context);
      if (typeof value !== "number" || Number.isInteger(value)) return value;
      const shown = argument.display(row, context);
      if (Number(shown) === value || String(shown) === orderText(value)) return value;
      throw new SplError(
        "ambiguous",
        `Splunk shows this calculation as ${String(shown)}, and its documentation does not say whether a function gets ` +
          "that or all digits: wrap it in exact().",
        argument.span,
      );
    },
  };
}
