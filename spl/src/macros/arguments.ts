/** The arguments of a macro call, by parameter, and their place in the definition. */
import { type Span, SplError } from "../errors/spl-error.ts";
import type { MacroArgument } from "./call.ts";
import type { MacroDefinition } from "./definition.ts";

/** Arguments by parameter: in order, or all of them by name. */
export function bind(
  macro: MacroDefinition,
  given: readonly MacroArgument[],
  span: Span,
): Map<string, string> {
  const named = given.map((argument) => {
    const match = argument.quoted ? null : /^([\w-]+)\s*=\s*(.*)$/s.exec(argument.text);
    return match !== null && macro.parameters.includes(match[1]!)
      ? { name: match[1]!, text: match[2]! }
      : null;
  });
  const values = new Map<string, string>();
  if (named.every((entry) => entry === null)) {
    macro.parameters.forEach((parameter, index) => {
      values.set(parameter, given[index]?.text ?? "");
    });
    return values;
  }
  for (const entry of named) {
    if (entry === null || values.has(entry.name)) {
      const what = "named and unnamed arguments are mixed, or a name comes twice";
      throw new SplError(
        "ambiguous",
        `How Splunk reads this call of macro ${macro.name} is not documented: ${what}. Name all of them once, or none.`,
        span,
      );
    }
    values.set(entry.name, entry.text);
  }
  return values;
}

/** `$name$` is replaced everywhere, inside quotes too. */
export function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$([\w-]+)\$/g, (whole, name: string) => values.get(name) ?? whole);
}
