/** The file of tests in docs/testing-searches.md runs as it is written, and what the document shows is what is printed. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "spl-runner/command-line";
import { afterAll, expect, inject, it } from "vitest";

const root = inject("root");
const document = readFileSync(join(root, "docs/testing-searches.md"), "utf8");
const [file, passed, failed] = [...document.matchAll(/^```(?:yaml)?\n([\s\S]*?)^```$/gm)].map(
  ([, text]) => text!,
);
// Where the document has the file: at the top of the repository.
const folder = mkdtempSync(join(tmpdir(), "testing-searches-"));
symlinkSync(join(root, "spl"), join(folder, "spl"));
afterAll(() => rmSync(folder, { recursive: true }));

async function test(content: string) {
  const path = join(folder, "blocked-by-source.yml");
  writeFileSync(path, content);
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const code = await runCommandLine(["test", path], { out: write, err: write });
  return { code, text: text.replaceAll(`${folder}/`, "") };
}

it("passes", async () => {
  expect(await test(file!)).toEqual({ code: 0, text: passed });
});

it("fails as shown where a count is another", async () => {
  expect(document).toContain("With `count: 3` in the first test");
  const changed = file!.replace("count: 2", "count: 3");
  expect(changed).not.toBe(file);
  expect(await test(changed)).toEqual({ code: 1, text: failed });
});

it("names every key that a file, a test and an expectation can have", async () => {
  const named = (text: string) => expect(document, text).toContain(`\`${text}\``);
  let help = "";
  await runCommandLine(["test", "--help"], { out: (text) => (help += text), err: () => {} });
  const [, ofTest, ofExpect] = /Of the file or of a test: ([\s\S]*?)\. [\s\S]*?Of expect: (.*?)\.$/m.exec(
    help,
  )!;
  for (const key of `${ofTest}, skip, ${ofExpect!.replace(/\(.*?\)/, "")}`.split(/,\s+/)) named(key.trim());
});
