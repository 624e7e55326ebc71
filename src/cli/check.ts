/** `npm run check`: what can be known without running anything: format, types and imports. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

const STEPS: readonly (readonly [what: string, program: string, ...args: string[]])[] = [
  ["format", "biome", "check", "--error-on-warnings", "."],
  ["types", "tsc", "-p", "."],
  ["types of the command, for Node.js 8.17", "tsc", "-p", "tsconfig.command.json"],
  ["types of the byte engine", "tsc", "-p", "src/scorer/assembly"],
  ["exports of the byte engine", "tsx", "--no-cache", "scripts/scorer.ts", "--check"],
  ["imports", "depcruise", "src", "spl", "scripts", "test", "--config", ".dependency-cruiser.cjs"],
  ["imports of the SPL runner", "npm", "run", "--silent", "layers", "-w", "spl-runner"],
];

export function checkProgram(): Command {
  return newProgram("check", `Check ${STEPS.map(([what]) => what).join(", ")}.`).action(check);
}

/**
 * Runs every step, as many at a time as there are processors, and prints the output of those that fail.
 * @throws Error that names them
 */
export async function check(): Promise<void> {
  const progress = new Progress();
  const failed: string[] = [];
  const waiting = [...STEPS];
  const runSteps = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const [what, program, ...args] = step;
      progress.step(`checking ${what}`);
      const output = await failure(program, args);
      progress.clear();
      if (output === null) continue;
      console.error(output);
      failed.push(what);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runSteps));
  if (failed.length > 0) throw new Error(`The check fails: ${failed.join(", ")}.`);
  console.log(`${STEPS.length} checks passed.`);
}

/** Runs a program: null when it succeeds, else what it printed. */
async function failure(program: string, args: readonly string[]): Promise<string | null> {
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: `${ROOT}/node_modules/.bin:${process.env.PATH}` },
  });
  const status = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([status, text(child.stdout), text(child.stderr)]);
  return code === 0 ? null : `${stdout}${stderr}`;
}
