/**
 * Reads a search as written, gives the text to parse: each comment is one space, each macro call its expansion. Every
 * replaced stretch remembers the call in the written text and the macro's file and line. Rejects unknown, recursive and
 * invalid macros.
 *
 * Rules (macros.conf.spec and .example; Knowledge Manager Manual, "Use search macros in searches"; Search Manual,
 * "Add comments to searches"):
 * - Nothing inside double quotes is expanded or taken for a comment.
 * - `$name$` is replaced everywhere in the definition, inside quotes too.
 * - With `iseval` the definition, after that replacement, is an eval expression that sees the arguments as fields and
 *   whose text result is the expansion.
 * - `validation` is an eval expression over the arguments, a Boolean must be true (else `errormsg`), anything else has
 *   to be null (else it is the error message).
 */

import { type Span, SplError } from "../errors/spl-error.ts";
import { type Replacement, Source } from "../text/source.ts";
import { bind, substitute } from "./arguments.ts";
import { type MacroCall, parseMacroCall } from "./call.ts";
import type { MacroDefinition } from "./definition.ts";
import { type Evaluate, evaluateDefinition, validate } from "./evaluate.ts";
import { scan } from "./scan.ts";

export interface ExpandOptions {
  /** The macro of this name and number of arguments. Throws SplError unknown_macro or malformed_conf. */
  readonly macro: (name: string, count: number, span: Span) => MacroDefinition;
  readonly evaluate: Evaluate;
}

/** More than any real search needs; a definition that doubles itself must not fill the memory. */
const MAXIMUM_LENGTH = 1_000_000;
const MAXIMUM_DEPTH = 50;

interface Piece {
  readonly text: string;
  readonly macro: Replacement["macro"];
}

/** Expand a search. Spans of errors refer to `text` as written. Throws SplError. */
export function expandSearch(text: string, options: ExpandOptions): Source {
  const replacements: Replacement[] = [];
  let expanded = "";
  for (const part of scan(text, (start) => ({ start, end: start + 1 }))) {
    if (part.kind === "string") {
      expanded += text.slice(part.start, part.end);
      continue;
    }
    const original: Span = { start: part.start, end: part.end };
    const pieces =
      part.kind === "comment"
        ? [{ text: " ", macro: null }]
        : expandCall(text.slice(part.start + 1, part.end - 1), original, options, [], expanded.length);
    // A macro that expands to nothing leaves its mark too: what follows has moved.
    if (pieces.length === 0) pieces.push({ text: "", macro: null });
    for (const piece of pieces) {
      const start = expanded.length;
      expanded += piece.text;
      replacements.push({ span: { start, end: expanded.length }, original, macro: piece.macro });
    }
  }
  return new Source(expanded, text, replacements);
}

function expandCall(
  callText: string,
  span: Span,
  options: ExpandOptions,
  callers: readonly MacroPlace[],
  length: number,
): Piece[] {
  const call = parseMacroCall(callText, span);
  const macro = calledMacro(call, span, options, callers.at(-1));
  if (callers.some(({ name }) => name === macro.name)) {
    const chain = [...callers, macro].map(({ name }) => name).join(" → ");
    throw new SplError(
      "macro_recursion",
      `Macro ${macro.name} (${macro.place}) calls itself: ${chain}.`,
      span,
    );
  }
  if (callers.length >= MAXIMUM_DEPTH) {
    throw new SplError("limit", `Macros are nested deeper than ${MAXIMUM_DEPTH}.`, span);
  }
  const values = bind(macro, call.arguments, span);
  validate(macro, values, span, options.evaluate);
  let definition = substitute(macro.definition, values);
  if (length + definition.length > MAXIMUM_LENGTH) {
    throw new SplError("limit", `The expanded search is longer than ${MAXIMUM_LENGTH} characters.`, span);
  }
  if (macro.isEval) definition = evaluateDefinition(macro, definition, values, span, options.evaluate);

  const pieces: Piece[] = [];
  const self = { name: macro.name, place: macro.place };
  let total = length;
  const add = (piece: Piece) => {
    pieces.push(piece);
    total += piece.text.length;
  };
  // The places of errors inside a definition are those of the call; the message names the macro's file and line.
  for (const part of scan(definition, () => span, self)) {
    if (part.kind === "string") add({ text: definition.slice(part.start, part.end), macro: self });
    else if (part.kind === "comment") add({ text: " ", macro: self });
    else {
      const inner = definition.slice(part.start + 1, part.end - 1);
      for (const piece of expandCall(inner, span, options, [...callers, self], total)) add(piece);
    }
  }
  return pieces;
}

interface MacroPlace {
  readonly name: string;
  readonly place: string;
}

/** The macro that is called. A macro that is missed inside another's definition is looked for there, so that is named. */
function calledMacro(call: MacroCall, span: Span, options: ExpandOptions, caller: MacroPlace | undefined) {
  try {
    return options.macro(call.name, call.arguments.length, span);
  } catch (error) {
    if (!(error instanceof SplError) || caller === undefined) throw error;
    const message = `${error.message} It is called in macro ${caller.name} (${caller.place}).`;
    throw new SplError(error.code, message, error.span);
  }
}
