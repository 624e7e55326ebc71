/**
 * `npm run evaluate [-- FILE…]`: how well the score ranks labelled events, beside the lists that others go by; which events
 * it gets most wrong, and why; and whether its points hold for ports they were not chosen on.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { parse } from "csv-parse/sync";
import { eventsFromObjects, runSearch } from "spl-runner";
import { run } from "../src/cli/run.ts";
import { type App, readApp } from "../src/conf/index.ts";
import {
  atThreshold,
  averagePrecision,
  baselines,
  halfOf,
  type Judged,
  portOf,
  readScenarios,
  refit,
  rocAuc,
  type Scenario,
  weigh,
} from "../src/evaluation/index.ts";
import { build } from "../src/package/index.ts";
import { sideOf } from "../src/risk/index.ts";

const root = join(import.meta.dirname, "..");
const EXAMPLES = join(root, "examples");
/** The level "high" begins here, and the scored detection reports from here on. */
const THRESHOLD = 50;

const program = new Command("evaluate")
  .description("Rank labelled events with the built package and measure the ranking.")
  .argument("[files...]", "labelled events, one JSON object a line", [join(EXAMPLES, "scenarios.jsonl")])
  .addOption(
    new Option("--engine <macro>", "what scores").choices(["portrisk", "portrisk_eval"]).default("portrisk"),
  )
  .option("--misses <number>", "how many of the worst misses to show", "12")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const [files] = program.processedArgs as [string[]];
const { engine, misses } = program.opts<{ engine: string; misses: string }>();

/** A labelled event with what the model says of it. */
interface Scored extends Judged {
  readonly scenario: Scenario;
  readonly factors: ReadonlyMap<string, number>;
}

await run(async () => {
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-build-"));
  try {
    const { app } = await build(root, dist);
    const scenarios = files.flatMap(readScenarios);
    const scored = await scoreAll(readApp(app), scenarios);
    showMeasures(scored);
    showLeftOut(scored);
    showMisses(scored, Number(misses));
  } finally {
    rmSync(dist, { recursive: true });
  }
});

/** Scores as the engine gives them; an event without a score counts as -1, below all others. */
async function scoreAll(app: App, scenarios: readonly Scenario[]): Promise<readonly Scored[]> {
  const events = eventsFromObjects(
    scenarios.map(({ event }, index) => ({ ...event, scenario: String(index) })),
  );
  const { table } = await runSearch({ search: `* | \`${engine}\``, app, events });
  return table.rows.map((row) => {
    const scenario = scenarios[Number(row.get("scenario"))]!;
    const score = row.get("portrisk_score");
    const factors = [row.get("portrisk_factors") ?? []].flat().map(String);
    return {
      scenario,
      malicious: scenario.malicious,
      score: score === undefined ? -1 : Number(score),
      factors: new Map(
        factors
          .map((factor) => factor.split("=") as [string, string])
          .map(([name, points]) => [name, Number(points)]),
      ),
    };
  });
}

function showMeasures(scored: readonly Scored[]): void {
  const list = parse(readFileSync(join(EXAMPLES, "escu_suspicious_ports_list.csv")), { columns: true }) as {
    dest_port: string;
    confidence: string;
  }[];
  const bad = scored.filter(({ malicious }) => malicious).length;
  console.log(`${scored.length} labelled events, ${bad} malicious and ${scored.length - bad} benign.\n`);
  console.log("                        ROC-AUC              average     at its threshold");
  console.log("ranking                 all   clear  hard    precision   recall  false positives");
  const judge = (score: (event: Scored) => number): readonly (Judged & { scenario: Scenario })[] =>
    scored.map((event) => ({ scenario: event.scenario, malicious: event.malicious, score: score(event) }));
  line(
    `portrisk (at ${THRESHOLD})`,
    judge(({ score }) => score),
    THRESHOLD,
  );
  for (const { name, score } of baselines(list, (address) => sideOf(address) === "external")) {
    line(
      name,
      judge(({ scenario }) => score(scenario)),
      1,
    );
  }
}

function line(name: string, judged: readonly (Judged & { scenario: Scenario })[], threshold: number): void {
  const auc = (strength: string | null) =>
    rocAuc(judged.filter(({ scenario }) => strength === null || scenario.strength === strength)).toFixed(3);
  const { recall, falsePositives } = atThreshold(judged, threshold);
  console.log(
    `${name.padEnd(22)}  ${auc(null)}  ${auc("clear")}  ${auc("hard")}  ${averagePrecision(judged).toFixed(3).padEnd(10)}  ${percent(recall)}  ${percent(falsePositives)}`,
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`.padStart(7);
}

function showLeftOut(scored: readonly Scored[]): void {
  console.log(
    "\nLeave ports out: the factors weighed anew on the events of one half of the ports, judged on the other half.\n",
  );
  console.log("judged on       events  points as shipped  weighed on the other half");
  for (const half of [0, 1] as const) {
    const these = scored.filter(({ scenario }) => halfOf(portOf(scenario)) === half);
    const others = scored.filter(({ scenario }) => halfOf(portOf(scenario)) !== half);
    const weights = refit(others);
    const shipped = rocAuc(these);
    const again = rocAuc(
      these.map(({ malicious, factors }) => ({ malicious, score: weigh(factors, weights) })),
    );
    console.log(
      `${half === 0 ? "first half" : "second half"}`.padEnd(16) +
        `${String(these.length).padStart(6)}  ROC-AUC ${shipped.toFixed(3)}      ROC-AUC ${again.toFixed(3)}`,
    );
  }
}

/** Malicious events by lowest score and benign ones by highest: what a person would be most annoyed by, first. */
function showMisses(scored: readonly Scored[], most: number): void {
  const worst = [...scored]
    .map((event) => ({ event, by: event.malicious ? THRESHOLD - event.score : event.score - THRESHOLD }))
    .filter(({ event, by }) => (event.malicious ? by > 0 : by >= 0))
    .sort((a, b) => b.by - a.by);
  console.log(
    `\n${worst.length} on the wrong side of ${THRESHOLD}${worst.length > most ? `, the worst ${most}` : ""}:\n`,
  );
  for (const { event } of worst.slice(0, most)) {
    const { id, strength, why } = event.scenario;
    const port = portOf(event.scenario);
    const factors = [...event.factors].map(([name, points]) => `${name} ${points > 0 ? "+" : ""}${points}`);
    console.log(
      `${String(event.score).padStart(3)}  ${event.malicious ? "malicious" : "benign"}, ${strength}, port ${port} (${id}): ${why}`,
    );
    console.log(`     ${factors.length === 0 ? "no factor applies" : factors.join(", ")}`);
  }
}
