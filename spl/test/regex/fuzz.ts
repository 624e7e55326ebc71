/** `npm run fuzz:regex`: random patterns and texts on our matcher and on PCRE2. Each is made from a number. */
import { InvalidArgumentError, program } from "commander";
import { loadPcre2 } from "../support/pcre2.ts";
import { compare } from "../support/regex-differential.ts";

/** Enough to see what is wrong. */
const MAX_DIFFERENCES = 10;

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is not a whole number.");
  return Number(text);
}

const { patterns, seed } = program
  .name("npm run fuzz:regex --")
  .description(
    "Give random patterns and texts to the matcher of the SPL runner and to PCRE2, and print each difference.",
  )
  .option("--patterns <number>", "how many", count, 100_000)
  .option("--seed <number>", "the number of the first one", count, Date.now() % 1_000_000_000)
  .parse()
  .opts<{ patterns: number; seed: number }>();
const oracle = await loadPcre2();
console.log(`PCRE2 ${oracle.version}, from ${seed}`);
const outcomes = { equal: 0, rejected: 0, limit: 0, different: 0 };
for (let i = seed; i < seed + patterns && outcomes.different < MAX_DIFFERENCES; i++) {
  const { outcome, pattern, text, mode } = compare(oracle, i);
  if (outcome === "equal" || outcome === "rejected" || outcome === "limit") outcomes[outcome]++;
  else {
    outcomes.different++;
    console.log(`${i}, ${mode}: ${JSON.stringify(pattern)} on ${JSON.stringify(text)}: ${outcome}`);
  }
}
const { equal, rejected, limit, different } = outcomes;
console.log(
  `${equal} equal, ${rejected} rejected by our matcher, ${limit} at a step limit, ${different} different`,
);
if (different > 0) process.exitCode = 1;
