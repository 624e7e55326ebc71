/** `spl test`: what passes and fails, how each report shows it, and files that are rejected. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { loadTests, localWorker, runJobs, type TestWorker } from "../../src/testing/index.ts";
import { FileError } from "../../src/yaml/file-error.ts";
import { fixture } from "../support/files.ts";

const folder = mkdtempSync(join(tmpdir(), "spl-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function spl(...argv: string[]) {
  let [out, err] = ["", ""];
  const code = await runCommandLine(["test", ...argv], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const tests = (name: string) => fixture(join("tests", name));

describe("a file of tests", () => {
  test("passes where everything comes as expected", async () => {
    const { code, out, err } = await spl(tests("passing.yml"));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/\n19 passed, 0 failed, 1 skipped\n$/);
    expect(out).not.toContain("FAILED");
  });

  test.each([
    ["text", "failing.txt"],
    ["tap", "failing.tap"],
    ["github", "failing.github"],
    ["junit", "failing.xml"],
  ])("fails, and the report as %s says where and how", async (format, expected) => {
    const { code, out } = await spl("--format", format, tests("failing.yml"));
    expect(code).toBe(1);
    const shown = out.replaceAll(fixture("tests/"), "").replace(/ time="[\d.]+"/g, "");
    await expect(shown).toMatchFileSnapshot(tests(expected));
  });

  test("writes JUnit's XML beside another report", async () => {
    const file = join(folder, "results.xml");
    const { out } = await spl("--junit", file, tests("passing.yml"));
    expect(out).toContain("19 passed");
    const xml = readFileSync(file, "utf8");
    expect(xml).toContain('tests="20" failures="0" errors="0" skipped="1"');
    expect(xml.match(/<testcase /g)).toHaveLength(20);
  });

  test("runs the tests with a text in their name alone", async () => {
    const { out } = await spl("--name", "a token", tests("passing.yml"));
    expect(out).toMatch(/a token\n1 passed, 0 failed\n$/);
  });

  test("takes its app from the command line where it names none", async () => {
    const file = join(folder, "no-app.yml");
    writeFileSync(file, "tests:\n  - saved: Off\n    expect: { count: 0 }\n");
    expect(await spl("--app", fixture("demo"), file)).toMatchObject({ code: 0 });
  });

  test("is found in folders", async () => {
    const { out } = await spl(fixture("tests"));
    expect(out).toMatch(/\n19 passed, 16 failed, 1 skipped\n$/);
  });
});

describe("detections of contentctl", () => {
  const detections = fixture("content/detections");

  test("run over their datasets, with macros and lookups of their repository", async () => {
    const { code, out } = await spl(detections, "--attack-data", fixture("attack_data"));
    expect(code).toBe(1);
    expect(out.replaceAll(`${detections}/`, "")).toBe(
      [
        "ok      network/demo_ssh.yml:16  Demo - SSH: True Positive Test",
        "FAILED  network/demo_ssh.yml:26  Demo - SSH: True Negative Test",
        "  network/demo_ssh.yml:26: At least 1 row must come, and 0 rows came.",
        "skipped network/demo_ssh.yml:31  Demo - SSH: On a Splunk (a test of the type manual needs a Splunk)",
        "skipped network/untested.yml:1  Untested: no test (the detection has no tests)",
        "1 passed, 1 failed, 2 skipped",
        "",
      ].join("\n"),
    );
  });

  test("need their datasets on this machine", async () => {
    expect(await spl(detections)).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        /demo_ssh\.yml:18: The dataset is not on this machine, .* --attack-data DIR/,
      ),
    });
    expect(await spl(detections, "--attack-data", folder)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/demo_ssh\.yml:18: .* has no datasets\/demo\/ssh\.log\./),
    });
  });
});

describe("what cannot be read", () => {
  const lines = readFileSync(join(import.meta.dirname, "malformed.jsonl"), "utf8")
    .trimEnd()
    .split("\n");

  test.each(lines)("%s", (line) => {
    const { yaml, error } = JSON.parse(line) as { yaml: string; error: string };
    const file = join(folder, "malformed.yml");
    writeFileSync(file, yaml);
    const read = () => loadTests(file, { apps: [], attackData: null });
    expect(read).toThrow(FileError);
    expect(read).toThrow(`${file}:${error}`);
  });

  test.each([
    [Buffer.from([0x61, 0x3a, 0xe9]), "The file is not valid UTF-8."],
    [Buffer.from("[".repeat(20_000)), "Invalid YAML: values are nested too deeply."],
    [
      Buffer.from(`[&a0 [1], ${Array.from({ length: 99 }, (_, i) => `&a${i + 1} [*a${i}]`).join()}]`),
      "Values are nested more than 100 deep.",
    ],
  ])("is one of bytes that cannot be read", (content, reason) => {
    const file = join(folder, "malformed.yml");
    writeFileSync(file, content);
    expect(() => loadTests(file, { apps: [], attackData: null })).toThrow(`${file}:1: ${reason}`);
  });

  test("is wrong usage, and so is what is not there", async () => {
    const file = join(folder, "malformed.yml");
    writeFileSync(file, "tests: 1");
    expect(await spl(file)).toEqual({ code: 2, out: "", err: `error: ${file}:1: tests must be a list.\n` });
    for (const argv of [
      [],
      ["none.yml"],
      ["--format", "html", file],
      ["--jobs", "0", file],
      ["--app", "none", file],
      ["--attack-data", "none", file],
      ["--junit", "none/x.xml", tests("passing.yml")],
      ["--name", "nothing like this", tests("passing.yml")],
      ["--watch", tests("passing.yml")],
    ]) {
      const { code, out, err } = await spl(...argv);
      expect({ argv, code, out }).toEqual({ argv, code: 2, out: "" });
      expect(err).not.toBe("");
    }
  });

  test("--help says what a file can have", async () => {
    const { code, out } = await spl("--help");
    expect(code).toBe(0);
    for (const key of ["saved", "dispatch", "excludes", "--attack-data"]) expect(out).toContain(key);
  });
});

describe("several workers", () => {
  test("report in the order of the tests, whoever is done first", async () => {
    const passed = { status: "passed", reason: null, failures: [], messages: [] } as const;
    const waiting: (() => void)[] = [];
    const slow: TestWorker = {
      run: () => new Promise((resolve) => waiting.push(() => resolve({ ...passed, milliseconds: 1 }))),
      end: () => {},
    };
    const quick: TestWorker = {
      run: async ({ index }) => {
        if (index === 3) waiting[0]!();
        return { ...passed, milliseconds: 2 };
      },
      end: () => {},
    };
    const options = { apps: [], attackData: null };
    const jobs = [0, 1, 2, 3].map((index) => ({ file: "x", index, options }));
    const seen: number[][] = [];
    await runJobs(jobs, [slow, quick], ({ milliseconds }, index) => seen.push([index, milliseconds]));
    expect(seen).toEqual([
      [0, 1],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
  });

  test("in this process too, a test that is not there is a failure and no crash", async () => {
    const options = { apps: [], attackData: null };
    const { status, failures } = await localWorker().run({ file: tests("passing.yml"), index: 99, options });
    expect(status).toBe("failed");
    expect(failures[0]!.message).toMatch(/^A defect of spl/);
  });
});
