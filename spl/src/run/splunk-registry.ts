/** Everything that the runner runs and knowingly refuses, joined: the registry that searches are compiled with. */
import { COMMANDS, REFUSED_COMMANDS } from "../commands/index.ts";
import { EVAL_FUNCTIONS, REFUSED_FUNCTIONS } from "../functions/index.ts";
import type { Registry } from "../plan/registry.ts";

export const REGISTRY: Registry = {
  commands: COMMANDS,
  refusedCommands: REFUSED_COMMANDS,
  functions: EVAL_FUNCTIONS,
  refusedFunctions: REFUSED_FUNCTIONS,
};
