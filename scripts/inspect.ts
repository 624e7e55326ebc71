/**
 * `npm run inspect`: Splunk's own vetting, AppInspect, on the built package, with every check that it has. Anything but
 * successes and checks that do not apply fails. AppInspect hardly looks into a script without an extension, so a copy
 * whose launcher is named .sh is vetted too.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { archive, build, type Files } from "../src/package/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const APPINSPECT = "splunk-appinspect==4.3.1";
/** Results that are no objection. */
const FINE = new Set(["success", "not_applicable", "skipped"]);
const COUNTED = [
  "error",
  "failure",
  "manual_check",
  "warning",
  "future",
  "success",
  "not_applicable",
  "skipped",
];

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly reports: readonly {
    readonly groups: readonly {
      readonly checks: readonly {
        readonly name: string;
        readonly result: string;
        readonly messages: readonly { readonly message: string; readonly message_filename?: string }[];
      }[];
    }[];
  }[];
}

await run(async () => {
  const { spl, files } = await build(root, dist);
  const vetted = join(dist, "inspect");
  mkdirSync(vetted, { recursive: true });
  const withExtension = join(vetted, "launcher-named-sh.spl");
  writeFileSync(withExtension, await archive(launcherNamedSh(files), 9));
  const program = installed();
  let objections = 0;
  for (const package_ of [spl, withExtension]) {
    const report = inspect(program, package_, join(vetted, "report.json"));
    console.log(
      `${relative(root, package_)}: ${COUNTED.map((result) => `${report.summary[result] ?? 0} ${result}`).join(", ")}`,
    );
    for (const check of report.reports.flatMap(({ groups }) => groups).flatMap(({ checks }) => checks)) {
      if (FINE.has(check.result)) continue;
      objections++;
      console.log(`  ${check.result} ${check.name}`);
      for (const { message, message_filename: file } of check.messages)
        console.log(`    ${file ?? ""} ${message}`);
    }
    if ((report.summary.success ?? 0) < 50)
      throw new Error("AppInspect ran hardly any check; its result proves nothing.");
  }
  if (objections > 0) throw new Error(`AppInspect objects ${objections} times.`);
});

/** AppInspect in a virtual environment of the project, installed on first use. */
function installed(): string {
  const environment = join(root, ".venv");
  const program = join(environment, "bin", "splunk-appinspect");
  if (!existsSync(program)) {
    call("python3", ["-m", "venv", environment]);
    call(join(environment, "bin", "pip"), ["install", "--quiet", APPINSPECT]);
  }
  return program;
}

function inspect(program: string, spl: string, output: string): Report {
  const args = [
    "inspect",
    spl,
    "--mode",
    "precert",
    "--max-messages",
    "all",
    "--data-format",
    "json",
    "--output-file",
    output,
  ];
  call(program, args);
  return JSON.parse(readFileSync(output, "utf8")) as Report;
}

function call(program: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw new Error(`${program} cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ended with exit code ${status}:\n${stdout}\n${stderr}`);
}

function launcherNamedSh(files: Files): Files {
  const renamed = new Map(files);
  renamed.set("bin/portrisk.sh", files.get("bin/portrisk")!);
  renamed.delete("bin/portrisk");
  const commands = files.get("default/commands.conf")!.toString("utf8");
  renamed.set(
    "default/commands.conf",
    Buffer.from(commands.replace("filename = portrisk", "filename = portrisk.sh")),
  );
  return renamed;
}
