/** `npm run smoke -- --compare`: the cases of the SPL runner and the app's engines, on a Splunk and here. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CaseEvent,
  compareCases,
  comparisonReport,
  comparisonText,
  counts,
  readCases,
  runnerEngine,
  scoringCases,
  splunkEngine,
} from "../compare/index.ts";
import type { App } from "../conf/index.ts";
import { columnOf, OUTPUT_NAMES } from "../risk/schema/index.ts";
import type { Splunk } from "../splunk/index.ts";
import { count, ROOT } from "./program.ts";

export interface ComparisonOptions {
  readonly host: string;
  /** A part of the cases' ids: "stats.jsonl". */
  readonly cases: string;
  readonly jobs: number;
  readonly report?: string;
  readonly timezone?: string;
  readonly format: "text" | "json";
}

/**
 * @param events what the engines score
 * @throws Error where something differs
 */
export async function runComparison(
  splunk: Splunk,
  app: App,
  events: readonly CaseEvent[],
  options: ComparisonOptions,
  onStep: (text: string) => void,
): Promise<void> {
  const server = await splunk.serverInfo();
  const timezone = options.timezone ?? (await timezoneOf(splunk));
  const all = [
    ...readCases(join(ROOT, "spl", "test", "cases")),
    ...scoringCases(events, OUTPUT_NAMES.map(columnOf)),
  ];
  const cases = all.filter(({ id }) => id.includes(options.cases));
  if (cases.length === 0) throw new Error(`No case has "${options.cases}" in its name.`);
  const compared = await compareCases(
    cases,
    splunkEngine(splunk),
    runnerEngine(app, timezone),
    options.jobs,
    (done) => onStep(`case ${done} of ${cases.length}`),
  );
  onStep("");
  const appVersion = app.conf("app").value("launcher", "version") ?? "";
  const hosts = [options.host, server.serverName, ...(await splunk.peers()).map(({ name }) => name)];
  const report = comparisonReport(compared, { server, app: app.name, appVersion, timezone, hosts });
  if (options.report !== undefined) writeFileSync(options.report, report);
  console.log(options.format === "json" ? report.trimEnd() : comparisonText(compared));
  const { different, failed } = counts(compared);
  if (different > 0)
    throw new Error(
      `The runner and this Splunk differ in ${count(different, "case")}. Please send the report (--report FILE) to the project.`,
    );
  if (failed > 0) throw new Error(`The server did not answer ${count(failed, "case")}.`);
}

/** The zone in which the account's searches show times. Throws Error where it is neither UTC nor named. */
async function timezoneOf(splunk: Splunk): Promise<string> {
  const { timezone } = await splunk.user();
  if (timezone !== "") return timezone;
  const { rows } = await splunk.oneshot('| makeresults | eval zone=strftime(_time, "%z") | table zone');
  if (rows[0]?.zone === "+0000") return "UTC";
  throw new Error(
    `The server's time zone is ${String(rows[0]?.zone)}: name it with --timezone, for example Europe/Berlin.`,
  );
}
