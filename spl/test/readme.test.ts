/** Every command of README.md runs as written, and prints what is written below it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../src/cli/command-line.ts";

const folder = join(import.meta.dirname, "..");
const state = mkdtempSync(join(tmpdir(), "spl-readme-"));
afterAll(() => rmSync(state, { recursive: true }));
const readme = readFileSync(join(folder, "README.md"), "utf8");
const shown = [...readme.matchAll(/^ {4}spl (.*)\n\n```\n([\s\S]*?)```$/gm)].map(
  ([, line, output]) => [line!, output!] as const,
);

/** The arguments of a command line with single and double quotes, as a shell reads them; files are found from this package's folder. */
function argumentsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) =>
    bare !== undefined && /(?:^|=)examples\//.test(bare)
      ? bare.replace("examples/", `${join(folder, "examples")}/`)
      : bare === "state"
        ? state
        : (single ?? double ?? bare)!,
  );
}

test("the README shows nine commands with their output", () => {
  expect(shown).toHaveLength(9);
  expect(readme.match(/^ {4}spl /gm)).toHaveLength(9);
});

test.each(shown)("spl %s", async (line, output) => {
  let printed = "";
  const write = (text: string) => {
    printed += text;
  };
  await runCommandLine(argumentsOf(line), { out: write, err: write });
  expect(printed.replaceAll(`${folder}/`, "")).toBe(output);
});
