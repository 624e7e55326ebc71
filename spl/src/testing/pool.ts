/**
 * Runs tests in several processes: each takes the next test when it is done with one. A process that ends in the middle of a test (out of
 * memory, a defect) fails that test alone, and another takes its place.
 */
import { type ChildProcess, fork } from "node:child_process";
import { loadTests } from "./load.ts";
import { type Outcome, runTest } from "./run-test.ts";
import type { ReadOptions } from "./test-case.ts";

/** A test by its file and its place in it, as a worker gets it. */
export interface Job {
  readonly file: string;
  readonly index: number;
  readonly options: ReadOptions;
}

export interface JobResult extends Outcome {
  readonly milliseconds: number;
}

/** Where tests run. */
export interface TestWorker {
  run(job: Job): Promise<JobResult>;
  end(): void;
}

/** What a worker process says when it can take its first job. */
const READY = "ready";

/**
 * Runs all jobs.
 * @param onResult called with each result, in the order of the jobs
 */
export async function runJobs(
  jobs: readonly Job[],
  workers: readonly TestWorker[],
  onResult: (result: JobResult, index: number) => void,
): Promise<void> {
  const results: (JobResult | undefined)[] = [];
  let next = 0;
  let reported = 0;
  const work = async (worker: TestWorker): Promise<void> => {
    for (let index = next++; index < jobs.length; index = next++) {
      results[index] = await worker.run(jobs[index]!);
      for (; results[reported] !== undefined; reported++) onResult(results[reported]!, reported);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) worker.end();
  }
}

/** Runs tests in this process. */
export function localWorker(): TestWorker {
  return { run: runJob, end: () => {} };
}

/**
 * Runs tests in a process of their own.
 * @param program the file of this program, which serves jobs when it is started with these arguments
 */
export function processWorker(program: string, args: readonly string[]): TestWorker {
  let child: ChildProcess | null = null;
  return {
    run: (job) =>
      new Promise((resolve) => {
        const running = child ?? fork(program, args);
        const isNew = child === null;
        child = running;
        const done = (result: JobResult) => {
          running.off("message", onMessage).off("exit", onExit).off("error", onError);
          resolve(result);
        };
        const onMessage = (message: unknown) => {
          if (message === READY) running.send(job);
          else done(message as JobResult);
        };
        const stopped = (how: string) => {
          child = null;
          done(brokenOff(`The process of this test ended: ${how}.`));
        };
        const onExit = (code: number | null, signal: string | null) => stopped(signal ?? `exit code ${code}`);
        const onError = (error: Error) => stopped(error.message);
        running.on("message", onMessage).on("exit", onExit).on("error", onError);
        if (!isNew) running.send(job);
      }),
    end: () => {
      child?.disconnect();
      child = null;
    },
  };
}

/** The other side of processWorker: takes jobs from the process that started this one, until it ends the connection. */
export function serveJobs(channel: NodeJS.Process): void {
  channel.on("message", (job: Job) => {
    runJob(job).then((result) => channel.send!(result));
  });
  channel.on("disconnect", () => channel.exit());
  channel.send!(READY);
}

/** Kept, because a worker gets the tests of one file one after the other. */
let lastFile: { readonly key: string; readonly tests: ReturnType<typeof loadTests> } | null = null;

async function runJob({ file, index, options }: Job): Promise<JobResult> {
  const start = performance.now();
  const key = JSON.stringify([file, options]);
  let outcome: Outcome;
  try {
    if (lastFile?.key !== key || index === 0) lastFile = { key, tests: loadTests(file, options) };
    outcome = await runTest(lastFile.tests[index]!);
  } catch (error) {
    outcome = brokenOff(`A defect of spl, please report it: ${String(error)}.`);
  }
  return { ...outcome, milliseconds: performance.now() - start };
}

function brokenOff(message: string): JobResult {
  const failures = [{ line: 0, message, differences: [] }];
  return { status: "failed", reason: null, failures, messages: [], milliseconds: 0 };
}
