/**
 * `npm run inspect`: every package, vetted by Splunk's AppInspect under each set of tags, by Splunk's packaging toolkit (slim),
 * and by our own checks. What they object to must be waived, with a reason, in src/vetting/waivers.json.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import type { Command } from "commander";
import { archive, type Built, build, type Files, profilesNamed, suffixOf } from "../package/index.ts";
import {
  type Check,
  differences,
  formatFinding,
  installTools,
  isWaived,
  readWaivers,
  runAppInspect,
  runSlim,
  underTag,
  unusedWaivers,
  type Verdict,
  verdictOf,
  vet,
  type Waiver,
} from "../vetting/index.ts";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

const dist = join(ROOT, "dist");
const vetted = join(dist, "inspect");
/** What Splunk vets by: for Cloud, for private apps there, for moves to Victoria, for the future, and everything. */
const TAGS = [
  "cloud",
  "private_app",
  "private_victoria",
  "private_classic",
  "migration_victoria",
  "future",
  "splunk_appinspect",
];
const EVERY_CHECK = "every check";
/** Private apps must not look for updates at Splunkbase, so these tags are not for a package that does. */
const PRIVATE = /^(?:private_|migration_|every)/;

interface Package {
  readonly name: string;
  readonly spl: string;
  /** Absent for the copy that is made for AppInspect alone. */
  readonly app?: string;
  /** Of TAGS and EVERY_CHECK, those under which an objection counts. */
  readonly tags: readonly string[];
  /** Whether AppInspect runs under each tag too, to hold the split of its one run against. */
  readonly eachTag: boolean;
}

const progress = new Progress();

export function inspectProgram(): Command {
  return newProgram(
    "inspect",
    "Vet every package with Splunk's AppInspect and packaging toolkit (slim) and with our own checks. Objections need a waiver with a reason in src/vetting/waivers.json. Needs Python 3 and libmagic1; takes two minutes.",
  )
    .option("--small", "only the package without a Node.js, in a quarter of the time", false)
    .action(async ({ small }: { small: boolean }) => {
      try {
        await inspect(small);
      } finally {
        progress.clear();
      }
    });
}

async function inspect(small: boolean): Promise<void> {
  const waivers = readWaivers();
  const used = new Set<Waiver>();
  const failures: string[] = [];
  progress.step("installing AppInspect and slim");
  const tools = installTools(ROOT);
  const packages = await packagesToVet(small);
  const columns = [...TAGS, EVERY_CHECK];
  const table = new Table({
    head: ["package", ...columns, "slim", "our checks"],
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

  let compared = 0;
  for (const { name, spl, app, tags, eachTag } of packages) {
    progress.step(`AppInspect: ${name}`);
    const report = join(vetted, `${name.replaceAll(" ", "-")}.json`);
    const checks = runAppInspect(tools, spl, report);
    const under = (column: string): Check[] => (column === EVERY_CHECK ? checks : underTag(checks, column));
    const cells = columns.map((column) =>
      tags.includes(column) ? judge("appinspect", name, column, verdictOf(under(column), column)) : "–",
    );
    for (const tag of eachTag ? TAGS : []) {
      compared++;
      progress.step(`AppInspect: ${name}, ${tag}`);
      const others = differences(under(tag), runAppInspect(tools, spl, report, tag));
      failures.push(...others.map((check) => `${name}, ${tag}: ${check} says something else when run alone`));
    }
    cells.push(app === undefined ? "–" : judge("slim", name, "slim", runSlim(tools, app)));
    const findings = app === undefined ? [] : vet(app).flatMap(({ findings: found }) => found);
    failures.push(...findings.map((finding) => `${name}, our checks: ${formatFinding(finding)}`));
    cells.push(app === undefined ? "–" : findings.length === 0 ? "ok" : `${findings.length} FAILED`);
    table.push([name, ...cells]);
  }
  progress.clear();
  console.log(table.toString());
  console.log(
    `AppInspect ran once a package, split by the tags of its checks; ${compared} runs under one tag were held against that.`,
  );
  for (const { tool, package: name, objection, reason } of used)
    console.log(`waived, ${tool}, ${name}: ${objection}\n  ${reason}`);
  // The waivers of packages that are not looked at are not needed either.
  if (!small) failures.push(...unusedWaivers(waivers, used));
  for (const failure of failures) console.log(failure);
  console.log(
    `${packages.length - new Set(failures.map((text) => text.split(",")[0])).size} passed, ${failures.length} failed`,
  );
  if (failures.length > 0) throw new Error(`Vetting objects ${failures.length} times.`);
}

async function packagesToVet(small: boolean): Promise<Package[]> {
  mkdirSync(vetted, { recursive: true });
  const packages: Package[] = [];
  const columns = [...TAGS, EVERY_CHECK];
  progress.step("building the packages");
  const add = ({ target, spl, app }: Built) =>
    packages.push({
      name: suffixOf(target).slice(1) || "portable",
      spl,
      app,
      tags: target.splunkbase ? columns.filter((tag) => !PRIVATE.test(tag)) : columns,
      // The one for Splunkbase has objections to compare, the other has none.
      eachTag: target.profile === "portable",
    });
  for (const profile of profilesNamed(small ? "portable" : "all"))
    add(await build(ROOT, dist, { profile, splunkbase: false }));
  if (!small) add(await build(ROOT, dist, { profile: "portable", splunkbase: true }));
  // AppInspect hardly looks into a script without an extension, so a copy whose launcher is named .sh is vetted too.
  const copy = join(vetted, "launcher-named-sh.spl");
  const { files } = await build(ROOT, dist);
  writeFileSync(copy, await archive(launcherNamedSh(files), 1));
  packages.push({ name: "launcher named .sh", spl: copy, tags: ["cloud", EVERY_CHECK], eachTag: false });
  return packages;
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
