/**
 * What the compiler may use: tables of commands and functions, handed to it as an argument. Names that are in no table are
 * rejected with the nearest names that are.
 */
import type { Command } from "../contract/command.ts";
import type { EvalFunction } from "../contract/function.ts";
import { nearest } from "../errors/nearest.ts";
import { type Span, SplError } from "../errors/spl-error.ts";

export interface Registry {
  readonly commands: ReadonlyMap<string, Command>;
  /** Commands of Splunk that are not run, with the reason. */
  readonly unsupportedCommands: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, EvalFunction>;
  /** Eval functions of Splunk that are not run, with the reason. */
  readonly unsupportedFunctions: ReadonlyMap<string, string>;
}

/**
 * The command of this name, in any case; `custom` is the app's own command of that name. Throws SplError unsupported_command,
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
  const reason = registry.unsupportedCommands.get(lower);
  if (custom !== null && (own !== undefined || reason !== undefined)) {
    const message = `The app defines a custom command "${name}", and Splunk has one of that name; which counts is not settled here: give the app's own another name.`;
    throw new SplError("ambiguous", message, span);
  }
  const command = own ?? custom;
  if (command !== null) return command;
  if (reason !== undefined) {
    throw new SplError(
      "unsupported_command",
      `The command ${lower} is not supported: ${sentence(reason)}`,
      span,
    );
  }
  const close = nearest(lower, [
    ...registry.commands.keys(),
    ...registry.unsupportedCommands.keys(),
    ...customNames,
  ]);
  const hint = close === null ? "" : ` Did you mean ${close}?`;
  throw new SplError("unknown_command", `Unknown command "${name}".${hint}`, span);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
