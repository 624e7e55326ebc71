/** What .ci/run counts: each step leaves one line that says whether it passed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "steps-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(".ci/step writes whether its command passed, and gives its exit code", () => {
  const steps = join(folder, "steps");
  const run = (...command: readonly string[]) =>
    spawnSync(join(inject("root"), ".ci/step"), command, {
      encoding: "utf8",
      env: { ...process.env, STEPS: steps },
    });
  expect(run("echo", "a b")).toMatchObject({ status: 0, stdout: "== echo a b\na b\n" });
  expect(run("bash", "-c", "exit 7")).toMatchObject({
    status: 7,
    stdout: "== bash -c exit 7\n== failed with exit code 7: bash -c exit 7\n",
  });
  expect(run("no-such-program").status).toBe(127);
  expect(readFileSync(steps, "utf8")).toBe(
    "passed: echo a b\nfailed: bash -c exit 7\nfailed: no-such-program\n",
  );
});

it("every command of npm in .ci/run is a step but the installation: the failure of another would be passed over", () => {
  const lines = readFileSync(join(inject("root"), ".ci/run"), "utf8").replace(/^#.*$/gm, "");
  const commands = lines.split(/[;"\n]/).filter((command) => /\bnpm\b/.test(command));
  expect(commands.length).toBeGreaterThan(8);
  expect(commands.filter((command) => !command.trim().startsWith(".ci/step npm "))).toEqual([
    "npm ci --no-audit --no-fund",
    "npm ci --no-audit --no-fund --prefix preview",
  ]);
});
