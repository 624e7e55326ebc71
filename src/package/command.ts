/** bin/portrisk.js, which is the same in every profile. */
import { bundleCommand } from "./bundle.ts";
import { Once } from "./once.ts";
import { compileScorer } from "./scorer.ts";

/** All that the command is compiled from. */
const SOURCES = [
  "src/scpv2",
  "src/csv",
  "src/risk",
  "src/scorer",
  "src/portrisk",
  "tsconfig.json",
  "tsconfig.command.json",
];

const commands = new Once<Buffer>();

/**
 * The compiled command.
 * @param banner its first line
 * @throws Error when it does not compile
 */
export function compileCommand(root: string, banner: string): Promise<Buffer> {
  return commands.of(root, SOURCES, banner, async () =>
    bundleCommand(root, banner, (await compileScorer(root)).module),
  );
}
