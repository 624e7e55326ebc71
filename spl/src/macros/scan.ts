/**
 * Cuts a text into plain stretches, comments (three backticks on each side) and macro calls (backticks). Nothing inside double quotes is a
 * comment or a call. Rejects what is not closed.
 */
import type { Span } from "../errors/spl-error.ts";
import { unclosed, unclosedQuote } from "../errors/unclosed.ts";

export interface Part {
  readonly kind: "string" | "comment" | "macro";
  readonly start: number;
  readonly end: number;
}

/** Cut a text into plain stretches, comments and macro calls. `place` turns an offset into the span of an error. */
export function scan(
  text: string,
  place: (offset: number) => Span,
  macro?: { name: string; place: string },
): Part[] {
  const parts: Part[] = [];
  const where = macro === undefined ? "" : ` in macro ${macro.name} (${macro.place})`;
  let plain = 0;
  const cut = (kind: Part["kind"], start: number, end: number) => {
    if (start > plain) parts.push({ kind: "string", start: plain, end: start });
    parts.push({ kind, start, end });
    plain = end;
  };
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') {
      const end = quoteEnd(text, i);
      if (end < 0) throw unclosed('"', place(unclosedQuote(text, i)), where);
      i = end;
    } else if (text.startsWith("```", i)) {
      const end = text.indexOf("```", i + 3);
      if (end < 0) throw unclosed("```", place(i), where);
      cut("comment", i, end + 3);
      i = end + 2;
    } else if (text[i] === "`") {
      const end = callEnd(text, i);
      if (end < 0) throw unclosed("`", place(i), where);
      cut("macro", i, end + 1);
      i = end;
    }
  }
  if (plain < text.length) parts.push({ kind: "string", start: plain, end: text.length });
  return parts;
}

/** The offset of the quote that closes the one at `start`, or -1. */
function quoteEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  return -1;
}

/** The offset of the backtick that ends a call; backticks inside a quoted argument do not count. */
function callEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "`") return i;
    if (text[i] === '"') {
      const end = quoteEnd(text, i);
      if (end < 0) return -1;
      i = end;
    }
  }
  return -1;
}
