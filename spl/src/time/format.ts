/**
 * Time formats: "%Y-%m-%d" → its pieces, for strftime(), strptime() and convert. Source: Search Reference, Date and time format
 * variables. Rejects variables that are not in that list, that depend on the server's locale (%c %x %X %+), or whose page contradicts
 * itself (%V).
 */
import { partOf, type Span, SplError } from "../errors/spl-error.ts";

/** A piece of a format: text as it is, or a variable with its digits ("3" in %3N) or colons (":" in %:z). */
export type Piece = { readonly literal: string } | { readonly variable: string; readonly modifier: string };

const UNSUPPORTED = new Map<string, string>([
  ["c", "it depends on the server's locale"],
  ["+", "it depends on the server's locale"],
  ["x", "it depends on the server's locale"],
  ["X", "it depends on the server's locale"],
  ["V", "its page shows a week that the ISO calendar does not have"],
  ["Ez", "its form is not described"],
]);
/** Read a format. @throws SplError "invalid_time" for a variable that is unknown or rejected. */
export function parseFormat(format: string, span?: Span): readonly Piece[] {
  const pieces: Piece[] = [];
  const pattern = /%(\d|:{1,3})?(Ez|[A-Za-z+%])|%|[^%]+/gy;
  for (const found of format.matchAll(pattern)) {
    const [text, modifier = "", variable] = found;
    if (variable === undefined) {
      if (text === "%") {
        throw new SplError(
          "invalid_time",
          `The time format "${format}" has a "%" without a variable: write "%%".`,
          partOf(span, found.index, found.index + 1),
        );
      }
      pieces.push({ literal: text });
      continue;
    }
    const place = partOf(span, found.index, found.index + text.length);
    const reason = UNSUPPORTED.get(variable);
    if (reason !== undefined) {
      throw new SplError("invalid_time", `The time variable %${variable} is unsupported: ${reason}.`, place);
    }
    const subsecond = variable === "N" || variable === "Q";
    const allowed = /^\d$/.test(modifier)
      ? subsecond && /[369]/.test(modifier)
      : modifier === "" || variable === "z";
    if (!allowed || !"HkIMSsTNQfpzZ%FAadejUwbBmyY".includes(variable)) {
      throw new SplError("invalid_time", `The time variable ${text} is not in Splunk's reference.`, place);
    }
    if (variable === "%") pieces.push({ literal: "%" });
    else pieces.push({ variable, modifier });
  }
  return pieces;
}
