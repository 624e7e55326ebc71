/** What the demo shows: every event with its score, and both detections beside each other. */
import { MemoryState, type Row, runSearch, SearchApps, type Table } from "spl-runner";
import type { App } from "../conf/index.ts";
import { type Comparison, compare } from "./compare.ts";
import { first, score } from "./table.ts";

const PUBLISHED = "Suspicious Ports - Cisco Secure Firewall - Communication Over Suspicious Ports - Rule";
const SCORED = "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";

export interface DemoResult {
  /** Every event with the columns of portrisk, the highest score first. */
  readonly events: readonly Row[];
  /** How many of them have a usable port, and so a score. */
  readonly usable: number;
  /** Level → how many events have it. */
  readonly levels: ReadonlyMap<string, number>;
  /** How many rows the published detection reports, and the scored one. */
  readonly published: number;
  readonly scored: number;
  readonly comparison: Comparison;
  /** What the searches reported, as "WARN text". */
  readonly messages: readonly string[];
}

/**
 * Runs the app's searches over these events.
 * @param onStep is called before each part with what it does
 */
export async function runDemo(
  app: App,
  events: Table,
  onStep: (text: string) => void = () => {},
): Promise<DemoResult> {
  const messages: string[] = [];
  // A site that remembers nothing yet.
  const memory = new MemoryState();
  const search = async (text: string) => {
    const result = await runSearch({ search: text, app, events, earliest: 1, state: memory });
    for (const { severity, text } of result.messages) messages.push(`${severity} ${text}`);
    return result.table.rows;
  };
  const detection = (name: string) => search(new SearchApps([app]).savedSearch(name).search);
  onStep("scoring every event");
  const all = [...(await search("* | `portrisk`"))].sort((a, b) => score(b) - score(a));
  onStep("running the published detection");
  const published = await detection(PUBLISHED);
  onStep("running the scored detection");
  const scored = await detection(SCORED);
  const usable = all.filter((row) => score(row) >= 0);
  const levels = new Map<string, number>();
  for (const row of usable) {
    const level = first(row, "portrisk_level");
    levels.set(level, (levels.get(level) ?? 0) + 1);
  }
  return {
    events: all,
    usable: usable.length,
    levels,
    published: published.length,
    scored: scored.length,
    comparison: compare(published, scored, all),
    messages,
  };
}
