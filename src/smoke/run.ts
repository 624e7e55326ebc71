/** Runs the checks, one after the other; what one of them cannot do is its finding, never the end of the others. */
import { endsConnection, SplunkError } from "../splunk/index.ts";
import type { Check, CheckContext, Finding } from "./check.ts";
import { app, dashboards, version } from "./checks/app.ts";
import { command, engines, runtime } from "./checks/command.ts";
import { data, peers } from "./checks/data.ts";
import { lookups } from "./checks/lookups.ts";
import { detections, parser } from "./checks/searches.ts";
import { messages, server, user } from "./checks/server.ts";

/** In the order in which they run and are shown. */
export const CHECKS: readonly Check[] = [
  server,
  user,
  app,
  version,
  command,
  runtime,
  engines,
  lookups,
  data,
  parser,
  dashboards,
  detections,
  peers,
  messages,
];

export interface CheckResult {
  readonly check: string;
  readonly findings: readonly Finding[];
  /** Whole milliseconds. */
  readonly milliseconds: number;
}

/**
 * @param only names of checks: these are run, and those that they need; all if empty
 * @param onStep is called before each check with its name
 * @param clock milliseconds
 */
export async function runChecks(
  context: CheckContext,
  only: readonly string[] = [],
  onStep: (name: string) => void = () => {},
  clock: () => number = () => performance.now(),
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const wanted = withNeeds(only);
  let lost: SplunkError | null = null;
  for (const check of CHECKS) {
    if (only.length > 0 && !wanted.has(check.name)) continue;
    onStep(check.name);
    const begun = clock();
    const missing = check.needs.find((name) => hasFailed(results, name));
    let findings: readonly Finding[];
    if (lost !== null) findings = [{ status: "skipped", seen: "The connection was lost before." }];
    else if (missing !== undefined)
      findings = [{ status: "skipped", seen: `It needs the check ${missing}.` }];
    else {
      try {
        findings = await check.run(context);
      } catch (error) {
        if (!(error instanceof SplunkError)) throw error;
        if (endsConnection(error)) lost = error;
        findings = [{ status: "failed", seen: error.message, remedy: error.remedy }];
      }
    }
    results.push({ check: check.name, findings, milliseconds: Math.round(clock() - begun) });
  }
  return results;
}

/** What is reported where no connection came about: why, and that nothing was looked at, so that CI has a report of it too. */
export function unreachable(error: SplunkError, only: readonly string[] = []): CheckResult[] {
  const wanted = withNeeds(only);
  const checks = CHECKS.filter(({ name }) => only.length === 0 || wanted.has(name));
  const finding: Finding = { status: "failed", seen: error.message, remedy: error.remedy };
  return [
    { check: "connection", findings: [finding], milliseconds: 0 },
    ...checks.map(({ name }) => ({
      check: name,
      findings: [{ status: "skipped", seen: "There is no connection." } as const],
      milliseconds: 0,
    })),
  ];
}

/** The checks of these names and all that they need. Throws RangeError for a name that none has. */
function withNeeds(names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names);
  for (const name of wanted) {
    const check = CHECKS.find((each) => each.name === name);
    if (check === undefined) throw new RangeError(`there is no check ${name}`);
    for (const needed of check.needs) wanted.add(needed);
  }
  return wanted;
}

/** Failed, or not looked at because another one failed. */
function hasFailed(results: readonly CheckResult[], name: string): boolean {
  const result = results.find(({ check }) => check === name);
  if (result === undefined) throw new RangeError(`the check ${name} comes later`);
  const statuses = result.findings.map(({ status }) => status);
  return statuses.includes("failed") || (statuses.length === 1 && statuses[0] === "skipped");
}
