/**
 * `npm run build`: sources → dist/suspicious_ports-<version>.spl, dist/suspicious_ports/ (the same, unpacked) and
 * dist/spl.cjs (the SPL runner); with --profile, the packages that bring a Node.js.
 */
import { renameSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { run } from "../src/cli/run.ts";
import { build, bundleTool, PROFILES, profilesNamed } from "../src/package/index.ts";

const root = join(import.meta.dirname, "..");

const HELP = `
Profiles:
  portable  no Node.js inside; UNIX search heads that have one (at most 300 kB)
  cloud     Node.js for Linux on x64 and ARM inside; Splunk Cloud, and hosts without a Node.js (at most 100 MB)
  windows   Node.js for Windows inside, started by portrisk.cmd (at most 100 MB)
  all       each of them

Written to dist/: suspicious_ports-<version>[-<profile>][-splunkbase].spl, the same with .cdx.json (what is inside, CycloneDX),
the unpacked app, SHA256SUMS. The Node.js comes from the npm registry, checked against profiles/runtimes.json.
`;

await run(async () => {
  const program = new Command("npm run build --")
    .addOption(
      new Option("--profile <name>", "which package")
        .choices([...Object.keys(PROFILES), "all"])
        .default("portable"),
    )
    .option("--splunkbase", "for Splunkbase: Splunk may ask there for updates", false)
    .option("--author <name>", "with --splunkbase: the publisher's name at splunk.com")
    .addHelpText("after", HELP)
    .exitOverride();
  try {
    program.parse();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const { profile, splunkbase, author } = program.opts<{
    profile: string;
    splunkbase: boolean;
    author?: string;
  }>();
  if (author !== undefined && !splunkbase) {
    console.error("error: --author is for a package for Splunkbase: give --splunkbase too");
    process.exitCode = 2;
    return;
  }
  const dist = join(root, "dist");
  for (const name of profilesNamed(profile)) {
    const { spl, bom, app, files } = await build(root, dist, { profile: name, splunkbase, author });
    console.log(`${relative(root, spl)}  ${Math.ceil(statSync(spl).size / 1000)} kB, ${files.size} files`);
    console.log(`${relative(root, bom)}  what is inside`);
    console.log(`${relative(root, app)}/  the same, unpacked`);
  }
  if (splunkbase && author === undefined)
    console.log(
      "before you publish: --author NAME, since Splunkbase wants the publisher's name at splunk.com",
    );
  const runner = join(dist, "spl.cjs");
  writeFileSync(`${runner}.new`, await bundleTool(join(root, "scripts/spl.ts")));
  renameSync(`${runner}.new`, runner);
  console.log(`${relative(root, runner)}  the SPL runner; node dist/spl.cjs --help`);
});
