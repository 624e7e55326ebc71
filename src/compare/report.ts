/** The comparison as text, and as a file that can be sent to the project: no host, no account, no data but that of the cases. */
import type { ServerInfo } from "../splunk/index.ts";
import type { Compared } from "./compare.ts";

export function counts(compared: readonly Compared[]): { readonly [verdict in Compared["verdict"]]: number } {
  const of = (verdict: Compared["verdict"]) => compared.filter((each) => each.verdict === verdict).length;
  return { equal: of("equal"), different: of("different"), open: of("open"), unfit: of("unfit") };
}

/** Each difference with the search that shows it, then how many cases there were. */
export function comparisonText(compared: readonly Compared[]): string {
  const lines = compared
    .filter(({ verdict }) => verdict === "different")
    .flatMap(({ id, page, search, why }) => [`${id} (${page})`, `  ${search}`, `  ${why}`, ""]);
  const { equal, different, open, unfit } = counts(compared);
  const reasons = new Map<string, number>();
  for (const { verdict, why } of compared)
    if (verdict === "unfit") reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [
    ...lines,
    `${compared.length} cases: ${equal} equal, ${different} different.`,
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
