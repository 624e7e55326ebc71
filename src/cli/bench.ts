/**
 * `npm run bench`: the built command beside the same job on Splunk's Python SDK and beside the limit in C, on the same
 * requests, in turn. Prints medians, paired ratios and the targets; nothing is asserted but that the rows are equal.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import {
  cacheFolder,
  compiled,
  costGrid,
  Driver,
  type Engines,
  type Grid,
  growthGrid,
  knownPorts,
  MissingTool,
  machine,
  markdownTable,
  measureGrowth,
  measureStartUp,
  measureWorkload,
  type Plan,
  pythonWithSdk,
  runnerGrid,
  sdkProgram,
  spreadGrid,
  startUpGrid,
  terminalTable,
  throughputGrid,
  WORKLOADS,
  writeMarked,
} from "../benchmark/index.ts";
import { build, bundleTool } from "../package/index.ts";
import { newProgram, ROOT, wholeNumber } from "./program.ts";
import { Progress } from "./terminal.ts";

/** What can be measured beside the workloads. */
const OTHERS = ["startup", "growth", "runner"];
const PARTS = [...WORKLOADS.map(({ name }) => name), ...OTHERS];

interface Options {
  readonly times?: number;
  readonly workload: readonly string[];
  readonly quick: boolean;
  readonly docs: boolean;
  readonly command?: string;
  readonly beside?: string;
}

const progress = new Progress();

export function benchProgram(): Command {
  return newProgram(
    "bench",
    `Measure the built command beside the same job on Splunk's Python SDK and the limit in C. What can be measured: ${PARTS.join(", ")}.`,
  )
    .option("--times <number>", "rounds (9; with --quick 2)", wholeNumber(1, 99))
    .option("--workload <name...>", "only these", part, [])
    .option("--quick", "fewer rounds and chunks, in two minutes; its numbers are rough", false)
    .option("--docs", "write the tables into docs/performance.md and docs/scale.md", false)
    .option("--command <path>", "measure this launcher (bin/portrisk) in place of the built one")
    .option(
      "--beside <path>",
      "also measure this launcher, of another build, in each round, and show the ratio to it",
    )
    .action(bench);
}

function part(name: string, before: readonly string[]): readonly string[] {
  if (!PARTS.includes(name)) throw new InvalidArgumentError(`Choose from ${PARTS.join(", ")}.`);
  return [...before, name];
}

async function bench(options: Options): Promise<void> {
  const { quick } = options;
  if (options.docs && options.workload.length > 0)
    throw new Error("--docs writes whole tables, so it needs every workload: leave --workload out.");
  if (options.docs && options.beside !== undefined)
    throw new Error("--docs writes tables without another build: leave --beside out.");
  for (const path of [options.command, options.beside])
    if (path !== undefined && !existsSync(path))
      throw new Error(`${path} is not a file that can be started.`);
  const times = options.times ?? (quick ? 2 : 9);
  const chosen = options.workload.length === 0 ? PARTS : options.workload;
  const folder = mkdtempSync(join(cacheFolder(ROOT), "run-"));
  try {
    progress.step("building the package");
    const { app } = await build(ROOT, join(folder, "dist"));
    const plan: Plan = {
      times,
      slowPart: quick ? 0.3 : 1,
      folder,
      known: knownPorts(join(ROOT, "catalogue")),
    };
    const grids: Grid[] = [];
    const forScale: Grid[] = [];
    const show = (grid: Grid, scale = false) => {
      (scale ? forScale : grids).push(grid);
      progress.clear();
      console.log(`${terminalTable(grid)}\n`);
    };
    const engines = available(app, folder, options);
    const about = machine(engines?.sdk?.program ?? null);
    progress.clear();
    console.log(`${about}\n`);
    if (engines !== null) measure(engines, plan, chosen, show, quick);
    if (chosen.includes("runner")) {
      progress.step("measuring runner");
      const runner = join(folder, "spl.cjs");
      writeFileSync(runner, (await bundleTool(ROOT, "scripts/spl.ts")).program);
      show(runnerGrid(runner, app, folder, plan.known, Math.min(times, 3)));
    }
    if (options.docs) {
      const text = (chosenGrids: readonly Grid[]) => [about, ...chosenGrids.map(markdownTable)].join("\n\n");
      writeMarked(join(ROOT, "docs", "performance.md"), "bench", text(grids));
      writeMarked(join(ROOT, "docs", "scale.md"), "bench", text(forScale));
    }
  } finally {
    progress.clear();
    rmSync(folder, { recursive: true });
  }
}

/** What this machine can measure with. What it lacks is said in one line; without a compiler only the runner is left. */
function available(app: string, folder: string, { command, beside }: Options): Engines | null {
  try {
    const engines = {
      driver: new Driver(compiled(ROOT, "drive")),
      passthrough: compiled(ROOT, "passthrough"),
      portrisk: { program: command ?? join(app, "bin", "portrisk"), arguments: [] },
      ...(beside === undefined ? {} : { beside: { program: beside, arguments: [] } }),
    };
    const sdk = unlessMissing(() => sdkProgram(ROOT, pythonWithSdk(ROOT), app, folder));
    return sdk === null ? engines : { ...engines, sdk };
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.log(`Only the runner is measured. ${error.message}`);
    return null;
  }
}

function unlessMissing<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.log(error.message);
    return null;
  }
}

function measure(
  engines: Engines,
  plan: Plan,
  chosen: readonly string[],
  show: (grid: Grid, forScale?: boolean) => void,
  quick: boolean,
): void {
  const { times } = plan;
  const results = WORKLOADS.filter(({ name }) => chosen.includes(name)).map((workload) => {
    progress.step(`measuring ${workload.name}`);
    return measureWorkload(workload, engines, plan);
  });
  if (results.length > 0) {
    show(throughputGrid(results, times));
    show(costGrid(results));
  }
  if (chosen.includes("startup")) {
    progress.step("measuring startup");
    show(startUpGrid(measureStartUp(engines, { ...plan, times: times * 3 })));
  }
  if (chosen.includes("growth")) {
    progress.step("measuring growth");
    const rounds = Math.min(times, quick ? 1 : 3);
    const sizes = [1000, 10_000, 100_000, 1_000_000, ...(quick ? [] : [5_000_000])];
    const growth = measureGrowth(WORKLOADS[0]!, sizes, engines, { ...plan, times: rounds });
    show(growthGrid(growth, rounds));
    show(spreadGrid(growth), true);
  }
}
