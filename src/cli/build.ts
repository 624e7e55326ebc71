/**
 * `npm run build`: sources → dist/suspicious_ports-<version>.spl, dist/suspicious_ports/ (the same, unpacked) and
 * dist/spl.cjs (the SPL runner); with --profile, the packages that bring a Node.js.
 */
import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { type Command, Option } from "commander";
import { build, buildRunner, PROFILES, profilesNamed, removeBuilt } from "../package/index.ts";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

const sizeLimit = ({ limit }: { readonly limit: number }) =>
  limit < 1_000_000 ? `${limit / 1000} kB` : `${limit / 1_000_000} MB`;

const HELP = `
Profiles:
  portable  no Node.js inside; UNIX search heads that have one (at most ${sizeLimit(PROFILES.portable)})
  cloud     Node.js for Linux on x64 and ARM inside; Splunk Cloud, and hosts without a Node.js (at most ${sizeLimit(PROFILES.cloud)})
  windows   Node.js for Windows inside, started by portrisk.cmd (at most ${sizeLimit(PROFILES.windows)})
  all       each of them

Written to dist/: suspicious_ports-<version>[-<profile>][-splunkbase].spl, its bill of materials (.cdx.json, CycloneDX), the
unpacked app, the SPL runner (spl.cjs) with the licences of the packages in it, SHA256SUMS. The Node.js comes from the npm
registry, checked against profiles/runtimes.json.
`;

interface Options {
  readonly profile: string;
  readonly splunkbase: boolean;
  readonly author?: string;
}

export function buildProgram(): Command {
  const program = newProgram("build", "Build the Splunk app and the SPL runner.");
  return program
    .addOption(
      new Option("--profile <name>", "which package")
        .choices([...Object.keys(PROFILES), "all"])
        .default("portable"),
    )
    .option("--splunkbase", "for Splunkbase: Splunk may ask there for updates", false)
    .option("--author <name>", "with --splunkbase: the publisher's name at splunk.com")
    .addHelpText("after", HELP)
    .action((options: Options) => {
      if (options.author !== undefined && !options.splunkbase)
        program.error("error: --author is for a package for Splunkbase: give --splunkbase too");
      return buildAll(options);
    });
}

async function buildAll({ profile, splunkbase, author }: Options): Promise<void> {
  const progress = new Progress();
  const dist = join(ROOT, "dist");
  const print = (path: string, what: string) => console.log(`${relative(ROOT, path)}  ${what}`);
  try {
    const targets = profilesNamed(profile).map((name) => ({ profile: name, splunkbase, author }));
    for (const name of removeBuilt(ROOT, dist, targets))
      console.log(`${name}  is not what a build of this version wrote: it was taken out of SHA256SUMS`);
    for (const target of targets) {
      progress.step(`building the ${target.profile} package`);
      const { spl, bom, app, files } = await build(ROOT, dist, target);
      progress.clear();
      print(spl, `${Math.ceil(statSync(spl).size / 1000)} kB, ${files.size} files`);
      print(bom, "its bill of materials");
      print(`${app}/`, "the same, unpacked");
    }
    if (splunkbase && author === undefined)
      console.log(
        "Before you publish: build with --author NAME. Splunkbase wants the publisher's name at splunk.com.",
      );
    progress.step("building the SPL runner");
    const runner = await buildRunner(ROOT, dist);
    progress.clear();
    print(runner, "the SPL runner; node dist/spl.cjs --help");
  } finally {
    progress.clear();
  }
}
