/** Everything that the runner runs and knowingly rejects, joined: the registry that searches are compiled with. */
import { COMMANDS, UNSUPPORTED_COMMANDS } from "../commands/index.ts";
import { EVAL_FUNCTIONS, UNSUPPORTED_FUNCTIONS } from "../functions/index.ts";
import type { Registry } from "../plan/registry.ts";

export const REGISTRY: Registry = {
  commands: COMMANDS,
  unsupportedCommands: UNSUPPORTED_COMMANDS,
  functions: EVAL_FUNCTIONS,
  unsupportedFunctions: UNSUPPORTED_FUNCTIONS,
};
