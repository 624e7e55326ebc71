/** An evaluation as text for a terminal, and as JSON. */
import type { Evaluation, RankingResult, Scored } from "./evaluate.ts";
import { portOf } from "./scenarios.ts";

/** @param maximum how many of the worst misses are shown */
export function evaluationText(evaluation: Evaluation, maximum: number): string {
  const { events, malicious, threshold, rankings, halves, misses } = evaluation;
  return [
    `${events} labelled events, ${malicious} malicious and ${events - malicious} benign.`,
    "",
    "                        ROC-AUC              average     at its threshold",
    "ranking                 all   clear  hard    precision   recall  false positives",
    ...rankings.map(rankingLine),
    "",
    "Leave ports out: the factors weighed anew on the events of one half of the ports, judged on the other half.",
    "",
    "judged on       events  points as shipped  weighed on the other half",
    ...halves.map(
      ({ half, events, shipped, refitted }) =>
        `${half.padEnd(16)}${String(events).padStart(6)}  ROC-AUC ${shipped.toFixed(3)}      ROC-AUC ${refitted.toFixed(3)}`,
    ),
    "",
    `${misses.length} on the wrong side of ${threshold}${misses.length > maximum ? `, the worst ${maximum}` : ""}:`,
    "",
    ...misses.slice(0, maximum).flatMap(missLines),
  ].join("\n");
}

function rankingLine({
  name,
  rocAuc: { all, clear, hard },
  averagePrecision,
  recall,
  falsePositives,
}: RankingResult): string {
  return [
    name.padEnd(22),
    all.toFixed(3),
    clear.toFixed(3),
    hard.toFixed(3),
    averagePrecision.toFixed(3).padEnd(10),
    percent(recall),
    percent(falsePositives),
  ].join("  ");
}

/** "12.3 %", padded to seven characters. */
function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`.padStart(7);
}

function missLines({ scenario, score, factors }: Scored): readonly string[] {
  const { id, malicious, strength, why } = scenario;
  const points = [...factors].map(([name, each]) => `${name} ${each > 0 ? "+" : ""}${each}`);
  return [
    `${String(score).padStart(3)}  ${malicious ? "malicious" : "benign"}, ${strength}, port ${portOf(scenario)} (${id}): ${why}`,
    `     ${points.length === 0 ? "no factor applies" : points.join(", ")}`,
  ];
}

/** One JSON object: every number of the report, and every miss. */
export function evaluationJson({ misses, ...numbers }: Evaluation): string {
  const events = misses.map(({ scenario, score, factors }) => {
    const { id, malicious, strength, why } = scenario;
    const port = portOf(scenario);
    return { id, malicious, strength, port, why, score, factors: Object.fromEntries(factors) };
  });
  return JSON.stringify({ ...numbers, misses: events }, null, 2);
}
