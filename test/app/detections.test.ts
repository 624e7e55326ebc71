/** The app's detections and reports, by the files of test/detections, and every search of the app by `spl check`. */
import { join } from "node:path";
import { runCommandLine } from "spl-runner/command-line";
import { expect, inject, it } from "vitest";

async function spl(...argv: string[]) {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const code = await runCommandLine(argv, { out: write, err: write });
  return { code, text };
}

it("the app's detections find what they are for, and nothing else", async () => {
  const { code, text } = await spl("test", "--app", inject("app"), join(inject("root"), "test/detections"));
  expect({ code, failed: text.match(/^FAILED[\s\S]*?(?=^ok|^FAILED|^\d+ passed)/gm) }).toEqual({
    code: 0,
    failed: null,
  });
});

it("every search of the app is right, but for what the runner does not run", async () => {
  const { code, text } = await spl("check", "--app", inject("app"), "--format", "json");
  const { searches, findings } = JSON.parse(text) as {
    searches: number;
    findings: { code: string; severity: string; message: string }[];
  };
  expect(code).toBe(0);
  expect(searches).toBeGreaterThan(50);
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
});
