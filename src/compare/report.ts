/** The comparison as text, and as a file that can be sent to the project: no host, no account, no data but that of the cases. */
import type { ServerInfo } from "../splunk/index.ts";
import { type Compared, VERDICTS } from "./compare.ts";

export type Counts = { readonly [verdict in Compared["verdict"]]: number };

export function counts(compared: readonly Compared[]): Counts {
  const of = (verdict: Compared["verdict"]) => compared.filter((each) => each.verdict === verdict).length;
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, of(verdict)])) as Counts;
}

/** Each difference with the search that shows it, then how many cases there were. */
export function comparisonText(compared: readonly Compared[]): string {
  const lines = compared
    .filter(({ verdict }) => verdict === "different" || verdict === "failed")
    .flatMap(({ id, page, search, why }) => [`${id} (${page})`, `  ${search}`, `  ${why}`, ""]);
  const { equal, different, open, failed, unfit } = counts(compared);
  const reasons = new Map<string, number>();
  for (const { verdict, why } of compared)
    if (verdict === "unfit") reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [
    ...lines,
    `${compared.length} cases: ${equal} equal, ${different} different.`,
    ...(failed === 0 ? [] : [`${failed} without an answer of the server: run those again (--cases).`]),
    `${open} that the runner leaves open: a report holds Splunk's answers (--report FILE).`,
    `${unfit} not run${unfit === 0 ? "." : `: ${[...reasons].map(([why, number]) => `${number}, ${why.replace(/^[A-Z]/, (first) => first.toLowerCase())}`).join(" ")}`}`,
  ].join("\n");
}

/** JSON: versions, counts, and the cases that are different or open with what both sides gave. */
export function comparisonReport(
  compared: readonly Compared[],
  about: {
    readonly server: ServerInfo;
    readonly app: string;
    readonly appVersion: string;
    readonly timezone: string;
  },
): string {
  const { version, build, product, os, cpu, isCloud } = about.server;
  const { app, appVersion, timezone } = about;
  const told = compared.filter(({ verdict }) => verdict === "different" || verdict === "open");
  return `${JSON.stringify({ app, appVersion, splunk: { version, build, product, os, cpu, isCloud }, timezone, counts: counts(compared), cases: told }, null, 2)}\n`;
}
