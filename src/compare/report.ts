/** The comparison as text, and as a file that can be sent to the project: no host, no account, no data but that of the cases. */
import type { ServerInfo } from "../splunk/index.ts";
import { type Compared, VERDICTS } from "./compare.ts";
import type { Outcome } from "./outcome.ts";

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
  const { equal, rejected, different, open, failed, unfit } = counts(compared);
  const reasons = new Map<string, number>();
  for (const { verdict, why } of compared)
    if (verdict === "unfit") reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [
    ...lines,
    `${compared.length} cases: ${equal} equal, ${different} different.`,
    ...(rejected === 0
      ? []
      : [`${rejected} that both reject: a report holds both messages (--report FILE).`]),
    ...(failed === 0 ? [] : [`${failed} without an answer of the server: run those again (--cases).`]),
    `${open} that the runner leaves open: a report holds Splunk's answers (--report FILE).`,
    `${unfit} not run${unfit === 0 ? "." : `: ${[...reasons].map(([why, number]) => `${number}, ${why.replace(/^[A-Z]/, (first) => first.toLowerCase())}`).join(" ")}`}`,
  ].join("\n");
}

/** JSON: versions, counts, and with what both sides gave all cases that were run and are not equal. */
export function comparisonReport(
  compared: readonly Compared[],
  about: {
    readonly server: ServerInfo;
    readonly app: string;
    readonly appVersion: string;
    readonly timezone: string;
    /** Names of hosts, which messages of the server may have: they become "[host]". */
    readonly hosts: readonly string[];
  },
): string {
  const { version, build, product, os, cpu, isCloud } = about.server;
  const { app, appVersion, timezone } = about;
  const cases = compared
    .filter(({ verdict }) => verdict !== "equal" && verdict !== "unfit")
    .map((each) => ({
      ...each,
      why: nameless(each.why, about.hosts),
      splunk: withoutHosts(each.splunk, about.hosts),
    }));
  return `${JSON.stringify({ app, appVersion, splunk: { version, build, product, os, cpu, isCloud }, timezone, counts: counts(compared), cases }, null, 2)}\n`;
}

function withoutHosts(outcome: Outcome | null, hosts: readonly string[]): Outcome | null {
  return outcome?.kind === "rejected" ? { ...outcome, message: nameless(outcome.message, hosts) } : outcome;
}

function nameless(text: string, hosts: readonly string[]): string {
  // Longest first: one may be the beginning of another.
  const ordered = hosts.filter((host) => host !== "").sort((left, right) => right.length - left.length);
  return ordered.reduce((changed, host) => changed.replaceAll(host, "[host]"), text);
}
