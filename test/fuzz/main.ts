/**
 * `npm run fuzz`: a million inputs for the reader of messages, the reader of tables and the byte engine, among them searches of a million
 * rows that are answered in several ways. Each input is made from a number, new in each run; one that fails is printed and kept in
 * test/cases/fuzz/seeds.jsonl, which `npm test` tries again for ever.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { run } from "../../src/cli/run.ts";
import { compileScorer } from "../../src/package/index.ts";
import { check, SHARES, TARGETS } from "../support/fuzz.ts";

const root = join(import.meta.dirname, "../..");
const SEEDS = join(root, "test", "cases", "fuzz", "seeds.jsonl");
/** Enough to see what is wrong; more would bury it. */
const MAX_FAILURES = 10;

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CommanderError(2, "count", `error: "${text}" is not a whole number`);
  return Number(text);
}

await run(async () => {
  const program = new Command("npm run fuzz --")
    .option(
      "--inputs <number>",
      `how many: ${Object.entries(SHARES)
        .map(([target, share]) => `${100 * share} % ${target}`)
        .join(", ")}`,
      count,
      1_000_000,
    )
    .option(
      "--seed <number>",
      "the first number that an input is made from",
      count,
      Date.now() % 1_000_000_000,
    )
    .exitOverride();
  try {
    program.parse();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "count") console.error(error.message);
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const { inputs, seed } = program.opts<{ inputs: number; seed: number }>();
  const scorer = (await compileScorer(root)).module.toString("base64");
  console.log(`seeds from ${seed}`);
  let failures = 0;
  for (const target of TARGETS) {
    const share = Math.ceil(inputs * SHARES[target]);
    let rows = 0;
    const begun = process.hrtime.bigint();
    for (let index = 0; index < share && failures < MAX_FAILURES; index++) {
      try {
        rows += check(target, seed + index, scorer);
      } catch (error) {
        failures++;
        const message = error instanceof Error ? error.message : String(error);
        console.log(`${target}, seed ${seed + index}: ${message}`);
        appendFileSync(SEEDS, `${JSON.stringify({ target, seed: seed + index, message })}\n`);
      }
    }
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    console.log(
      `${target}: ${share} inputs, ${Math.round(share / seconds)} a second${rows > 0 ? `, ${rows} rows compared` : ""}`,
    );
  }
  console.log(`${inputs - failures} passed, ${failures} failed`);
  if (failures > 0)
    throw new Error(`${failures} inputs failed; they are kept in test/cases/fuzz/seeds.jsonl.`);
});
