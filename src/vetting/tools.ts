/** Splunk's own tools, AppInspect and the packaging toolkit (slim), in a virtual environment of the repository. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Check, readReport, type Verdict } from "./appinspect.ts";

const TOOLS = ["splunk-appinspect==4.3.1", "splunk-packaging-toolkit==1.2.8"];
/** Exit codes of `--ci`: none, failures, warnings, future failures. Any other is a fault of the tool. */
const EXIT_CODES = new Set([0, 101, 103, 104]);

/**
 * The tools, installed on first use.
 * @returns the folder with their programs
 */
export function installTools(root: string): string {
  const environment = join(root, ".venv");
  const programs = join(environment, "bin");
  if (!existsSync(join(programs, "splunk-appinspect")) || !existsSync(join(programs, "slim"))) {
    rmSync(environment, { recursive: true, force: true });
    call("python3", ["-m", "venv", environment]);
    call(join(programs, "pip"), ["install", "--quiet", ...TOOLS]);
  }
  return programs;
}

/**
 * Runs AppInspect once.
 * @param report where it writes its report
 * @param tag chooses checks; without it every one runs
 * @throws Error when it did not run to its end, or its exit code and its report disagree
 */
export function runAppInspect(tools: string, spl: string, report: string, tag?: string): Check[] {
  rmSync(report, { force: true });
  const args = ["inspect", spl, "--mode", "precert", "--ci", "--max-messages", "all"];
  args.push("--data-format", "json", "--output-file", report);
  if (tag !== undefined) args.push("--included-tags", tag);
  const { status, error, stdout, stderr } = spawnSync(join(tools, "splunk-appinspect"), args, {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw new Error(`splunk-appinspect cannot be started: ${error.message}`);
  if (status === null || !EXIT_CODES.has(status))
    throw new Error(
      `splunk-appinspect ended with exit code ${status}: ${`${stdout}${stderr}`.trim().split("\n").at(-1)}`,
    );
  const checks = readReport(readFileSync(report, "utf8"));
  const objections = checks.filter(({ result }) => /^(?:error|failure|future_failure|warning)$/.test(result));
  if ((status === 0) !== (objections.length === 0))
    throw new Error(
      `splunk-appinspect ended with exit code ${status}, but its report has ${objections.length} objections.`,
    );
  return checks;
}

/**
 * Runs `slim validate` on an unpacked app. It tells objections by words alone; each is its own name.
 * @throws Error when it did not run to its end
 */
export function runSlim(tools: string, app: string): Verdict {
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
