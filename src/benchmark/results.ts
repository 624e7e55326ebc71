/** The tables of results. */
import { cpuSeconds, type Measurement } from "./drive.ts";
import type { Grid } from "./grid.ts";
import { median, pairedRatio, slope } from "./statistics.ts";
import type { EngineName, Growth, Measured, StartUp } from "./suite.ts";
import {
  LINEAR_WITHIN,
  limitVerdict,
  memoryLimit,
  met,
  STARTUP_OVER_BARE,
  STARTUP_OVER_SDK,
  sdkVerdict,
} from "./targets.ts";

const NONE = "–";

/** Nanoseconds a row, by round; null where the engine was not measured. */
function timesOf(
  { runs, rows }: Measured,
  engine: EngineName,
  of: (run: Measurement) => number,
): readonly number[] | null {
  return runs.get(engine)?.map((run) => (of(run) * 1e6) / rows.get(engine)!) ?? null;
}

const execute = (run: Measurement) => run.executeMs;
const processor = (run: Measurement) => cpuSeconds(run) * 1e3;

function ratio(above: readonly number[] | null, below: readonly number[] | null): number | null {
  return above === null || below === null ? null : pairedRatio(above, below);
}

function number(value: number | null, digits: number): string {
  return value === null ? NONE : value.toFixed(digits);
}

/** "3.1 million", "34 thousand" */
function perSecond(nanoseconds: readonly number[] | null): string {
  if (nanoseconds === null) return NONE;
  const events = 1e9 / median(nanoseconds);
  return events >= 999_500 ? `${(events / 1e6).toFixed(2)} million` : `${Math.round(events / 1e3)} thousand`;
}

/** The command's time over that of the other build, by the clock and by processor time. */
function overBeside(result: Measured): string {
  const over = (of: (run: Measurement) => number) =>
    number(ratio(timesOf(result, "portrisk", of), timesOf(result, "beside", of)), 2);
  return `${over(execute)} (${over(processor)})`;
}

export function throughputGrid(results: readonly Measured[], times: number): Grid {
  const compares = results.some(({ runs }) => runs.has("beside"));
  const rows = results.map((result) => {
    const ours = timesOf(result, "portrisk", execute);
    const sdk = ratio(timesOf(result, "sdk", execute), ours);
    const sdkByCpu = ratio(timesOf(result, "sdk", processor), timesOf(result, "portrisk", processor));
    const limit = ratio(ours, timesOf(result, "c", execute));
    const { name, title } = result.workload;
    return [
      `${name}: ${title}`,
      String(Math.round(result.requests.bodyBytes / (result.requests.chunks * result.workload.rowsPerChunk))),
      perSecond(ours),
      perSecond(timesOf(result, "sdk", execute)),
      perSecond(timesOf(result, "c", execute)),
      `${number(sdk, 1)} (${number(sdkByCpu, 1)})`,
      number(limit, 2),
      sdkVerdict(name, sdk) || NONE,
      limitVerdict(name, limit) || NONE,
      ...(compares ? [overBeside(result)] : []),
    ];
  });
  const compared = results.map(({ equalRows }) => equalRows);
  const equal = compared.includes(null)
    ? "not compared, there is no SDK"
    : `yes (${compared.reduce((sum: number, count) => sum + count!, 0)} rows of the command and of the SDK, all output columns)`;
  return {
    title: `Events a second, medians of ${times} rounds, each program in turn; ratios are medians of each round's`,
    head: [
      "workload",
      "bytes a row",
      "portrisk",
      "on the Python SDK",
      "limit in C",
      "times the SDK (by processor time)",
      "of the limit's time",
      "target × SDK",
      "target × limit",
      ...(compares ? ["of the other build's time (by processor time)"] : []),
    ],
    rows,
    notes: [
      `Rows equal: ${equal}.`,
      "Time is from the first chunk sent to the last reply, reading the catalogue and warming up included; the SDK gets fewer chunks of the same kind and is compared by the row, start-up left out.",
      `Bytes sent by the limit over bytes sent by portrisk: ${results.map(sentBytes).join(", ")}.`,
    ],
  };
}

/** The two must write as much, or the limit would be none. */
function sentBytes({ runs, workload }: Measured): string {
  return `${workload.name} ${(runs.get("c")![0]!.received / runs.get("portrisk")![0]!.received).toFixed(3)}`;
}

export function costGrid(results: readonly Measured[]): Grid {
  return {
    title: "What it takes: processor time, memory, and the time for one chunk",
    head: [
      "workload",
      "portrisk: CPU s a million",
      "SDK: CPU s a million",
      "C: CPU s a million",
      "ms a chunk, portrisk",
      "SDK",
      "C",
      "peak memory, MB",
      "SDK",
      "target",
    ],
    rows: results.map((result) => {
      const cpu = (engine: EngineName) => {
        const times = timesOf(result, engine, processor);
        return times === null ? NONE : number(median(times) / 1e3, 2);
      };
      const latency = (engine: EngineName) => {
        const runs = result.runs.get(engine);
        // The last exchange has no rows.
        return runs === undefined
          ? NONE
          : number(median(runs.map((run) => median(run.latenciesMs.slice(0, -1)))), 3);
      };
      const peak = (engine: EngineName) =>
        Math.max(...(result.runs.get(engine) ?? []).map(({ peakBytes }) => peakBytes));
      const limit = memoryLimit(result.requests.largestBody);
      return [
        result.workload.name,
        ...(["portrisk", "sdk", "c"] as const).map(cpu),
        ...(["portrisk", "sdk", "c"] as const).map(latency),
        number(peak("portrisk") / 1e6, 0),
        result.runs.has("sdk") ? number(peak("sdk") / 1e6, 0) : NONE,
        `≤ ${number(limit / 1e6, 0)}: ${met(peak("portrisk") <= limit)}`,
      ];
    }),
    notes: [
      "Processor time is that of the whole process: where there are few rows, start-up is most of it.",
      "The memory target is 60 MB and 1.1 times the largest body.",
    ],
  };
}

export function startUpGrid({ bare, portrisk, beside, sdk }: StartUp): Grid {
  const overBare = pairedRatio(portrisk, bare);
  const overSdk = sdk === null ? null : pairedRatio(portrisk, sdk);
  return {
    title: "Start-up, medians",
    head: ["what", "ms", "portrisk over it", "target"],
    rows: [
      [
        "node -e 0, start to end",
        number(median(bare), 1),
        number(overBare, 2),
        `≤ ${STARTUP_OVER_BARE}: ${met(overBare <= STARTUP_OVER_BARE)}`,
      ],
      ["portrisk, start to reply to getinfo", number(median(portrisk), 1), "", ""],
      ...(beside === null
        ? []
        : [
            [
              "the other build, start to reply to getinfo",
              number(median(beside), 1),
              number(pairedRatio(portrisk, beside), 2),
              NONE,
            ],
          ]),
      [
        "the same job on the Python SDK, start to reply to getinfo",
        sdk === null ? NONE : number(median(sdk), 1),
        number(overSdk, 2),
        overSdk === null ? NONE : `≤ ${STARTUP_OVER_SDK}: ${met(overSdk <= STARTUP_OVER_SDK)}`,
      ],
    ],
    notes: [],
  };
}

export function growthGrid(growth: readonly Growth[], times: number): Grid {
  const points = growth.map(({ rows, executeMs, peakBytes }) => ({ rows, peakBytes, ms: median(executeMs) }));
  const each = points.map(({ rows, ms }) => (ms * 1e6) / rows);
  const further = points.slice(1).map(({ rows, ms }, index) => {
    const before = points[index]!;
    return ((ms - before.ms) * 1e6) / (rows - before.rows);
  });
  // From 100,000 rows on, where reading the catalogue and warming up weigh little.
  const steady = further.slice(-2);
  const apart = (values: readonly number[]) => Math.max(...values) / Math.min(...values) - 1;
  const verdict = (values: readonly number[]) => met(apart(values) <= LINEAR_WITHIN);
  return {
    title: `How cost grows, the narrow events, medians of ${times} rounds`,
    head: ["rows", "ms", "ns a row", "ns for each row more", "peak memory, MB"],
    rows: points.map(({ rows, ms, peakBytes }, index) => [
      String(rows),
      number(ms, 1),
      number(each[index]!, 0),
      index === 0 ? NONE : number(further[index - 1]!, 0),
      number(peakBytes / 1e6, 0),
    ]),
    notes: [
      `Target: ns a row differ by at most ${LINEAR_WITHIN * 100} %. With start-up they vary ${Math.round(apart(each) + 1)}-fold (${verdict(each)}); without it, by the last two values for each row more, by ${Math.round(apart(steady) * 100)} % (${verdict(steady)}).`,
      `By least squares a row costs ${number(slope(points.map(({ rows, ms }) => [rows, ms * 1e6])), 0)} ns.`,
    ],
  };
}

const EVENTS = [10_000, 1_000_000, 100_000_000];
const PEERS = [1, 8, 40];

/**
 * What a search over many events costs in processor time where its events are spread over indexers: each pays once for
 * starting, reading the catalogue and warming up, and then for its rows.
 */
export function spreadGrid(growth: readonly Growth[]): Grid {
  const points = growth.map(({ rows, cpuSeconds: seconds }) => ({ rows, seconds: median(seconds) }));
  const each = (events: number, peers: number) => between(points, events / peers);
  const seconds = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} s`;
  return {
    title: "Processor time of the command, by events and by how many indexers share them",
    head: [
      "events",
      "search head alone",
      ...PEERS.slice(1).flatMap((peers) => [`each of ${peers} indexers`, `all ${peers}`]),
    ],
    rows: EVENTS.map((events) => [
      events.toLocaleString("en"),
      seconds(each(events, 1)),
      ...PEERS.slice(1).flatMap((peers) => [
        seconds(each(events, peers)),
        seconds(each(events, peers) * peers),
      ]),
    ]),
    notes: [
      `Reckoned from the narrow events of "How cost grows", along straight lines between what was measured: ${points
        .map(({ rows, seconds: took }) => `${rows.toLocaleString("en")} rows ${took.toFixed(2)} s`)
        .join(", ")}.`,
    ],
  };
}

/** On the lines through the points, the last one drawn on; below the first point its own value. */
function between(
  points: readonly { readonly rows: number; readonly seconds: number }[],
  rows: number,
): number {
  const above = points.findIndex((point) => point.rows >= rows);
  if (above === 0) return points[0]!.seconds;
  const end = above < 0 ? points.length - 1 : above;
  const [from, to] = [points[end - 1]!, points[end]!];
  return from.seconds + ((rows - from.rows) * (to.seconds - from.seconds)) / (to.rows - from.rows);
}
