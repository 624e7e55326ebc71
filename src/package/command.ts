/** bin/portrisk.js, which is the same in every profile. */
import { bundleCommand } from "./bundle.ts";
import { compileScorer } from "./scorer.ts";

/** By repository: the packages that one process builds have the same command. */
const compiled = new Map<string, Promise<Buffer>>();

/** Compiles the command of a repository. `banner` is its first line. Rejects with an Error when it does not compile. */
export type CompileCommand = (root: string, banner: string) => Promise<Buffer>;

export const compileCommand: CompileCommand = (root, banner) => {
  const command =
    compiled.get(root) ?? compileScorer(root).then(({ module }) => bundleCommand(root, banner, module));
  compiled.set(root, command);
  return command;
};
