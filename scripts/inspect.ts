/**
 * `npm run inspect`: every package, vetted by Splunk's AppInspect under each set of tags, by Splunk's packaging toolkit (slim),
 * and by our own checks. What they object to must be waived, with a reason, in src/vetting/waivers.json.
 */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Table from "cli-table3";
import { archive, type Built, build, type Files, profilesNamed, suffixOf } from "../src/package/index.ts";
import {
  formatFinding,
  isWaived,
  readWaivers,
  unusedWaivers,
  vet,
  type Waiver,
} from "../src/vetting/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
/** `--small`: the package without a Node.js alone, in a minute. All packages take several. */
const small = process.argv.includes("--small");
const vetted = join(dist, "inspect");
const TOOLS = ["splunk-appinspect==4.3.1", "splunk-packaging-toolkit==1.2.8"];
/** What Splunk vets by: for Cloud, for private apps there, for moves to Victoria, for the future, and everything. */
const TAGS = [
  "cloud",
  "private_app",
  "private_victoria",
  "private_classic",
  "migration_victoria",
  "future",
  "splunk_appinspect",
  "every check",
];
/** Private apps must not look for updates at Splunkbase, so these tags are not for a package that does. */
const PRIVATE = /^(?:private_|migration_|every)/;
/** Results that are no objection. */
const FINE = new Set(["success", "not_applicable", "skipped"]);
/** Exit codes of `--ci`: none, failures, warnings, future failures. Any other is a fault of the tool. */
const EXIT_CODES = new Set([0, 101, 103, 104]);

interface Package {
  readonly name: string;
  readonly spl: string;
  /** Absent for the copy that is made for AppInspect alone. */
  readonly app?: string;
  readonly tags: readonly string[];
}

interface Verdict {
  readonly successes: number;
  /** Objections by the name of their check, with what is said. */
  readonly objections: readonly { readonly name: string; readonly text: string }[];
}

interface Report {
  readonly reports: readonly {
    readonly groups: readonly {
      readonly checks: readonly {
        readonly name: string;
        readonly result: string;
        readonly messages: readonly { readonly message: string }[];
      }[];
    }[];
  }[];
}

await run(async () => {
  const waivers = readWaivers();
  const used = new Set<Waiver>();
  const failures: string[] = [];
  const tools = installed();
  const packages = await packagesToVet();
  const table = new Table({
    head: ["package", ...TAGS, "slim", "our checks"],
    style: { head: [], border: [] },
  });

  /** A cell: "ok", with the number of waived objections, or of those that are not. */
  const judge = (
    tool: Waiver["tool"],
    name: string,
    where: string,
    { objections, successes }: Verdict,
  ): string => {
    const open = objections.filter((objection) => !isWaived(waivers, used, tool, name, objection.name));
    failures.push(...open.map(({ text }) => `${name}, ${where}: ${text}`));
    if (open.length > 0) return `${open.length} FAILED`;
    const waived = objections.length === 0 ? "" : `, ${objections.length} waived`;
    return `${successes > 0 ? `${successes} ` : ""}ok${waived}`;
  };

  for (const package_ of packages) {
    const { name, spl, app, tags } = package_;
    const cells: string[] = [];
    for (const tag of TAGS)
      cells.push(tags.includes(tag) ? judge("appinspect", name, tag, await inspect(tools, spl, tag)) : "–");
    cells.push(app === undefined ? "–" : judge("slim", name, "slim", slim(tools, app)));
    const findings = app === undefined ? [] : vet(app).flatMap(({ findings: found }) => found);
    failures.push(...findings.map((finding) => `${name}, our checks: ${formatFinding(finding)}`));
    cells.push(app === undefined ? "–" : findings.length === 0 ? "ok" : `${findings.length} FAILED`);
    table.push([name, ...cells]);
  }
  console.log(table.toString());
  for (const { tool, package: name, objection, reason } of used)
    console.log(`waived, ${tool}, ${name}: ${objection}\n  ${reason}`);
  // The waivers of packages that are not looked at are not needed either.
  if (!small) failures.push(...unusedWaivers(waivers, used));
  for (const failure of failures) console.log(failure);
  console.log(
    `${packages.length - new Set(failures.map((text) => text.split(",")[0])).size} passed, ${failures.length} failed`,
  );
  if (failures.length > 0) throw new Error(`Vetting objects ${failures.length} times.`);
});

async function packagesToVet(): Promise<Package[]> {
  mkdirSync(vetted, { recursive: true });
  const packages: Package[] = [];
  const add = ({ target, spl, app }: Built) =>
    packages.push({
      name: suffixOf(target).slice(1) || "portable",
      spl,
      app,
      tags: target.splunkbase ? TAGS.filter((tag) => !PRIVATE.test(tag)) : TAGS,
    });
  for (const profile of profilesNamed(small ? "portable" : "all"))
    add(await build(root, dist, { profile, splunkbase: false }));
  if (!small) add(await build(root, dist, { profile: "portable", splunkbase: true }));
  // AppInspect hardly looks into a script without an extension, so a copy whose launcher is named .sh is vetted too.
  const copy = join(vetted, "launcher-named-sh.spl");
  const { files } = await build(root, dist);
  writeFileSync(copy, await archive(launcherNamedSh(files), 1));
  packages.push({ name: "launcher named .sh", spl: copy, tags: ["cloud", "every check"] });
  return packages;
}

/** The tools in a virtual environment of the project, installed on first use; returns the folder with their programs. */
function installed(): string {
  const environment = join(root, ".venv");
  const programs = join(environment, "bin");
  if (!existsSync(join(programs, "splunk-appinspect")) || !existsSync(join(programs, "slim"))) {
    rmSync(environment, { recursive: true, force: true });
    call("python3", ["-m", "venv", environment]);
    call(join(programs, "pip"), ["install", "--quiet", ...TOOLS]);
  }
  return programs;
}

async function inspect(tools: string, spl: string, tag: string): Promise<Verdict> {
  const output = join(vetted, "report.json");
  rmSync(output, { force: true });
  const program = join(tools, "splunk-appinspect");
  const args = [
    "inspect",
    spl,
    "--mode",
    "precert",
    "--ci",
    "--max-messages",
    "all",
    "--data-format",
    "json",
  ];
  args.push("--output-file", output, ...(tag === "every check" ? [] : ["--included-tags", tag]));
  const { code, text } = await promisify(execFile)(program, args, { maxBuffer: 1 << 26 }).then(
    () => ({ code: 0, text: "" }),
    (error: { code?: number | string; stdout?: string; stderr?: string }) => ({
      code: error.code,
      text: `${error.stdout ?? ""}${error.stderr ?? ""}`,
    }),
  );
  if (typeof code !== "number" || !EXIT_CODES.has(code))
    throw new Error(`splunk-appinspect ended with exit code ${code}: ${text.trim().split("\n").at(-1)}`);
  const report = JSON.parse(readFileSync(output, "utf8")) as Report;
  const checks = report.reports.flatMap(({ groups }) => groups).flatMap(({ checks: list }) => list);
  const objections = checks
    .filter(({ result }) => !FINE.has(result))
    .map(({ name, result, messages }) => ({
      name,
      text: `${result} ${name}: ${messages.map(({ message }) => message.replace(/\s+/g, " ")).join("; ")}`,
    }));
  // The exit code and the report must say the same, or one of them was misread.
  if ((code === 0) !== (objections.length === 0))
    throw new Error(
      `splunk-appinspect ended with exit code ${code}, but its report has ${objections.length} objections.`,
    );
  const successes = checks.filter(({ result }) => result === "success").length;
  if (successes < 3)
    throw new Error(`AppInspect ran hardly any check under ${tag}; its result proves nothing.`);
  return { objections, successes };
}

function slim(tools: string, app: string): Verdict {
  const { stdout, stderr, status, error } = spawnSync(join(tools, "slim"), ["validate", app], {
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error(`slim cannot be started: ${error.message}`);
  const text = `${stdout}${stderr}`;
  if (!text.includes("App validation complete") && status === 0)
    throw new Error(`slim did not finish:\n${text}`);
  const objections = [...text.matchAll(/\[(WARNING|ERROR|FATAL)\] (.*)/g)].map(([, kind, message]) => ({
    name: message!,
    text: `slim ${kind}: ${message}`,
  }));
  if (status !== 0 && objections.length === 0)
    throw new Error(`slim ended with exit code ${status}:\n${text}`);
  return { objections, successes: 0 };
}

function call(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (error !== undefined) throw new Error(`${program} cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ended with exit code ${status}:\n${stderr}`);
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
