/** What .ci/run runs at the same time: the output stays apart and in order, and no failure is lost. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";

function sideBySide(...commands: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(join(inject("root"), ".ci/side-by-side"), commands, {
    encoding: "utf8",
  });
  return { lines: stdout.trimEnd().split("\n"), stderr, status };
}

describe(".ci/side-by-side", () => {
  it("prints what each said in the order given, whichever ends first", () => {
    const place = `/tmp/side-by-side-${process.pid}-order`;
    const first = `until [ -e ${place} ]; do sleep 0.01; done; echo one`;
    const second = `echo two; echo three >&2; touch ${place}`;
    expect(sideBySide(first, second)).toEqual({
      lines: [`== ${first}`, "one", `== ${second}`, "two", "three"],
      stderr: "",
      status: 0,
    });
    rmSync(place);
  });

  it("runs them at the same time: each waits for what the other makes", () => {
    const other = (mine: string, theirs: string) =>
      `touch ${mine}; until [ -e ${theirs} ]; do sleep 0.05; done`;
    const place = `/tmp/side-by-side-${process.pid}`;
    const both = [other(`${place}-a`, `${place}-b`), other(`${place}-b`, `${place}-a`)] as const;
    expect(sideBySide(...both).status).toBe(0);
    for (const name of ["a", "b"]) rmSync(`${place}-${name}`);
  });

  it.each([
    ["the first", ["exit 7", "echo two"], "== failed with exit code 7: exit 7"],
    ["the last", ["echo one", "exit 1"], "== failed with exit code 1: exit 1"],
    ["one that is killed", ["echo one", "kill -9 $$"], "== failed with exit code 137: kill -9 $$"],
    ["one that is not there", ["no-such-program", "true"], "== failed with exit code 127: no-such-program"],
  ])("fails where %s fails, and says which", (_, commands, message) => {
    const { lines, status } = sideBySide(...commands);
    expect(status).toBe(1);
    expect(lines).toContain(message);
    for (const command of commands) expect(lines).toContain(`== ${command}`);
  });
});
