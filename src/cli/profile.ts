/**
 * `npm run profile -- WORKLOAD`: where the built command's time goes on a workload of the benchmark, function by function, those of the
 * byte engine with their names.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, type Command } from "commander";
import { firstBodies, knownPorts, timeByFunction, WORKLOADS, writeRequests } from "../benchmark/index.ts";
import { build, compileScorer } from "../package/index.ts";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

const SHOWN = 30;

export function profileProgram(): Command {
  const names = WORKLOADS.map(({ name }) => name);
  return newProgram("profile", "Show where the built command's time goes, function by function.")
    .addArgument(new Argument("[workload]", "a workload of npm run bench").choices(names).default("narrow"))
    .option("--reference", "without the byte engine", false)
    .action(profile);
}

async function profile(name: string, { reference }: { readonly reference: boolean }): Promise<void> {
  const workload = WORKLOADS.find((each) => each.name === name)!;
  const progress = new Progress();
  progress.step("building the package");
  const folder = mkdtempSync(join(tmpdir(), "suspicious-ports-profile-"));
  try {
    const { app } = await build(ROOT, folder);
    const file = join(app, "bin", "portrisk.js");
    const scorer = reference ? "" : (await compileScorer(ROOT, true)).module.toString("base64");
    const text = readFileSync(file, "utf8");
    const changed = text.replace(/const SCORER = "[^"]*"/, `const SCORER = "${scorer}"`);
    if (changed === text)
      throw new Error("bin/portrisk.js has no SCORER to replace (src/package/bundle.ts).");
    writeFileSync(file, changed);
    progress.step(`running the workload ${name}`);
    const requests = join(folder, "requests");
    const bodies = firstBodies(workload, knownPorts(join(ROOT, "catalogue")), workload.chunks);
    const { chunks } = writeRequests(requests, workload.arguments, bodies);
    // From a file to nowhere: what pipes cost is not seen here, and no program on the other side takes a core.
    const { status, signal } = spawnSync(
      process.execPath,
      ["--cpu-prof", "--cpu-prof-dir", folder, "--cpu-prof-interval", "200", "--max-semi-space-size=1", file],
      { stdio: [openSync(requests, "r"), "ignore", "inherit"] },
    );
    if (status !== 0) throw new Error(`portrisk ended with ${status ?? signal}.`);
    const profile = readdirSync(folder).find((name) => name.endsWith(".cpuprofile"))!;
    const times = timeByFunction(JSON.parse(readFileSync(join(folder, profile), "utf8")));
    progress.clear();
    const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    console.log(`${workload.title}: ${chunks * workload.rowsPerChunk} rows, ${total.toFixed(0)} ms\n`);
    for (const { name, milliseconds, share } of times.slice(0, SHOWN))
      console.log(
        `${milliseconds.toFixed(1).padStart(8)} ms ${(100 * share).toFixed(1).padStart(5)} %  ${name}`,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
