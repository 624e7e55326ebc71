/** Our own vetting: the built app passes, and each check objects to what it is for. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import {
  formatFinding,
  isWaived,
  readWaivers,
  unusedWaivers,
  vet,
  type Waiver,
} from "../../src/vetting/index.ts";
import { macroName } from "../../src/vetting/references.ts";

const scratch = mkdtempSync(join(tmpdir(), "vetting-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the checks say of the built app after `change`. */
function objections(file: string, change: (text: string) => string): string[] {
  const app = join(mkdtempSync(join(scratch, "app-")), "suspicious_ports");
  cpSync(inject("app"), app, { recursive: true });
  mkdirSync(dirname(join(app, file)), { recursive: true });
  let text = "";
  try {
    text = readFileSync(join(app, file), "utf8");
  } catch {}
  writeFileSync(join(app, file), change(text));
  return vet(app).flatMap(({ check, findings }) =>
    findings.map((finding) => `${check}: ${formatFinding(finding)}`),
  );
}

const append = (more: string) => (text: string) => `${text}\n${more}\n`;

describe("our own vetting", () => {
  it("has no objection to the built app", () => {
    const results = vet(inject("app"));
    expect(results.flatMap(({ findings }) => findings.map(formatFinding))).toEqual([]);
    expect(results.map(({ check }) => check)).toEqual([
      "unknown settings",
      "settings twice",
      "cron spread",
      "macro references",
      "lookup references",
      "view references",
      "search help",
      "view data",
      "view layout",
      "view tokens",
      "view links",
      "first paint",
      "workflow actions",
      "tag references",
      "tool references",
    ]);
  });

  it.each([
    [
      "a setting that a chunked command does not have",
      "default/commands.conf",
      append("maxinputs = 5"),
      /^unknown settings: default\/commands\.conf:\d+: "maxinputs" in \[portrisk\] is not a setting of commands\.conf\.spec/,
    ],
    [
      "a misspelt setting",
      "default/savedsearches.conf",
      append("[x]\ncron_shedule = 1 1 1 1 1"),
      /"cron_shedule"/,
    ],
    [
      "an action that nobody has",
      "default/savedsearches.conf",
      append("[x]\naction.page = 1"),
      /"action\.page"/,
    ],
    [
      "a .conf file that is not known",
      "default/inputs.conf",
      () => "[x]\na = 1\n",
      /there is no list of its settings/,
    ],
    [
      "a stanza twice",
      "default/macros.conf",
      append("[portrisk]\ndescription = again"),
      /^settings twice: default\/macros\.conf:\d+: \[portrisk\] stands on line \d+ already/,
    ],
    [
      "a setting twice",
      "default/transforms.conf",
      append("max_matches = 2"),
      /^settings twice: .*"max_matches" of \[portrisk_services\]/,
    ],
    [
      "two searches in the same minute",
      "default/savedsearches.conf",
      append("[x]\ncron_schedule = 0 3 * * 1"),
      /^cron spread: .*\[x\] runs in the same minute as \[Suspicious Ports/,
    ],
    [
      "a search that runs too often",
      "default/savedsearches.conf",
      append("[x]\ncron_schedule = 1-59/2 * * * *"),
      /^cron spread: .*\[x\] runs 30 times an hour; at most 12/,
    ],
    [
      "an invalid schedule",
      "default/savedsearches.conf",
      append("[x]\ncron_schedule = hourly"),
      /^cron spread: .*"hourly" is not a cron schedule/,
    ],
    [
      "a macro that is not there",
      "default/macros.conf",
      append("[y]\ndefinition = `security_content_ctime(a,b)`"),
      /^macro references: default\/macros\.conf:\d+: undefined macro security_content_ctime\(2\)/,
    ],
    [
      "a macro in a dashboard",
      "default/data/ui/views/overview.xml",
      () => '<form version="1.1">\n<query>`nothing`</query></form>',
      /^macro references: default\/data\/ui\/views\/overview\.xml:2: undefined macro nothing/,
    ],
    [
      "a lookup that is not there",
      "default/savedsearches.conf",
      append("[x]\nsearch = * | lookup local=t other_ports port | inputlookup append=t portrisk_ports"),
      /^lookup references: .*undefined lookup other_ports$/,
    ],
    [
      "a lookup file that is not there",
      "default/transforms.conf",
      append("[x]\nfilename = x.csv"),
      /^lookup references: .*missing file lookups\/x\.csv/,
    ],
    [
      "a view in the menu that is not there",
      "default/data/ui/nav/default.xml",
      (text: string) => text.replace("</nav>", '<view name="overview"/></nav>'),
      /^view references: default\/data\/ui\/nav\/default\.xml:\d+: missing view overview/,
    ],
    [
      "a saved search in the menu that is not there",
      "default/data/ui/nav/default.xml",
      (text: string) => text.replace("</nav>", '<saved name="x"/></nav>'),
      /^view references: .*missing saved search x/,
    ],
    [
      "a command without help",
      "default/commands.conf",
      append("[other]\nchunked = true"),
      /^search help: default\/searchbnf\.conf: \[other-command\] needs syntax/,
    ],
    [
      "options without help",
      "default/searchbnf.conf",
      (text: string) => text.replace("[portrisk-options]", "[portrisk-option]"),
      /^search help: .*missing stanza \[portrisk-options\]/,
    ],
  ])("objects to %s", (_, file, change, message) => {
    expect(objections(file, change)).toContainEqual(expect.stringMatching(message));
  });

  it("counts a macro's arguments as Splunk does", () => {
    expect(["a", "a()", "a(b)", 'a("x,y", f(b, c))', " a ( b ) "].map(macroName)).toEqual([
      "a",
      "a",
      "a(1)",
      "a(2)",
      "a(1)",
    ]);
  });
});

describe("waivers", () => {
  it("have a reason each, and none stands twice", () => {
    const waivers = readWaivers();
    for (const { reason } of waivers) expect(reason.length).toBeGreaterThan(30);
    const names = waivers.map(({ tool, package: name, objection }) => `${tool} ${name} ${objection}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("count for their package and objection alone, and are told when nothing needs them", () => {
    const waiver: Waiver = { tool: "appinspect", package: "cloud", objection: "check_a", reason: "" };
    const used = new Set<Waiver>();
    expect(isWaived([waiver], used, "appinspect", "windows", "check_a")).toBe(false);
    expect(isWaived([waiver], used, "slim", "cloud", "check_a")).toBe(false);
    expect(isWaived([waiver], used, "appinspect", "cloud", "check_ab")).toBe(false);
    expect(unusedWaivers([waiver], used)).toHaveLength(1);
    expect(isWaived([waiver], used, "appinspect", "cloud", "check_a")).toBe(true);
    expect(unusedWaivers([waiver], used)).toEqual([]);
  });
});
