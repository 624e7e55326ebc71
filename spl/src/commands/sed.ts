/**
 * The sed expressions of rex mode=sed: s/regex/replacement/ (first match), s/…/…/g (all), y/abc/xyz/. Source: Search
 * Reference, rex ("Sed expressions"). Rejected: the number flag (its page describes it as an occurrence and as a
 * character's place), & and other escapes in a replacement, several expressions in one.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { compileRegex, parseReplacement, type Spend } from "../regex/index.ts";

export function compileSed(source: string, span: Span): (text: string, spend: Spend) => string {
  const expression = /^\s*([sy])\/((?:[^\\/]|\\[\s\S])*)\/((?:[^\\/]|\\[\s\S])*)\/(\S*)\s*$/.exec(source);
  if (expression === null) {
    throw new SplError(
      "unexpected_text",
      "A sed expression has the form s/regex/replacement/, s/regex/replacement/g or y/abc/xyz/.",
      span,
    );
  }
  const [, kind, from, to, flags] = expression as unknown as [string, string, string, string, string];
  return kind === "y" ? transliterate(from, to, flags, span) : substitution(from, to, flags, span);
}

function substitution(pattern: string, replacementText: string, flags: string, span: Span) {
  if (/^\d+$/.test(flags)) {
    throw new SplError(
      "ambiguous",
      "The number flag of sed is documented both as the occurrence and as a character's place: use g, or a pattern that " +
        "matches once.",
      span,
    );
  }
  if (flags !== "" && flags !== "g") {
    throw new SplError("unexpected_text", `sed has no flag "${flags}" here; it has g.`, span);
  }
  if (replacementText.replace(/\\[\s\S]/g, "").includes("&")) {
    throw new SplError(
      "ambiguous",
      'Whether "&" stands for the match is not documented: use a group and \\1.',
      span,
    );
  }
  // The pattern is a part of the expression, so its own offsets are not those of the quoted text.
  const regex = compileRegex(pattern, { start: span.start, end: span.end });
  const replacement = parseReplacement(replacementText.replaceAll("\\/", "/"), regex, span);
  return (text: string, spend: Spend) => regex.replace(text, replacement, spend, flags === "g");
}

function transliterate(from: string, to: string, flags: string, span: Span) {
  const wanted = [...from];
  const given = [...to];
  if (flags !== "") throw new SplError("unexpected_text", `y/…/…/ takes no flag "${flags}".`, span);
  if (wanted.includes("\\") || given.includes("\\")) {
    throw new SplError("ambiguous", "Escapes in y/…/…/ are not documented.", span);
  }
  if (wanted.length !== given.length || new Set(wanted).size !== wanted.length) {
    throw new SplError(
      "invalid_option_value",
      "y/…/…/ needs as many characters left as right, each once on the left.",
      span,
    );
  }
  const table = new Map(wanted.map((character, i) => [character, given[i]!]));
  return (text: string) => Array.from(text, (character) => table.get(character) ?? character).join("");
}
