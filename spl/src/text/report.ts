/**
 * Shows an error to the user: code, sentence, the line of the search with a caret under the place, and the macro in which
 * it lies.
 */
import stringWidth from "string-width";
import type { SplError } from "../errors/spl-error.ts";
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
  const text = source.original;
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
  lines.push(`${label}${prefix}${shown.join("")}`);
  const before = stringWidth(shown.slice(0, column - cut).join(""));
  const under = stringWidth(shown.slice(column - cut, column - cut + marked).join(""));
  lines.push(`${" ".repeat(label.length + prefix.length + before)}${"^".repeat(Math.max(1, under))}`);
  if (macro !== null) {
    const inside = source.text.slice(error.span.start, error.span.end).trim();
    const place = inside === "" ? "" : ` at "${inside.length > 60 ? `${inside.slice(0, 60)}…` : inside}"`;
    lines.push(`in macro ${macro.name} (${macro.place})${place}`);
  }
  return lines.join("\n");
}

function heading(error: SplError): string {
  return `error[${error.code}]: ${error.message}`;
}
