/**
 * `npm run scale`: one search over events that lie on several indexers, simulated: a command of its own for each, partial counts
 * merged as the search head does, beside one command over all events. Fails where the rows are not the same.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import {
  knownPorts,
  machine,
  markdownTable,
  peersGrid,
  simulatePeers,
  terminalTable,
  WORKLOADS,
  writeMarked,
} from "../src/benchmark/index.ts";
import { run } from "../src/cli/run.ts";
import { build } from "../src/package/index.ts";

const root = join(import.meta.dirname, "..");

const wholeNumber = (largest: number) => (text: string) => {
  const number = /^[1-9][0-9]*$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= largest)) throw new InvalidArgumentError(`It must be a whole number from 1 to ${largest}.`);
  return number;
};

const { events, peers, docs } = new Command("scale")
  .description(
    "Simulate a search that is distributed over several indexers, and compare it with one command.",
  )
  .option("--events <number>", "how many events there are", wholeNumber(2_000_000), 200_000)
  .option("--peers <number>", "how many indexers have them", wholeNumber(64), 8)
  .option("--docs", "write the table into docs/scale.md", false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ events: number; peers: number; docs: boolean }>();

await run(async () => {
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-scale-"));
  try {
    const { app } = await build(root, dist);
    const launcher = join(app, "bin", "portrisk");
    const known = knownPorts(join(root, "catalogue"));
    const simulation = await simulatePeers(launcher, WORKLOADS[0]!, known, events, peers);
    const grid = peersGrid(simulation);
    console.log(`${machine()}\n\n${terminalTable(grid)}`);
    if (docs) writeMarked(join(root, "docs", "scale.md"), "scale", `${machine()}\n\n${markdownTable(grid)}`);
  } finally {
    rmSync(dist, { recursive: true });
  }
});
