/**
 * Reads what stands between the backticks of a macro call: a name and its arguments. Rejects argument forms that
 * Splunk's documentation does not settle.
 *
 * Rules (Knowledge Manager Manual, "Use search macros in searches"; macros.conf.example):
 * - `name` or `name(a, "b c")`. A quoted argument loses its quotes, and \" inside it becomes ".
 * - Arguments may be named: `name(foo=1, bar=2)`.
 */
import { type Span, SplError } from "../errors/spl-error.ts";

export interface MacroCall {
  readonly name: string;
  /** Argument texts in order, quotes removed; undefined where the call has no parentheses. */
  readonly arguments: readonly MacroArgument[];
}

export interface MacroArgument {
  readonly text: string;
  readonly quoted: boolean;
}

/** `text` is what stands between the backticks; `span` is the place that errors name. Throws SplError. */
export function parseMacroCall(text: string, span: Span): MacroCall {
  const trimmed = text.trim();
  const open = trimmed.indexOf("(");
  const name = (open < 0 ? trimmed : trimmed.slice(0, open)).trim();
  if (!/^[\w.:-]+$/.test(name)) {
    throw new SplError("unexpected_text", `"${shorten(trimmed)}" is not a macro call.`, span);
  }
  if (open < 0) return { name, arguments: [] };
  if (!trimmed.endsWith(")")) {
    throw new SplError(
      "unbalanced_bracket",
      `"(" opened in the call of macro ${name} is never closed: add ")".`,
      span,
    );
  }
  return { name, arguments: readArguments(name, trimmed.slice(open + 1, -1), span) };
}

function readArguments(name: string, list: string, span: Span): MacroArgument[] {
  const found: MacroArgument[] = [];
  let position = 0;
  for (;;) {
    while (/\s/.test(list[position] ?? "")) position++;
    let argument: MacroArgument;
    if (list[position] === '"') [argument, position] = quotedArgument(name, list, position, span);
    else [argument, position] = bareArgument(name, list, position, span);
    found.push(argument);
    while (/\s/.test(list[position] ?? "")) position++;
    if (position >= list.length) return found;
    if (list[position] !== ",") {
      throw ambiguous(name, "text follows a quoted argument; quote the whole argument", span);
    }
    position++;
  }
}

function quotedArgument(name: string, list: string, start: number, span: Span): [MacroArgument, number] {
  let text = "";
  for (let i = start + 1; i < list.length; i++) {
    const character = list[i]!;
    if (character === '"') return [{ text, quoted: true }, i + 1];
    if (character === "\\" && list[i + 1] === '"') text += list[++i];
    else if (character === "\\" && list[i + 1] === "\\") {
      throw ambiguous(
        name,
        "a quoted argument holds two backslashes in a row; write one, or make the text with eval",
        span,
      );
    } else text += character;
  }
  throw new SplError(
    "unbalanced_quote",
    `A quote in the call of macro ${name} is never closed: add another ".`,
    span,
  );
}

function bareArgument(name: string, list: string, start: number, span: Span): [MacroArgument, number] {
  let depth = 0;
  let i = start;
  for (; i < list.length; i++) {
    const character = list[i]!;
    if (character === '"') throw ambiguous(name, 'an argument holds quotes; write it as "…\\"…\\"…"', span);
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth > 0)
      throw ambiguous(name, "a comma stands inside parentheses; quote the argument", span);
    if (character === ",") break;
  }
  const text = list.slice(start, i).trim();
  if (text === "") throw ambiguous(name, 'an argument is empty; write "" for an empty text', span);
  return [{ text, quoted: false }, i];
}

function ambiguous(name: string, what: string, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `How Splunk reads this call of macro ${name} is not documented: ${what}.`,
    span,
  );
}

function shorten(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}
