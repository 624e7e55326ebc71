/** The report of a simulation for people: the summary first, then tables. */
import Table from "cli-table3";
import { BOUNDS, type CauseScores } from "./command-view.ts";
import { ATTACKS } from "./planted/index.ts";
import { type Report, type SearchReport, shownByOne } from "./report.ts";
import { LEVEL_NAMES } from "./search-view.ts";
import { HOURS_A_DAY } from "./simulation.ts";

type CommandReport = NonNullable<Report["command"]>;

const count = (number: number) => Math.round(number).toLocaleString("en-US");

/** @param examples of each cause, so many kinds of events that reach 50 */
export function printReport(report: Report, examples: number): string {
  const { command, searches } = report;
  const lines = [
    `${count(report.events)} events of ${report.hours} hour${report.hours === 1 ? "" : "s"}, seed ${report.seed}, scale ${report.scale}.`,
    ...(searches ?? []).map((search, index) => `[${index + 1}] ${search.name}: ${searchSummary(search)}`),
    ...(command === null ? [] : [`[command] ${commandSummary(command)}`]),
    "",
    "Planted attacks, with the highest score; a dash where no event or row reports it.",
    plantedTable(report),
    ...(searches ?? []).flatMap((search, index) =>
      search.ordinary.length === 0
        ? []
        : ["", `[${index + 1}] Rows beside what was planted, by cause:`, rowsTable(search)],
    ),
  ];
  if (command !== null) {
    lines.push("", '[command] Every event by cause. "full": what it stands for in the full network.');
    lines.push(causesTable(command.ordinary));
    if (examples > 0) lines.push(...exampleLines(command, examples));
  }
  return lines.join("\n");
}

function searchSummary({
  failure,
  runs,
  throttled,
  keptADay,
  rowsADay,
  perDay,
  found,
}: SearchReport): string {
  if (failure !== null) return `${runs === 0 ? "not run" : `stopped after ${count(runs)} runs`}: ${failure}`;
  if (keptADay !== null) return `keeps ${count(keptADay)} rows a day; ${runs} runs.`;
  const shown = shownByOne(found.map(({ attack }) => attack));
  const [high, critical] = rowsADay.reached;
  return (
    `${count(rowsADay.all)} rows a day beside what was planted, ${count(high!)} at ${BOUNDS[0]} and more, ${count(critical!)} at ${BOUNDS[1]} and more` +
    `${perDay.length < 2 ? "" : ` (day by day: ${perDay.join(", ")})`}` +
    `${throttled === 0 ? "" : `, ${count(throttled)} throttled`}; found ${shown.found} of the ${shown.of} attacks that one connection can show, ` +
    `${found.length} of all ${ATTACKS.length}; ${runs} runs.`
  );
}

function commandSummary({ ordinary, planted }: CommandReport): string {
  const total = (index: number, what: "events" | "full") =>
    count(ordinary.reduce((sum, { reached }) => sum + reached[index]![what], 0));
  const found = planted.filter(({ highest }) => highest >= BOUNDS[0]).map(({ cause }) => cause);
  const shown = shownByOne(found);
  return BOUNDS.map(
    (bound, index) =>
      `${total(index, "events")} ordinary events at ${bound} and more (${total(index, "full")} in the full network)`,
  )
    .concat(`${shown.found} of the ${shown.of} attacks that one connection can show score ${BOUNDS[0]}.`)
    .join("; ");
}

function table(head: readonly string[], firstNumber: number): Table.Table {
  return new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index < firstNumber ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
}

function plantedTable({ command, searches, hours }: Report): string {
  const ran = (searches ?? []).flatMap((search, index) =>
    search.failure === null && search.keptADay === null ? [{ search, index }] : [],
  );
  const view = table(
    [
      "attack",
      "one connection",
      ...(command === null ? [] : ["events", "command"]),
      ...ran.map(({ index }) => `[${index + 1}]`),
    ],
    2,
  );
  for (const { name, oneConnection } of ATTACKS) {
    const scores = command?.planted.find(({ cause }) => cause === name);
    view.push([
      name,
      oneConnection ? "can show it" : "cannot",
      ...(command === null ? [] : [scores?.events ?? 0, scores?.highest ?? "-"]),
      ...ran.map(({ search }) => {
        const found = search.found.find(({ attack }) => attack === name);
        const what = found?.score ?? "found";
        return found === undefined ? "-" : hours > HOURS_A_DAY ? `${what} (${found.days} d)` : what;
      }),
    ]);
  }
  return view.toString();
}

function rowsTable({ ordinary }: SearchReport): string {
  const used = [...LEVEL_NAMES, "none"].filter((level) => ordinary.some(({ levels }) => levels[level]! > 0));
  const view = table(["cause", "rows", "full, at most", ...used], 1);
  for (const { cause, rows, full, levels } of ordinary) {
    view.push([cause, count(rows), count(full), ...used.map((level) => count(levels[level]!))]);
  }
  return view.toString();
}

function causesTable(causes: readonly CauseScores[]): string {
  const view = table(
    ["cause", "events", "full", ...BOUNDS.flatMap((bound) => [`≥${bound}`, "full"]), "highest"],
    1,
  );
  for (const { cause, events, full, reached, highest } of causes) {
    const levels = reached.flatMap((each) => [count(each.events), count(each.full)]);
    view.push([cause, count(events), count(full), ...levels, highest]);
  }
  return view.toString();
}

function exampleLines({ ordinary, planted }: CommandReport, maximum: number): readonly string[] {
  return [...ordinary, ...planted].flatMap(({ cause, examples }) => {
    const kinds = [...examples].sort((a, b) => b[1].events - a[1].events).slice(0, maximum);
    if (kinds.length === 0) return [];
    return ["", cause, ...kinds.map(([what, { events, score }]) => `  ${count(events)} × ${score}  ${what}`)];
  });
}
