/**
 * Measures programs on workloads: each round runs every program in turn on the same requests, so that ratios can be taken
 * round by round. Files of requests and answers are made for a workload and removed behind it.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { appended, fieldArguments, writeAnswers } from "./answers.ts";
import { cpuSeconds, type Driver, type Measurement, type Program } from "./drive.ts";
import { bodiesIn, compareRows } from "./replies.ts";
import { firstBodies, type RequestsFile, writeRequests } from "./requests.ts";
import type { KnownPort } from "./traffic.ts";
import type { Workload } from "./workloads.ts";

/**
 * "portrisk" is the built command, "beside" the command of another build, "sdk" the same job on Splunk's Python SDK, "c" the limit
 * (bench/passthrough.c).
 */
export type EngineName = "portrisk" | "beside" | "sdk" | "c";

export interface Engines {
  readonly driver: Driver;
  readonly portrisk: Program;
  /** The command of another build, such as the version before; absent where none is to be compared. */
  readonly beside?: Program;
  /** Absent where the machine has no Python with the SDK. */
  readonly sdk?: Program;
  /** The built bench/passthrough.c; what it is given differs from workload to workload. */
  readonly passthrough: string;
}

export interface Measured {
  readonly workload: Workload;
  readonly requests: RequestsFile;
  /** By engine, a measurement for each round; and how many rows each got. */
  readonly runs: ReadonlyMap<EngineName, readonly Measurement[]>;
  readonly rows: ReadonlyMap<EngineName, number>;
  /** How many rows of the command and of the SDK were compared and found equal; null where there was no SDK. */
  readonly equalRows: number | null;
}

/** Rows of each workload whose answers are compared. */
const COMPARED_ROWS = 4000;

export interface Plan {
  readonly times: number;
  /** What part of a workload's chunks a slow engine gets, 1 for all. */
  readonly slowPart: number;
  readonly folder: string;
  readonly known: readonly KnownPort[];
}

/** @throws Error when a program fails, or when the SDK's rows are not the command's */
export function measureWorkload(workload: Workload, engines: Engines, plan: Plan): Measured {
  const { driver, portrisk, beside, sdk } = engines;
  const path = (name: string) => join(plan.folder, `${workload.name}.${name}`);
  const files: string[] = [];
  const file = (name: string) => {
    files.push(path(name));
    return path(name);
  };
  const chunks: ReadonlyMap<EngineName, number> = new Map([
    ["portrisk", workload.chunks],
    ["beside", workload.chunks],
    ["sdk", Math.max(1, Math.round(workload.slowChunks * plan.slowPart))],
    ["c", workload.chunks],
  ]);
  try {
    const bodies = firstBodies(workload, plan.known, workload.chunks);
    const requests = writeRequests(file("requests"), workload.arguments, bodies);
    const equalRows = sdk === undefined ? null : compareWithSdk(workload, engines, plan, file);
    const limit = limitProgram(workload, engines, requests, file);
    const programs: readonly (readonly [EngineName, Program])[] = [
      ["portrisk", portrisk],
      ...(beside === undefined ? [] : [["beside", beside] as const]),
      ...(sdk === undefined ? [] : [["sdk", sdk] as const]),
      ["c", limit],
    ];
    const runs = new Map<EngineName, Measurement[]>(programs.map(([name]) => [name, []]));
    for (let round = 0; round < plan.times; round++) {
      for (const [name, program] of programs)
        runs.get(name)!.push(driver.run(requests.path, program, { chunks: chunks.get(name)! }));
    }
    const rows = new Map([...chunks].map(([name, count]) => [name, count * workload.rowsPerChunk]));
    return { workload, requests, runs, rows, equalRows };
  } finally {
    for (const name of files) rmSync(name, { force: true });
  }
}

/** A few thousand rows of the workload through both programs. */
function compareWithSdk(
  workload: Workload,
  { driver, portrisk, sdk }: Engines,
  { known }: Plan,
  file: (name: string) => string,
): number {
  const rowsPerChunk = Math.min(workload.rowsPerChunk, COMPARED_ROWS);
  const chunks = Math.min(workload.chunks, Math.ceil(COMPARED_ROWS / rowsPerChunk));
  const sample = { ...workload, rowsPerChunk };
  const requests = writeRequests(file("sample"), workload.arguments, firstBodies(sample, known, chunks));
  const [ours, theirs] = [file("ours"), file("theirs")];
  driver.run(requests.path, portrisk, { replies: ours });
  driver.run(requests.path, sdk!, { replies: theirs });
  try {
    return compareRows(ours, theirs);
  } catch (error) {
    throw new Error(
      `Rows equal: no. Of the workload "${workload.name}", answered by the command and by the SDK, ${(error as Error).message}`,
    );
  }
}

/** The C program with the command's own answers to this workload, those to rows that min_score removes left empty. */
function limitProgram(
  { name, arguments: args }: Workload,
  { driver, portrisk, passthrough }: Engines,
  requests: RequestsFile,
  file: (name: string) => string,
): Program {
  const bodies = bodiesIn(requests.path);
  const all = file("all");
  writeRequests(all, [], bodies);
  const replies = file("replies");
  driver.run(all, portrisk, { replies });
  const answered = bodiesIn(replies);
  const answers = bodies.flatMap((body, chunk) => appended(body, answered[chunk]!));
  for (const path of [all, replies]) rmSync(path);
  const minimum = /^min_score=(\d+)$/.exec(args[0] ?? "min_score=0")?.[1];
  if (minimum === undefined) throw new Error(`The C program has nothing like ${args[0]} of "${name}".`);
  const path = file("answers");
  writeAnswers(path, answers, Number(minimum));
  return { program: passthrough, arguments: [path, ...fieldArguments()] };
}

export interface StartUp {
  /** `node -e 0` from start to end; the others from start to their reply to getinfo. Milliseconds, by round. */
  readonly bare: readonly number[];
  readonly portrisk: readonly number[];
  readonly beside: readonly number[] | null;
  readonly sdk: readonly number[] | null;
}

export function measureStartUp({ driver, portrisk, beside, sdk }: Engines, { times, folder }: Plan): StartUp {
  const path = join(folder, "startup.requests");
  writeRequests(path, [], []);
  const bare: number[] = [];
  const ours: number[] = [];
  const besides: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < times; round++) {
    bare.push(driver.start({ program: process.execPath, arguments: ["-e", "0"] }).startupMs);
    ours.push(driver.run(path, portrisk).startupMs);
    if (beside !== undefined) besides.push(driver.run(path, beside).startupMs);
    if (sdk !== undefined) theirs.push(driver.run(path, sdk).startupMs);
  }
  rmSync(path);
  return {
    bare,
    portrisk: ours,
    beside: beside === undefined ? null : besides,
    sdk: sdk === undefined ? null : theirs,
  };
}

export interface Growth {
  readonly rows: number;
  /** By round. */
  readonly executeMs: readonly number[];
  /** Of the whole process, start-up included. */
  readonly cpuSeconds: readonly number[];
  readonly peakBytes: number;
}

/** Chunks are of 50,000 rows, or of all rows where there are fewer; at most so many different ones are made. */
const LARGEST_CHUNK = 50_000;
const MAX_CHUNKS = 20;

/** The command alone on more and more rows of a workload. */
export function measureGrowth(
  workload: Workload,
  sizes: readonly number[],
  { driver, portrisk }: Engines,
  { times, folder, known }: Plan,
): readonly Growth[] {
  const files = sizes.map((rows) => {
    const rowsPerChunk = Math.min(rows, LARGEST_CHUNK);
    const chunks = Math.min(rows / rowsPerChunk, MAX_CHUNKS);
    const path = join(folder, `growth.${rowsPerChunk}.${chunks}.requests`);
    writeRequests(path, [], firstBodies({ ...workload, rowsPerChunk }, known, chunks));
    return { rows, path, repeat: rows / rowsPerChunk / chunks };
  });
  const runs = files.map(({ rows }) => ({ rows, runs: [] as Measurement[] }));
  for (let round = 0; round < times; round++)
    files.forEach(({ path, repeat }, index) => {
      runs[index]!.runs.push(driver.run(path, portrisk, { repeat }));
    });
  for (const { path } of files) rmSync(path, { force: true });
  return runs.map(({ rows, runs: each }) => ({
    rows,
    executeMs: each.map(({ executeMs }) => executeMs),
    cpuSeconds: each.map(cpuSeconds),
    peakBytes: Math.max(...each.map(({ peakBytes }) => peakBytes)),
  }));
}
