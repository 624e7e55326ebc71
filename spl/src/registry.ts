/**
 * What the compiler may use: tables of commands and functions, handed to it as an argument. Names that are in no table are
 * refused with the nearest names that are.
 */
import type { Command, EvalFunction } from "./contract.ts";
import { type Span, SplError } from "./errors.ts";

export interface Registry {
  readonly commands: ReadonlyMap<string, Command>;
  /** Commands of Splunk that are not run, with the reason. */
  readonly refusedCommands: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, EvalFunction>;
  /** Eval functions of Splunk that are not run, with the reason. */
  readonly refusedFunctions: ReadonlyMap<string, string>;
}

/**
 * The command of this name, in any case; `custom` is the app's own command of that name. Throws SplError refused_command,
 * unknown_command (with the nearest name, `customNames` included), or ambiguous where the app redefines a command of Splunk's.
 */
export function findCommand(
  registry: Registry,
  name: string,
  custom: Command | null,
  customNames: readonly string[],
  span: Span,
): Command {
  const lower = name.toLowerCase();
  const own = registry.commands.get(lower);
  const reason = registry.refusedCommands.get(lower);
  if (custom !== null && (own !== undefined || reason !== undefined)) {
    const message = `The app defines a custom command "${name}", and Splunk has one of that name; which counts is not settled here.`;
    throw new SplError("ambiguous", message, span);
  }
  const command = own ?? custom;
  if (command !== null) return command;
  if (reason !== undefined) {
    throw new SplError("refused_command", `The command ${lower} is not run here: ${sentence(reason)}`, span);
  }
  const close = nearest(lower, [
    ...registry.commands.keys(),
    ...registry.refusedCommands.keys(),
    ...customNames,
  ]);
  const hint = close === null ? "" : ` Did you mean ${close}?`;
  throw new SplError("unknown_command", `No command "${name}" is known.${hint}`, span);
}

/** The name that differs least, if it differs little; null otherwise. */
export function nearest(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name, candidate, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Letters changed, added, left out or swapped with their neighbour. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit || left.length > 60) return limit;
  let earlier: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = previous[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      let least = Math.min(change, previous[j]! + 1, current[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) least = Math.min(least, earlier[j - 2]! + 1);
      current.push(least);
    }
    [earlier, previous] = [previous, current];
  }
  return previous[right.length]!;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
