/** What is opened and never closed: the place is where it is opened, because that is where the user looks for it. */
import { type Span, SplError } from "./spl-error.ts";

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
  ["```", "```"],
]);

/** An error at an opening parenthesis, bracket, quote, backtick or comment. `inside` names the macro in which it is, if any. */
export function unclosed(opening: string, span: Span, inside = ""): SplError {
  const closing = CLOSING.get(opening);
  const isGroup = closing !== undefined && closing !== opening;
  const name = isGroup || opening === "```" ? `"${opening}"` : `The quote ${opening}`;
  const what = opening === "`" ? "The macro call (`)" : name;
  const remedy = isGroup ? `add "${closing}"` : `add another ${opening}`;
  const code = isGroup ? "unbalanced_bracket" : "unbalanced_quote";
  return new SplError(code, `${what} opened here${inside} is never closed: ${remedy}.`, span);
}

/**
 * The double quote that most likely lacks its partner, where the one at `last` is left over: quotes pair up from the left, so the first one
 * that is missing shifts all others. A quote that closes a text is not followed by a letter or digit; one that is, opens the next text.
 */
export function unclosedQuote(text: string, last: number): number {
  let open: number | null = null;
  for (let at = 0; at < last; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') {
      if (open !== null && /\w/.test(text[at + 1] ?? "")) return open;
      open = open === null ? at : null;
    }
  }
  return last;
}
