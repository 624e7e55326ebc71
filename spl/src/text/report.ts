/**
 * Shows an error to the user: code, sentence, the line of the search with a caret under the place, and the macro in which
 * it lies.
 */
import stringWidth from "string-width";
import type { Span, SplError } from "../errors/spl-error.ts";
import { SearchError } from "./search-error.ts";
import type { Source } from "./source.ts";

/** Lines of more characters than this are cut around the place. */
const WIDTH = 120;

/** All errors of a search, each as one block of lines, with a blank line between. */
export function formatSearchError(error: SplError): string {
  if (!(error instanceof SearchError)) return heading(error);
  return error.errors.map((each) => formatError(each, error.source)).join("\n\n");
}

function formatError(error: SplError, source: Source): string {
  const lines = [heading(error)];
  if (error.span === undefined) return lines[0]!;
  const { span, macro } = source.locate(error.span);
  lines.push(...excerpt(source.original, span));
  if (macro !== null) lines.push(`in macro ${macro.name} (${macro.place})${insideMacro(source, error.span)}`);
  return lines.join("\n");
}

/** The line of the text in which a place begins, with its line and column in front, and carets under the place. */
export function excerpt(text: string, span: Span): [string, string] {
  const start = Math.min(span.start, text.length);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", start);
  const lineEnd = newline < 0 ? text.length : newline;
  const lineNumber = text.slice(0, lineStart).split("\n").length;
  // Columns count code points, as the user does; the line is cut between them.
  const points = Array.from(text.slice(lineStart, lineEnd).replace(/[\t\r]/g, " "));
  const column = Array.from(text.slice(lineStart, start)).length;
  const marked = Array.from(text.slice(start, Math.min(span.end, lineEnd))).length;
  const cut = Math.max(0, column - WIDTH / 2);
  const shown = points.slice(cut, cut + WIDTH);
  const prefix = cut > 0 ? "…" : "";
  const label = `${lineNumber}:${column + 1} | `;
  const before = stringWidth(shown.slice(0, column - cut).join(""));
  const under = stringWidth(shown.slice(column - cut, column - cut + marked).join(""));
  return [
    `${label}${prefix}${shown.join("")}`,
    `${" ".repeat(label.length + prefix.length + before)}${"^".repeat(Math.max(1, under))}`,
  ];
}

/** ` at "…"`: the text of a place inside a macro, which the search as written does not have. */
export function insideMacro(source: Source, span: Span): string {
  const inside = source.text.slice(span.start, span.end).trim();
  return inside === "" ? "" : ` at "${inside.length > 60 ? `${inside.slice(0, 60)}…` : inside}"`;
}

function heading(error: SplError): string {
  return `error[${error.code}]: ${error.message}`;
}
