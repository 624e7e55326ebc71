/**
 * Reads a search as written, gives the text to parse: each comment is one space, each macro call its expansion. Every
 * replaced stretch remembers the call in the written text and the macro's file and line. Refuses unknown, recursive and
 * invalid macros.
 *
 * Rules (macros.conf.spec and .example; Knowledge Manager Manual, "Use search macros in searches"; Search Manual,
 * "Add comments to searches"):
 * - Nothing inside double quotes is expanded or taken for a comment.
 * - `$name$` is replaced everywhere in the definition, inside quotes too.
 * - With `iseval` the definition, after that replacement, is an eval expression that sees the arguments as fields and
 *   whose text result is the expansion.
 * - `validation` is an eval expression over the arguments, a Boolean has to be true (else `errormsg`), anything else has
 *   to be null (else it is the error message).
 */

import type { Expression, Result } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { type Replacement, Source } from "../text/source.ts";
import type { Row } from "../values/table.ts";
import { type MacroArgument, type MacroCall, parseMacroCall } from "./call.ts";
import type { MacroDefinition } from "./definition.ts";

export interface ExpandOptions {
  /** The macro of this name and number of arguments. Throws SplError unknown_macro or damaged_conf. */
  readonly macro: (name: string, count: number, span: Span) => MacroDefinition;
  /** Evaluate an eval expression over a row: what validation and iseval need. Throws SplError with spans in `text`. */
  readonly evaluate: (
    text: string,
    row: Row,
  ) => { readonly result: Result; readonly kind: Expression["kind"] };
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
    if (part.kind === "text") {
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
  validate(macro, values, span, options);
  let definition = substitute(macro.definition, values);
  if (length + definition.length > MAXIMUM_LENGTH) {
    throw new SplError("limit", `The expanded search is longer than ${MAXIMUM_LENGTH} characters.`, span);
  }
  if (macro.isEval) definition = evaluateDefinition(macro, definition, values, span, options);

  const pieces: Piece[] = [];
  const self = { name: macro.name, place: macro.place };
  let total = length;
  const add = (piece: Piece) => {
    pieces.push(piece);
    total += piece.text.length;
  };
  // The places of errors inside a definition are those of the call; the message names the macro's file and line.
  for (const part of scan(definition, () => span, self)) {
    if (part.kind === "text") add({ text: definition.slice(part.start, part.end), macro: self });
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

interface Part {
  readonly kind: "text" | "comment" | "macro";
  readonly start: number;
  readonly end: number;
}

/** Cut a text into plain stretches, comments and macro calls. `place` turns an offset into the span of an error. */
function scan(
  text: string,
  place: (offset: number) => Span,
  macro?: { name: string; place: string },
): Part[] {
  const parts: Part[] = [];
  const where = macro === undefined ? "" : ` in macro ${macro.name} (${macro.place})`;
  let plain = 0;
  const cut = (kind: Part["kind"], start: number, end: number) => {
    if (start > plain) parts.push({ kind: "text", start: plain, end: start });
    parts.push({ kind, start, end });
    plain = end;
  };
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') {
      const end = quoteEnd(text, i);
      if (end < 0)
        throw new SplError("unbalanced_quote", `The quotation mark " is not closed${where}.`, place(i));
      i = end;
    } else if (text.startsWith("```", i)) {
      const end = text.indexOf("```", i + 3);
      if (end < 0)
        throw new SplError(
          "unbalanced_quote",
          `The comment is not closed by three backticks${where}.`,
          place(i),
        );
      cut("comment", i, end + 3);
      i = end + 2;
    } else if (text[i] === "`") {
      const end = callEnd(text, i);
      if (end < 0)
        throw new SplError(
          "unbalanced_quote",
          `The macro call is not closed by a backtick${where}.`,
          place(i),
        );
      cut("macro", i, end + 1);
      i = end;
    }
  }
  if (plain < text.length) parts.push({ kind: "text", start: plain, end: text.length });
  return parts;
}

/** The offset of the quotation mark that closes the one at `start`, or -1. */
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

/** Arguments by parameter: in order, or all of them by name. */
function bind(macro: MacroDefinition, given: readonly MacroArgument[], span: Span): Map<string, string> {
  const named = given.map((argument) => {
    const match = argument.quoted ? null : /^([\w-]+)\s*=\s*(.*)$/s.exec(argument.text);
    return match !== null && macro.parameters.includes(match[1]!)
      ? { name: match[1]!, text: match[2]! }
      : null;
  });
  const values = new Map<string, string>();
  if (named.every((entry) => entry === null)) {
    macro.parameters.forEach((parameter, index) => {
      values.set(parameter, given[index]?.text ?? "");
    });
    return values;
  }
  for (const entry of named) {
    if (entry === null || values.has(entry.name)) {
      const what = "named and unnamed arguments are mixed, or a name comes twice";
      throw new SplError(
        "ambiguous",
        `How Splunk reads this call of macro ${macro.name} is not documented: ${what}.`,
        span,
      );
    }
    values.set(entry.name, entry.text);
  }
  return values;
}

function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$([\w-]+)\$/g, (whole, name: string) => values.get(name) ?? whole);
}

function validate(
  macro: MacroDefinition,
  values: ReadonlyMap<string, string>,
  span: Span,
  options: ExpandOptions,
): void {
  if (macro.validation === null) return;
  if (substitute(macro.validation, values) !== macro.validation) {
    const message = `The validation of macro ${macro.name} (${macro.place}) uses $…$; what that means there is not documented.`;
    throw new SplError("refused_macro", `${message} Name the arguments as fields.`, span);
  }
  const { result, kind } = evaluate(macro, "validation", macro.validation, values, span, options);
  if (result === true || (result === null && kind === "value")) return;
  if (result === null && kind === "any") {
    const message = `The validation of macro ${macro.name} (${macro.place}) is null, and may be a Boolean or a value`;
    throw new SplError("ambiguous", `${message}; only for a value does null mean success.`, span);
  }
  const reason =
    typeof result === "boolean" || result === null
      ? (macro.errorMessage ?? "the validation is not true")
      : typeof result === "object"
        ? result.join(" ")
        : String(result);
  throw new SplError(
    "macro_validation",
    `Macro ${macro.name} (${macro.place}) rejects its arguments: ${reason}`,
    span,
  );
}

function evaluateDefinition(
  macro: MacroDefinition,
  definition: string,
  values: ReadonlyMap<string, string>,
  span: Span,
  options: ExpandOptions,
): string {
  const { result } = evaluate(macro, "definition", definition, values, span, options);
  if (typeof result === "string") return result;
  const message = `The eval definition of macro ${macro.name} (${macro.place}) has to give a text`;
  throw new SplError(
    "refused_macro",
    `${message}, but it gives ${result === null ? "null" : `a ${typeof result}`}.`,
    span,
  );
}

/** An error inside the expression has a place in the macro's setting, not in the search: name the macro, mark the call. */
function evaluate(
  macro: MacroDefinition,
  setting: string,
  text: string,
  values: ReadonlyMap<string, string>,
  span: Span,
  options: ExpandOptions,
): ReturnType<ExpandOptions["evaluate"]> {
  try {
    return options.evaluate(text, new Map(values));
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    const place = `The ${setting} of macro ${macro.name} (${macro.place}) cannot be evaluated`;
    throw new SplError("refused_macro", `${place}: ${error.message}`, span);
  }
}
