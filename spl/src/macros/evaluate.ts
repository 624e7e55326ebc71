/** The eval expressions of a macro: its validation, and its definition with iseval. */
import type { Expression, Result } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Row } from "../values/table.ts";
import { substitute } from "./arguments.ts";
import type { MacroDefinition } from "./definition.ts";

/** Evaluates an eval expression over a row. Throws SplError with spans in `text`. */
export type Evaluate = (
  text: string,
  row: Row,
) => { readonly result: Result; readonly kind: Expression["kind"] };

export function validate(
  macro: MacroDefinition,
  values: ReadonlyMap<string, string>,
  span: Span,
  evaluate: Evaluate,
): void {
  if (macro.validation === null) return;
  if (substitute(macro.validation, values) !== macro.validation) {
    const message = `The validation of macro ${macro.name} (${macro.place}) uses $…$; what that means there is not documented.`;
    throw new SplError("unsupported_macro", `${message} Name the arguments as fields.`, span);
  }
  const { result, kind } = evaluateSetting(macro, "validation", macro.validation, values, span, evaluate);
  if (result === true || (result === null && kind === "value")) return;
  if (result === null && kind === "any") {
    const message = `The validation of macro ${macro.name} (${macro.place}) is null, and may be a Boolean or a value`;
    throw new SplError("ambiguous", `${message}; only for a value does null mean success.`, span);
  }
  const reason =
    typeof result === "boolean" || result === null
      ? (macro.errorMessage ?? "the validation is not true")
      : typeof result === "object"
        ? result.join(" ")
        : String(result);
  throw new SplError(
    "macro_validation",
    `Macro ${macro.name} (${macro.place}) rejects its arguments: ${reason}`,
    span,
  );
}

export function evaluateDefinition(
  macro: MacroDefinition,
  definition: string,
  values: ReadonlyMap<string, string>,
  span: Span,
  evaluate: Evaluate,
): string {
  const { result } = evaluateSetting(macro, "definition", definition, values, span, evaluate);
  if (typeof result === "string") return result;
  const message = `The eval definition of macro ${macro.name} (${macro.place}) must give a text`;
  throw new SplError(
    "unsupported_macro",
    `${message}, but it gives ${result === null ? "null" : `a ${typeof result}`}: use tostring() or quotes.`,
    span,
  );
}

/** An error inside the expression has a place in the macro's setting, not in the search: name the macro, mark the call. */
function evaluateSetting(
  macro: MacroDefinition,
  setting: string,
  text: string,
  values: ReadonlyMap<string, string>,
  span: Span,
  evaluate: Evaluate,
): ReturnType<Evaluate> {
  try {
    return evaluate(text, new Map(values));
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    const place = `The ${setting} of macro ${macro.name} (${macro.place}) cannot be evaluated`;
    throw new SplError("unsupported_macro", `${place}: ${error.message} Test it with eval by itself.`, span);
  }
}
