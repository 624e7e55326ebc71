/**
 * `npm run evaluate [-- FILE…]`: how well the score ranks labelled events, beside the lists that others go by; which events it gets most
 * wrong, and why; and whether its points hold for ports they were not chosen on.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { parse } from "csv-parse/sync";
import { eventsFromObjects, runSearch } from "spl-runner";
import { type App, readApp } from "../conf/index.ts";
import {
  baselines,
  evaluate,
  evaluationJson,
  evaluationText,
  readScenarios,
  type Scenario,
  type Scored,
} from "../evaluation/index.ts";
import { LEVELS, sideOf } from "../risk/index.ts";
import { withPackage } from "./package.ts";
import { newProgram, ROOT, wholeNumber } from "./program.ts";
import { Progress } from "./terminal.ts";

const EXAMPLES = join(ROOT, "examples");
/** The scored detection reports from the level "high" on. */
const THRESHOLD = LEVELS.find(({ name }) => name === "high")!.from;

interface Options {
  readonly engine: "portrisk" | "portrisk_eval";
  readonly misses: number;
  readonly format: "text" | "json";
}

export function evaluateProgram(): Command {
  return newProgram("evaluate", "Score labelled events with the built package and measure the ranking.")
    .argument("[files...]", "labelled events, one JSON object a line (default: examples/scenarios.jsonl)")
    .addOption(
      new Option("--engine <macro>", "what scores")
        .choices(["portrisk", "portrisk_eval"])
        .default("portrisk"),
    )
    .option("--misses <number>", "how many of the worst misses to show", wholeNumber(0, 999_999), 12)
    .addOption(new Option("--format <format>", "what to print").choices(["text", "json"]).default("text"))
    .action(async (files: string[], { engine, misses, format }: Options) => {
      const progress = new Progress();
      const scenarios = (files.length === 0 ? [join(EXAMPLES, "scenarios.jsonl")] : files).flatMap(
        readScenarios,
      );
      progress.step("building the package");
      const scored = await withPackage((app) => {
        progress.step(`scoring ${scenarios.length} events`);
        return scoreScenarios(readApp(app), engine, scenarios);
      });
      const evaluation = evaluate(scored, otherRankings(), THRESHOLD);
      progress.clear();
      console.log(format === "json" ? evaluationJson(evaluation) : evaluationText(evaluation, misses));
    });
}

/** Scores as the engine, a macro of the app, gives them. */
export async function scoreScenarios(
  app: App,
  engine: string,
  scenarios: readonly Scenario[],
): Promise<readonly Scored[]> {
  const events = eventsFromObjects(
    scenarios.map(({ event }, index) => ({ ...event, scenario: String(index) })),
  );
  const { table } = await runSearch({ search: `* | \`${engine}\``, app, events });
  return table.rows.map((row) => {
    const score = row.get("portrisk_score");
    const factors = [row.get("portrisk_factors") ?? []].flat().map((text) => String(text).split("="));
    return {
      scenario: scenarios[Number(row.get("scenario"))]!,
      score: score === undefined ? -1 : Number(score),
      factors: new Map(factors.map(([name, points]) => [name!, Number(points)])),
    };
  });
}

/** The rankings that others make. */
export function otherRankings() {
  const list = readFileSync(join(EXAMPLES, "escu_suspicious_ports_list.csv"), "utf8");
  return baselines(parse(list, { columns: true }), (address) => sideOf(address) === "external");
}
