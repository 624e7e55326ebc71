/** `npm run scorer`: the types of the byte engine's exports, as the AssemblyScript compiler gives them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { compileScorer, SCORER_TYPES } from "../package/index.ts";
import { newProgram, ROOT } from "./program.ts";

export function scorerProgram(): Command {
  return newProgram("scorer", `Compile the byte engine and write the types of its exports, ${SCORER_TYPES}.`)
    .option("--check", "write nothing; fail where the file has other types", false)
    .action(writeTypes);
}

async function writeTypes({ check }: { readonly check: boolean }): Promise<void> {
  const { types } = await compileScorer(ROOT);
  const file = join(ROOT, SCORER_TYPES);
  if (!check) writeFileSync(file, types);
  else if (readFileSync(file, "utf8") !== types)
    throw new Error(`${SCORER_TYPES} is not what src/scorer/assembly exports. Run: npm run scorer`);
}
