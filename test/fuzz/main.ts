/**
 * `npm run fuzz`: a million inputs for the reader of messages, the reader of tables and the byte engine, among them searches of a million
 * rows that are answered in several ways; then random events for the command, the eval macros and the detection's prefilter. Each input is made from a number,
 * new in each run. An input that fails is printed; those of the readers and the engine are kept in test/cases/fuzz/seeds.jsonl, and
 * `npm test` tries them again in every run.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import fc from "fast-check";
import { withPackage } from "../../src/cli/package.ts";
import { main, newProgram, ROOT, wholeNumber } from "../../src/cli/program.ts";
import { Progress } from "../../src/cli/terminal.ts";
import { readApp } from "../../src/conf/index.ts";
import { compileScorer } from "../../src/package/index.ts";
import { compareEngines } from "../macros/engines.ts";
import { missedByPrefilter } from "../macros/missed.ts";
import { randomEvents } from "../macros/random-events.ts";
import { stories } from "../macros/stories.ts";
import { check, SHARES, TARGETS, type Target } from "../support/fuzz.ts";

const SEEDS = join(ROOT, "test", "cases", "fuzz", "seeds.jsonl");
/** Enough to see what is wrong; more would bury it. */
const MAX_FAILURES = 10;
const MAX_COUNT = 999_999_999;
/** Inputs between two updates of the line that shows how far it is. */
const PROGRESS_STEP = 1000;
const progress = new Progress();

interface Options {
  readonly inputs: number;
  readonly events: number;
  readonly seed: number;
}

function fuzzProgram(): Command {
  const shares = Object.entries(SHARES).map(([target, share]) => `${100 * share} % ${target}`);
  const number = wholeNumber(0, MAX_COUNT);
  return newProgram("fuzz", "Give random inputs to the readers, the byte engine and both engines.")
    .option(
      "--inputs <number>",
      `for the readers and the byte engine: ${shares.join(", ")}`,
      number,
      1_000_000,
    )
    .option("--events <number>", "that the command and the eval macros score", number, 10_000)
    .option("--seed <number>", "that the first input is made from", number, Date.now() % MAX_COUNT)
    .action(fuzz);
}

async function fuzz({ inputs, events, seed }: Options): Promise<void> {
  console.log(`seeds from ${seed}`);
  const scorer = (await compileScorer(ROOT)).module.toString("base64");
  let failures = 0;
  for (const target of TARGETS)
    failures += fuzzTarget(target, Math.ceil(inputs * SHARES[target]), seed, scorer, MAX_FAILURES - failures);
  failures += await withPackage((app) => fuzzEngines(app, events, seed));
  console.log(`${inputs + events - failures} passed, ${failures} failed`);
  if (failures > 0) throw new Error(`${failures} inputs failed: try them again with --seed ${seed}.`);
}

/** @returns how many inputs failed, at most `limit`: then it stops */
function fuzzTarget(target: Target, count: number, seed: number, scorer: string, limit: number): number {
  let failures = 0;
  let rows = 0;
  const start = process.hrtime.bigint();
  for (let input = seed; input < seed + count && failures < limit; input++) {
    if ((input - seed) % PROGRESS_STEP === 0) progress.step(`${target}: ${input - seed} of ${count} inputs`);
    try {
      rows += check(target, input, scorer);
    } catch (error) {
      failures++;
      progress.clear();
      const message = error instanceof Error ? error.message : String(error);
      console.log(`${target}, seed ${input}: ${message}`);
      appendFileSync(SEEDS, `${JSON.stringify({ target, seed: input, message })}\n`);
    }
  }
  progress.clear();
  const perSecond = Math.round(count / (Number(process.hrtime.bigint() - start) / 1e9));
  const compared = rows > 0 ? `, ${rows} rows compared` : "";
  console.log(`${target}: ${count} inputs, ${perSecond} per second${compared}`);
  return failures;
}

/** @returns how many events the command and the eval macros score differently, and how many the detection would not read but must */
async function fuzzEngines(app: string, count: number, seed: number): Promise<number> {
  const events = fc.sample(randomEvents(stories(ROOT)), { numRuns: count, seed });
  progress.step(`engines: ${count} events`);
  const { different } = await compareEngines(readApp(app), events);
  progress.clear();
  for (const { event, command, macros } of different.slice(0, MAX_FAILURES))
    console.log(`engines, seed ${seed}: ${event}\ncommand\n${command}\neval macros\n${macros}`);
  console.log(`engines: ${count} events`);
  progress.step(`prefilter: ${count} events`);
  const { reached, missed } = await missedByPrefilter(readApp(app), events);
  progress.clear();
  for (const event of missed.slice(0, MAX_FAILURES))
    console.log(`prefilter, seed ${seed}: not read: ${JSON.stringify(event)}`);
  console.log(`prefilter: ${reached} events that the detection must read`);
  return different.length + missed.length;
}

await main(fuzzProgram());
