/** `spl test`: finds the tests, runs them in several processes, reports. */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import {
  forgetRepositories,
  type Job,
  JUNIT,
  loadTests,
  localWorker,
  REPORTS,
  type ReadOptions,
  type ReportedTest,
  runJobs,
  type TestCase,
} from "../testing/index.ts";
import { FileError } from "../yaml/file-error.ts";
import type { Host } from "./host.ts";
import type { Output } from "./output.ts";
import { type TestOptions, testCommandLine } from "./test-options.ts";

/** @returns the exit code */
export async function runTests(argv: readonly string[], output: Output, host: Host | null): Promise<number> {
  const program = testCommandLine(output);
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const options = program.opts<TestOptions>();
  const usage = usageError(options, program.args, host);
  if (usage !== null) {
    output.err(`error: ${usage}\n`);
    return 2;
  }
  for (;;) {
    const { code, watched } = await runOnce(program.args, options, output, host);
    if (!options.watch || host === null) return code;
    output.err("watching for changes; Ctrl-C ends\n");
    const changed = await host.change(watched);
    if (changed === null) return code;
    output.err(`\n${changed} changed\n`);
  }
}

interface Run {
  readonly code: number;
  /** Files and folders that decide what a test gives. */
  readonly watched: readonly string[];
}

async function runOnce(
  paths: readonly string[],
  options: TestOptions,
  output: Output,
  host: Host | null,
): Promise<Run> {
  const reading: ReadOptions = { apps: options.app ?? [], attackData: options.attackData ?? null };
  forgetRepositories();
  const loaded: { readonly job: Job; readonly test: TestCase }[] = [];
  try {
    for (const file of filesOf(paths))
      for (const [index, test] of loadTests(file, reading).entries())
        if (test.name.includes(options.name ?? ""))
          loaded.push({ job: { file, index, options: reading }, test });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    output.err(`error: ${error.message}\n`);
    return { code: 2, watched: [...paths, ...reading.apps] };
  }
  if (loaded.length === 0) {
    output.err(
      `error: there is no test${options.name === undefined ? "" : ` with "${options.name}" in its name`}\n`,
    );
    return { code: 2, watched: paths };
  }
  const report = REPORTS[options.format];
  const tests: ReportedTest[] = [];
  output.out(report.begin(loaded.length));
  await runJobs(
    loaded.map(({ job }) => job),
    workersFor(loaded.length, options, host),
    (result, index) => {
      const { place, name } = loaded[index]!.test;
      const test = { ...place, name, result };
      tests.push(test);
      output.out(report.test(test, index + 1));
    },
  );
  output.out(report.end(tests));
  if (options.junit !== undefined) writeFileSync(options.junit, JUNIT.end(tests));
  const code = tests.some(({ result }) => result.status === "failed") ? 1 : 0;
  return {
    code,
    watched: watchedPaths(
      paths,
      loaded.map(({ test }) => test),
    ),
  };
}

function workersFor(count: number, { jobs }: TestOptions, host: Host | null) {
  const number = Math.min(jobs ?? host?.cores ?? 1, count);
  if (number <= 1 || host === null) return [localWorker()];
  return Array.from({ length: number }, host.worker);
}

function usageError(
  { app, attackData, watch, junit }: TestOptions,
  paths: readonly string[],
  host: Host | null,
) {
  const missing = paths.find((path) => statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing !== undefined) return `there is no file or folder ${missing}`;
  for (const [option, folders] of [
    ["--app", app ?? []],
    ["--attack-data", attackData === undefined ? [] : [attackData]],
  ] as const)
    for (const folder of folders)
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
        return `${option}: there is no folder ${folder}`;
  if (watch && host === null) return "--watch needs a process of its own";
  if (junit !== undefined && statSync(join(junit, ".."), { throwIfNoEntry: false })?.isDirectory() !== true)
    return `--junit: there is no folder for ${junit}`;
  return null;
}

/** The files, and those with tests in the folders, sorted. */
function filesOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path, { encoding: "utf8", recursive: true })
          .filter((name) => /\.ya?ml$/.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path],
  );
}

function watchedPaths(paths: readonly string[], tests: readonly TestCase[]): string[] {
  const of = (test: TestCase) => [
    ...test.apps,
    ...(test.content === null
      ? []
      : [join(test.content.folder, "macros"), join(test.content.folder, "lookups")]),
    ...[...test.events, ...test.datasets.map(({ rows }) => rows)].flatMap((events) =>
      events.kind === "file" ? [events.path] : [],
    ),
    ...(test.rest === null ? [] : [test.rest.path]),
  ];
  return [...new Set([...paths, ...tests.flatMap(of)])];
}
