/** The messages that a program can give, read from its source: what is computed in them is "…". */
import { readFileSync } from "node:fs";

/**
 * @param calls what begins a message: "new DeployError("
 * @returns the messages that are written there as text, in their order
 */
export function messagesIn(file: string, calls: readonly string[]): string[] {
  const source = readFileSync(file, "utf8");
  const begins = new RegExp(`(?:${calls.map((call) => `\\b${escaped(call)}`).join("|")})\\s*(["\`])`, "g");
  return [...source.matchAll(begins)].map((match) =>
    textFrom(source, match.index + match[0].length, match[1]!),
  );
}

/** The text of a literal up to its quote. */
function textFrom(source: string, from: number, quote: string): string {
  let text = "";
  for (let at = from; source[at] !== quote; at++) {
    if (source.startsWith("${", at)) {
      at = endOfExpression(source, at + 2);
      text += "…";
    } else text += source[at] === "\\" ? source[++at] : source[at];
  }
  return text;
}

/** Where the brace that closes an expression is. */
function endOfExpression(source: string, from: number): number {
  let depth = 1;
  for (let at = from; ; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return at;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
