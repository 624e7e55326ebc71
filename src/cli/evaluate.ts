/**
 * `npm run evaluate [-- FILE…]`: how well the score ranks labelled events, beside the lists that others go by; which events it gets most
 * wrong, and why; and whether its points hold for ports they were not chosen on. Of captured traffic it shows rows by capture, what each
 * factor says, and how much is reported by label. Beside the command stands what the shipped detection reports.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { parse } from "csv-parse/sync";
import { eventsFromObjects, MemoryState, runSearch, SearchApps, type State } from "spl-runner";
import { type App, readApp } from "../conf/index.ts";
import {
  baselines,
  type Connection,
  evaluate,
  evaluateTraffic,
  evaluationJson,
  evaluationText,
  isConnection,
  type Pair,
  parseConnection,
  parseScenario,
  ReportedPairs,
  readLines,
  type Scenario,
  type Scored,
  type ScoredConnection,
  trafficText,
} from "../evaluation/index.ts";
import { FACTORS, inputOf, LEVELS, type Reading, sideOf } from "../risk/index.ts";
import { withPackage } from "./package.ts";
import { newProgram, ROOT, wholeNumber } from "./program.ts";
import { Progress } from "./terminal.ts";

const EXAMPLES = join(ROOT, "examples");
const DETECTION =
  "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";
const SUMMARY = "Suspicious Ports - Memory - Hourly Summary";
const PAIRS = "Suspicious Ports - Memory - Pairs of a Day";
/** The scored detection reports from the level "high" on. */
const THRESHOLD = LEVELS.find(({ name }) => name === "high")!.from;

/** Of factors that captured traffic shows more often among its benign rows. */
const REASONS = new Map(
  FACTORS.flatMap(({ name, keptBecause }) =>
    keptBecause === undefined ? [] : [[name, keptBecause] as const],
  ),
);

type Event = Readonly<Record<string, unknown>>;

interface Options {
  readonly engine: "portrisk" | "portrisk_eval";
  readonly misses: number;
  readonly format: "text" | "json";
}

export function evaluateProgram(): Command {
  return newProgram("evaluate", "Score labelled events with the built package and measure the ranking.")
    .argument(
      "[files...]",
      "labelled events or connections of captures, one JSON object a line, plain or .gz (default: examples/scenarios.jsonl)",
    )
    .addOption(
      new Option("--engine <macro>", "what scores")
        .choices(["portrisk", "portrisk_eval"])
        .default("portrisk"),
    )
    .option("--misses <number>", "how many of the worst misses to show", wholeNumber(0, 999_999), 12)
    .addOption(new Option("--format <format>", "what to print").choices(["text", "json"]).default("text"))
    .action(async (files: string[], options: Options) => {
      const progress = new Progress();
      try {
        const text = await report(files, options, (step) => progress.step(step));
        progress.clear();
        console.log(text);
      } finally {
        progress.clear();
      }
    });
}

async function report(
  files: readonly string[],
  { engine, misses, format }: Options,
  onProgress: (step: string) => void,
): Promise<string> {
  const lines = (files.length === 0 ? [join(EXAMPLES, "scenarios.jsonl")] : files).flatMap(readLines);
  const isTraffic = lines[0] !== undefined && isConnection(lines[0]);
  const scenarios = isTraffic ? [] : lines.map(parseScenario);
  const connections = isTraffic ? lines.map(parseConnection) : [];
  onProgress("building the package");
  return withPackage(async (folder) => {
    const app = readApp(folder);
    onProgress(`scoring ${lines.length} events`);
    if (isTraffic) {
      const evaluation = evaluateTraffic(await scoreConnections(app, engine, connections), THRESHOLD);
      return format === "json" ? JSON.stringify(evaluation, null, 2) : trafficText(evaluation, REASONS);
    }
    const scored = await scoreScenarios(app, engine, scenarios);
    const evaluation = evaluate(scored, otherRankings(), THRESHOLD);
    return format === "json" ? evaluationJson(evaluation) : evaluationText(evaluation, misses);
  });
}

/** Scores as the engine, a macro of the app, gives them, and what the detection reports. */
export async function scoreScenarios(
  app: App,
  engine: string,
  scenarios: readonly Scenario[],
): Promise<readonly Scored[]> {
  const events = scenarios.map(({ event }) => event);
  const scores = await scoreEvents(app, engine, events);
  const reported = await reportedEvents(app, engine, events);
  return scenarios.map((scenario, at) => ({ scenario, ...scores[at]!, reported: reported[at]! }));
}

/** The same of captured traffic. The detection sees each capture alone, so that none hides another's hosts. */
async function scoreConnections(
  app: App,
  engine: string,
  connections: readonly Connection[],
): Promise<readonly ScoredConnection[]> {
  const scored: ScoredConnection[] = [];
  for (const capture of new Set(connections.map(({ capture }) => capture))) {
    const those = connections.filter((connection) => connection.capture === capture);
    const events = those.map(({ event }) => event);
    const scores = await scoreEvents(app, engine, events);
    const reported = await reportedEvents(app, engine, events);
    const memory = new MemoryState();
    for (const name of [SUMMARY, PAIRS]) await remember(app, name, events, memory);
    const remembered = await reportedEvents(app, engine, events, memory);
    for (const [at, connection] of those.entries())
      scored.push({
        connection,
        pair: pairOf(connection.event),
        ...scores[at]!,
        reported: reported[at]!,
        remembered: remembered[at]!,
      });
  }
  return scored;
}

/** One run of a search of the memory over a whole capture, as if it lasted an hour, and what it remembers a day. */
async function remember(app: App, name: string, events: readonly Event[], state: State): Promise<void> {
  const { search } = new SearchApps([app]).savedSearch(name);
  await runSearch({
    search,
    app,
    state,
    events: eventsFromObjects(events.map(asIndexed)),
    ...rangeOf(events),
  });
}

/** From the first second there is to the last event. The clock stands there, so nothing is old. */
function rangeOf(events: readonly Event[]) {
  const last = Math.max(...events.map(({ _time }) => Number(_time ?? 1)));
  return { earliest: 1, latest: Math.ceil(last) + 1, now: Math.ceil(last) + 1 };
}

async function scoreEvents(
  app: App,
  engine: string,
  events: readonly Event[],
): Promise<readonly Pick<Scored, "score" | "factors">[]> {
  const numbered = eventsFromObjects(
    events.map((event, number) => ({ ...event, evaluated_event: String(number) })),
  );
  const { table } = await runSearch({ search: `* | \`${engine}\``, app, events: numbered });
  const scores = new Array<Pick<Scored, "score" | "factors">>(events.length);
  for (const row of table.rows) {
    const score = row.get("portrisk_score");
    const factors = [row.get("portrisk_factors") ?? []].flat().map((text) => String(text).split("="));
    scores[Number(row.get("evaluated_event"))] = {
      score: score === undefined ? -1 : Number(score),
      factors: new Map(factors.map(([name, points]) => [name!, Number(points)])),
    };
  }
  return scores;
}

/** Whether the shipped detection has a row for each event. */
async function reportedEvents(
  app: App,
  engine: string,
  events: readonly Event[],
  state: State = new MemoryState(),
): Promise<readonly boolean[]> {
  const { search } = new SearchApps([app]).savedSearch(DETECTION);
  const { table } = await runSearch({
    search: search.replaceAll("`portrisk`", `\`${engine}\``),
    app,
    events: eventsFromObjects(events.map(asIndexed)),
    ...rangeOf(events),
    state,
  });
  const rows = table.rows.map(
    (row): Pair => ({
      src: String(row.get("src")),
      dest: String(row.get("dest")),
      port: String(row.get("dest_port")),
      transport: String(row.get("transport")),
    }),
  );
  const reported = new ReportedPairs(rows);
  return events.map((event) => reported.has(pairOf(event)));
}

/** Labelled events may be bare: these came from a connection all the same. The time plays no part, but each event needs one. */
function asIndexed(event: Event): Event {
  const aliases = (["src_side", "dest_side", "port", "transport", "action", "application", "url"] as const)
    .map((reading) => [inputOf(reading).fields[0]!, firstOf(event, reading)] as const)
    .filter(([, value]) => value !== undefined);
  return {
    index: "firewall",
    sourcetype: "cisco:sfw:estreamer",
    EventType: "ConnectionEvent",
    ...event,
    ...Object.fromEntries(aliases),
    _time: event._time ?? 1,
  };
}

const pairOf = (event: Event): Pair => ({
  src: textOf(event, "src_side"),
  dest: textOf(event, "dest_side"),
  port: textOf(event, "port"),
  transport: textOf(event, "transport"),
});

/** What the detection shows where an event lacks a part of the pair. */
const textOf = (event: Event, reading: Reading) => String(firstOf(event, reading) ?? "unknown");

function firstOf(event: Event, reading: Reading): unknown {
  const name = inputOf(reading).fields.find((field) => event[field] !== undefined && event[field] !== null);
  return name === undefined ? undefined : event[name];
}

/** The rankings that others make. */
export function otherRankings() {
  const list = readFileSync(join(EXAMPLES, "escu_suspicious_ports_list.csv"), "utf8");
  return baselines(parse(list, { columns: true }), (address) => sideOf(address) === "external");
}
