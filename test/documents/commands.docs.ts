/** Runs every command of the documents as it is written, in the repository, and compares what it prints with what is said to be printed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { commandsIn, type DocumentedCommand, documents } from "../support/commands.ts";

const root = inject("root");

/** What is not run here, and why. */
const ELSEWHERE: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm ci$/, ".ci/run begins with it"],
  [/^npm test$/, ".ci/run runs it, and this file by it"],
  [/^npm run (?:inspect|corpus|fuzz|test:(?!docs)[a-z]+)$/, ".ci/run runs it by itself"],
  [/^npm run build -- --profile (?:cloud|windows|all)$/, "npm run inspect builds these packages"],
  [/^npm run bench/, "it measures for minutes, and means something on a quiet machine only"],
  [/^npm run format$/, "it writes files; npm run check says whether it would"],
  [/^splunk /, "it needs a Splunk"],
  [
    /…|FILE|PORT|NAME|PATH/,
    "it has a place for the reader's own value; test/documents/commands.test.ts reads it",
  ],
];

const all = documents(root).flatMap((document) => commandsIn(root, document));
const elsewhere = ({ text }: DocumentedCommand) => ELSEWHERE.find(([pattern]) => pattern.test(text));
/** Each text once, the one that shows its output first. */
const here = [
  ...new Map(
    [...all]
      .sort((a, b) => Number(a.output !== null) - Number(b.output !== null))
      .map((each) => [each.text, each]),
  ).values(),
]
  .filter((command) => elsewhere(command) === undefined)
  // In the documents' order: the SPL runner is built before it is used.
  .sort(
    (a, b) => all.findIndex(({ text }) => text === a.text) - all.findIndex(({ text }) => text === b.text),
  );

const splunkHome = mkdtempSync(join(tmpdir(), "splunk-home-"));
mkdirSync(join(splunkHome, "etc/apps"), { recursive: true });
symlinkSync(inject("app"), join(splunkHome, "etc/apps/suspicious_ports"));
afterAll(() => rmSync(splunkHome, { recursive: true }));

describe("the documents' commands", () => {
  it("are run here or elsewhere; each reason is that of a command", () => {
    expect(here.length).toBeGreaterThan(5);
    for (const [pattern] of ELSEWHERE)
      expect([pattern, all.some(({ text }) => pattern.test(text))]).toEqual([pattern, true]);
  });

  it.each(here.map((command) => [command.text, command] as const))(
    "%s",
    { timeout: 600_000 },
    (text, { output }) => {
      const { BUILT_PACKAGE, VITEST, NODE_ENV, ...environment } = process.env;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", text], {
        cwd: root,
        encoding: "utf8",
        env: { ...environment, SPLUNK_HOME: splunkHome },
        maxBuffer: 1 << 26,
      });
      expect([status, stderr]).toEqual([0, expect.not.stringMatching(/^error/m)]);
      expect(stdout).not.toBe("");
      if (output !== null && text.startsWith("node ")) expect(stdout.trim()).toBe(output.trim());
    },
  );
});
