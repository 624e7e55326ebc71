/**
 * `npm run scale`: one search over events on several indexers, simulated: a command of its own for each, partial counts
 * merged as the search head does, beside one command over all events. Fails where the rows are not the same.
 */
import { join } from "node:path";
import type { Command } from "commander";
import {
  knownPorts,
  machine,
  markdownTable,
  peersGrid,
  simulatePeers,
  terminalTable,
  WORKLOADS,
  writeMarked,
} from "../benchmark/index.ts";
import { withPackage } from "./package.ts";
import { newProgram, ROOT, wholeNumber } from "./program.ts";
import { Progress } from "./terminal.ts";

interface Options {
  readonly events: number;
  readonly peers: number;
  readonly docs: boolean;
}

export function scaleProgram(): Command {
  return newProgram(
    "scale",
    "Simulate a search that is distributed over several indexers, and compare it with one command.",
  )
    .option("--events <number>", "how many events there are", wholeNumber(1, 2_000_000), 200_000)
    .option("--peers <number>", "how many indexers have them", wholeNumber(1, 64), 8)
    .option("--docs", "write the table into docs/scale.md", false)
    .action(scale);
}

async function scale({ events, peers, docs }: Options): Promise<void> {
  const progress = new Progress();
  progress.step("building the package");
  await withPackage(async (app) => {
    progress.step(`scoring ${events} events on ${peers} indexers`);
    const known = knownPorts(join(ROOT, "catalogue"));
    const simulation = await simulatePeers(join(app, "bin", "portrisk"), WORKLOADS[0]!, known, events, peers);
    const grid = peersGrid(simulation);
    progress.clear();
    console.log(`${machine()}\n\n${terminalTable(grid)}`);
    if (docs) writeMarked(join(ROOT, "docs", "scale.md"), "scale", `${machine()}\n\n${markdownTable(grid)}`);
  });
}
