/**
 * Upper and lower case. Unicode has letters whose other case is several letters (ß, İ) or depends on its place in the word
 * (Σ); which of them Splunk changes is not documented, so such a text is rejected.
 */
import { SplError } from "../errors/spl-error.ts";

const NOT_ASCII = /\P{ASCII}/u;

/** Throws SplError "ambiguous", without a place. */
export function changeCase(text: string, to: "upper" | "lower"): string {
  const changed = to === "upper" ? text.toUpperCase() : text.toLowerCase();
  if (!NOT_ASCII.test(text)) return changed;
  for (const letter of text) {
    const own = to === "upper" ? letter.toUpperCase() : letter.toLowerCase();
    if ([...own].length === 1 && letter !== "\u03a3") continue;
    throw new SplError(
      "ambiguous",
      `Documentation does not say what ${to} case makes of "${letter}", which has no single letter for it: replace() it first.`,
    );
  }
  return changed;
}

/** Whether case makes a difference that is not the same for upper and lower case: "STRASSE" and "straße". */
export function foldsApart(left: string, right: string): boolean {
  if (!NOT_ASCII.test(left) && !NOT_ASCII.test(right)) return false;
  return (left.toLowerCase() === right.toLowerCase()) !== (left.toUpperCase() === right.toUpperCase());
}
