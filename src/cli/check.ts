/** `npm run check`: what can be known without running anything: format, types, and who imports whom. */
import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

const STEPS: readonly (readonly [what: string, program: string, ...args: string[]])[] = [
  ["format", "biome", "check", "--error-on-warnings", "."],
  ["types", "tsc", "-p", "."],
  ["types of the command, for Node.js 8.17", "tsc", "-p", "tsconfig.command.json"],
  ["types of the byte engine", "tsc", "-p", "src/scorer/assembly"],
  ["exports of the byte engine", "tsx", "scripts/scorer.ts", "--check"],
  ["imports", "depcruise", "src", "spl", "scripts", "test", "--config", ".dependency-cruiser.cjs"],
  ["imports of the SPL runner", "npm", "run", "--silent", "layers", "-w", "spl-runner"],
];

export function checkProgram(): Command {
  return newProgram("check", `Check ${STEPS.map(([what]) => what).join(", ")}.`).action(check);
}

/**
 * Runs every step, and prints what those that fail have to say.
 * @throws Error that names them
 */
export function check(): void {
  const progress = new Progress();
  const failed: string[] = [];
  for (const [what, program, ...args] of STEPS) {
    progress.step(`checking ${what}`);
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, PATH: `${ROOT}/node_modules/.bin:${process.env.PATH}` },
    });
    progress.clear();
    if (status === 0) continue;
    console.error(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`);
    failed.push(what);
  }
  if (failed.length > 0) throw new Error(`The check fails: ${failed.join(", ")}.`);
  console.log(`${STEPS.length} checks passed.`);
}
