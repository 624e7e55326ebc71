/** The replacement text of replace() and of sed's s///: text, and \1 to \9 for groups. */
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Replacement } from "./matcher.ts";

/**
 * @throws SplError "ambiguous" for backslashes and dollar signs whose meaning is not documented, "unsupported_regex" for a
 * group that does not exist.
 */
export function parseReplacement(
  text: string,
  regex: { readonly groupCount: number },
  span?: Span,
): Replacement {
  const known = parsed.get(text);
  if (known?.every((piece) => typeof piece === "string" || piece <= regex.groupCount)) return known;
  const pieces = piecesOf(text, regex, span);
  if (parsed.size >= CACHE_LIMIT) parsed.clear();
  parsed.set(text, pieces);
  return pieces;
}

/** Every row has the same few replacements. */
const parsed = new Map<string, Replacement>();
const CACHE_LIMIT = 500;

function piecesOf(text: string, regex: { readonly groupCount: number }, span: Span | undefined): Replacement {
  const pieces: (string | number)[] = [];
  for (const [piece] of text.matchAll(/\\[\s\S]?|\$[\d{&]|[^\\$]+|\$/g)) {
    const group = /^\\([1-9])$/.exec(piece)?.[1];
    if (group !== undefined) {
      if (Number(group) > regex.groupCount) {
        throw new SplError(
          "unsupported_regex",
          `The replacement names group \\${group}, which the pattern lacks: write \\1 to \\9 for its groups, from the left.`,
          span,
        );
      }
      pieces.push(Number(group));
    } else if (piece[0] === "\\" || /^\$./.test(piece)) {
      throw new SplError(
        "ambiguous",
        `Documentation does not say what "${piece}" means in a replacement; write groups as \\1 to \\9.`,
        span,
      );
    } else pieces.push(piece);
  }
  return pieces;
}
