/**
 * Reads a stretch of expanded text, gives the commands between its pipes. Rejects empty commands and brackets that do not
 * match. Quoted texts, brackets (subsearches) and escaped pipes (\|) do not split (Search Reference, search, "Quotes and
 * escaping characters"; Search Manual, "About the search pipeline").
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { Source } from "./source.ts";

/** The commands of a search: the stretch of text of each, and whether the first one follows a pipe. */
export interface PipelineText {
  readonly leadingPipe: boolean;
  readonly commands: readonly Span[];
}

/** Split `source.text` from `start` to `end` at its pipes. Throws SplError. */
export function splitPipeline(source: Source, start: number, end: number): PipelineText {
  const { text } = source;
  const commands: Span[] = [];
  const open: number[] = [];
  let from = start;
  for (let i = start; i < end; i++) {
    const character = text[i]!;
    if (character === "\\") i++;
    else if (character === '"') i = closingQuote(text, i, end);
    else if (character === "(" || character === "[") open.push(i);
    else if (character === ")" || character === "]") close(text, open, i);
    else if (character === "|" && !open.some((offset) => text[offset] === "[")) {
      if (open.length > 0) throw notClosed(text, open[0]!);
      rejectSingleQuotes(text, from, i, end);
      commands.push({ start: from, end: i });
      from = i + 1;
    }
  }
  if (open.length > 0) throw notClosed(text, open[open.length - 1]!);
  commands.push({ start: from, end });

  const isEmpty = ({ start: first, end: last }: Span) => text.slice(first, last).trim() === "";
  const leadingPipe = commands.length > 1 && isEmpty(commands[0]!);
  if (leadingPipe) commands.shift();
  for (const command of commands) {
    if (!isEmpty(command)) continue;
    const at =
      command === commands[0] && !leadingPipe
        ? command
        : { start: Math.max(command.start - 1, 0), end: command.start };
    throw new SplError("missing_argument", "A command is missing here.", at);
  }
  return { leadingPipe, commands };
}

function closingQuote(text: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  throw unclosed('"', { start, end: start + 1 });
}

function close(text: string, open: number[], at: number): void {
  const partner = open.pop();
  const wanted = text[at] === ")" ? "(" : "[";
  if (partner === undefined) {
    const message = `"${text[at]}" closes nothing: remove it, or add "${wanted}" in front.`;
    throw new SplError("unbalanced_bracket", message, { start: at, end: at + 1 });
  }
  if (text[partner] !== wanted) throw notClosed(text, partner);
}

function notClosed(text: string, at: number): SplError {
  return unclosed(text[at]!, { start: at, end: at + 1 });
}

/** Whether single quotes protect a pipe is not documented, so a pipe between two of them is not cut either way. */
function rejectSingleQuotes(text: string, start: number, pipe: number, end: number): void {
  const before = text.slice(start, pipe).replace(/"(?:\\.|[^"\\])*"/gs, "");
  const quotes = before.split("'").length - 1;
  if (quotes % 2 === 0 || !text.slice(pipe, end).includes("'")) return;
  throw new SplError("ambiguous", "A pipe between single quotes is not documented; use double quotes.", {
    start: pipe,
    end: pipe + 1,
  });
}
