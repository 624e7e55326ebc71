/** Tests in processes of their own, by the program as one file, and again after a change. */
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { nextChange } from "../../src/cli/watch.ts";
import { localWorker, processWorker } from "../../src/testing/index.ts";
import { fixture } from "../support/files.ts";

const folder = mkdtempSync(join(tmpdir(), "spl-processes-"));
const program = join(folder, "spl.cjs");
const options = { apps: [], attackData: null };

beforeAll(async () => {
  const entry = join(import.meta.dirname, "../../src/cli/main.ts");
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: program,
    logLevel: "error",
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the program as one file starts itself for each worker, and reports as without workers", () => {
  const run = (jobs: string) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [program, "test", "--jobs", jobs, fixture("tests/passing.yml"), fixture("tests/failing.yml")],
      { encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };
  const parallel = run("2");
  expect(parallel).toMatchObject({
    status: 1,
    stderr: "",
    stdout: expect.stringMatching(/\n19 passed, 16 failed, 1 skipped\n$/),
  });
  expect(parallel).toEqual(run("1"));
});

test.runIf(existsSync("/dev/full"))("an output that cannot be written is an error with a reason", () => {
  const { status, stderr } = spawnSync(
    "/bin/sh",
    ["-c", `exec "$0" "$@" > /dev/full`, process.execPath, program, "| makeresults"],
    { encoding: "utf8" },
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: the output cannot be written: ENOSPC.*\n$/);
});

test("a process that ends fails its test, and the next test gets another", async () => {
  const dying = join(folder, "dying.cjs");
  writeFileSync(
    dying,
    `process.on("message", ({ index }) => index === 0 ? process.exit(3) : process.send({ status: "passed" }));
     process.on("disconnect", () => process.exit());
     process.send("ready");`,
  );
  const worker = processWorker(dying, []);
  const first = await worker.run({ file: "x", index: 0, options });
  expect(first).toMatchObject({
    status: "failed",
    failures: [{ message: "The process of this test ended: exit code 3." }],
  });
  expect(await worker.run({ file: "x", index: 1, options })).toEqual({ status: "passed" });
  expect(await worker.run({ file: "x", index: 2, options })).toEqual({ status: "passed" });
  worker.end();
});

test("--watch runs again after each change, with what is there by then", async () => {
  const file = join(folder, "watched.yml");
  const content = (count: number) => `tests:\n  - search: "| makeresults"\n    expect: { count: ${count} }\n`;
  writeFileSync(file, content(2));
  const changes = [content(1), "tests: 1", content(1), null];
  const watched: (readonly string[])[] = [];
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommandLine(
    ["test", "--watch", file],
    { out: (text) => out.push(text), err: (text) => err.push(text) },
    {
      cores: 1,
      worker: localWorker,
      change: async (paths) => {
        watched.push(paths);
        const next = changes.shift()!;
        if (next !== null) writeFileSync(file, next);
        return next === null ? null : file;
      },
    },
  );
  expect(code).toBe(0);
  expect(out.filter((text) => /passed/.test(text))).toEqual([
    "0 passed, 1 failed\n",
    "1 passed, 0 failed\n",
    "1 passed, 0 failed\n",
  ]);
  expect(err.join("")).toContain("watched.yml:1: tests must be a list.");
  expect(watched).toEqual([[file], [file], [file], [file]]);
});

test("a change is one of a file, also when it is replaced, or of a file in a folder", async () => {
  const [file, other, below] = ["watched.txt", "other.txt", "app"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, "");
  mkdirSync(below);
  writeFileSync(join(below, "macros.conf"), "");
  const paths = [file, below, join(folder, "missing")];
  const changedBy = async (change: () => void) => {
    const changed = nextChange(paths);
    // The system begins to watch a moment after it is asked to: change until that is seen.
    const timer = setInterval(change, 400);
    try {
      return await changed;
    } finally {
      clearInterval(timer);
    }
  };
  const replaced = await changedBy(() => {
    writeFileSync(other, "unrelated");
    writeFileSync(`${file}.new`, "");
    renameSync(`${file}.new`, file);
  });
  expect(replaced).toBe(file);
  const appended = join(below, "macros.conf");
  expect(await changedBy(() => appendFileSync(appended, "\n"))).toBe(appended);
});
