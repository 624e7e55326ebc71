/**
 * Reading `name=value` options against a command's table of options: a name that is not in the table is unknown, one
 * that is there but rejected is rejected by name with its reason, and a value of the wrong form is named.
 */
import type { CommandOption } from "../../contract/command.ts";
import { nearest } from "../../errors/nearest.ts";
import { SplError } from "../../errors/spl-error.ts";
import type { Cursor, Token } from "../../text/cursor.ts";

export function supported(name: string, values: string): CommandOption {
  return { name, values, status: "supported" };
}

export function unsupported(name: string, values: string, why: string): CommandOption {
  return { name, values, status: { unsupported: why } };
}

export interface GivenOption {
  readonly name: string;
  readonly value: Token;
}

/** Take the next option if one comes next. Throws unknown_option or unsupported_option. */
export function tryKnownOption(
  cursor: Cursor,
  command: string,
  options: readonly CommandOption[],
): GivenOption | undefined {
  const ahead = cursor.fork();
  const name = ahead.tryToken();
  if (name === undefined || name.quote !== null || ahead.peek() !== "=") return undefined;
  const lower = name.text.toLowerCase();
  const option = options.find((known) => known.name === lower);
  if (option === undefined) {
    const names = options.map((known) => known.name);
    const close = nearest(lower, names);
    const takes = names.length === 0 ? "It takes no options." : `It takes: ${names.join(", ")}.`;
    const known = close === null ? takes : `Did you mean ${close}? ${takes}`;
    throw new SplError("unknown_option", `${command} has no option "${name.text}". ${known}`, name.span);
  }
  if (option.status !== "supported") {
    const why = option.status.unsupported;
    throw new SplError("unsupported_option", `${command} cannot support "${lower}": ${why}`, name.span);
  }
  const given = cursor.tryOption();
  if (given === undefined) {
    cursor.position = ahead.position;
    cursor.take("=");
    throw cursor.unexpected(`${command} needs a value for ${lower}`, "missing_argument");
  }
  return { name: lower, value: given.value };
}

/** Whether this option may come next: a known name with "=" behind it. Moves nothing, throws nothing. */
export function optionAhead(cursor: Cursor, options: readonly CommandOption[]): boolean {
  const ahead = cursor.fork();
  const name = /['"]/.test(ahead.peek()) ? undefined : ahead.tryToken();
  if (name === undefined || ahead.peek() !== "=") return false;
  return options.some((known) => known.name === name.text.toLowerCase());
}

function badValue(option: GivenOption, wanted: string): SplError {
  const text = `The option ${option.name} takes ${wanted}, not "${option.value.text}".`;
  return new SplError("invalid_option_value", text, option.value.span);
}

/** true, t, 1 or false, f, 0. */
export function booleanOption(option: GivenOption): boolean {
  const text = option.value.text.toLowerCase();
  if (text === "true" || text === "t" || text === "1") return true;
  if (text === "false" || text === "f" || text === "0") return false;
  throw badValue(option, "true or false");
}

/** A whole number from `minimum` on. */
export function integerOption(option: GivenOption, minimum: number): number {
  const number = /^\d{1,15}$/.test(option.value.text) ? Number(option.value.text) : Number.NaN;
  if (!(number >= minimum)) throw badValue(option, `a whole number from ${minimum}`);
  return number;
}

/** One of these words. */
export function wordOption<T extends string>(option: GivenOption, words: readonly T[]): T {
  const word = words.find((known) => known === option.value.text.toLowerCase());
  if (word === undefined) throw badValue(option, words.join(" or "));
  return word;
}
