/** Conditions of the model as a user would write them, for docs/scoring.md: the text of the macros without its temporary names. */
import type { Condition } from "../risk/index.ts";
import { conditionText, TEMPORARY } from "./text.ts";

export function describeCondition(condition: Condition): string {
  const text = conditionText(condition).replaceAll(TEMPORARY, "");
  return text.startsWith("(") && closesAtEnd(text) ? text.slice(1, -1) : text;
}

/** Whether the parenthesis that opens the text is closed by its last character. */
function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i === text.length - 1;
  }
  return false;
}
