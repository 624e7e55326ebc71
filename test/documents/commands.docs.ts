/**
 * Runs every command of the documents in the repository, as it is written or with options that make it short, and compares what it prints
 * with the output that the documents show.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { commandsIn, type DocumentedCommand, documents } from "../support/commands.ts";

const root = inject("root");

/** What is not run here, and why. */
const ELSEWHERE: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm ci(?: --prefix preview)?$/, ".ci/run begins with it"],
  [/^npm test$/, ".ci/run runs it by itself"],
  [/^npm run (?:inspect|corpus|fuzz|test:[a-z]+)$/, ".ci/run runs it by itself; test:docs is this suite"],
  [/^npm run preview/, "npm run test:preview draws every view, and takes as long"],
  [/^npm run build -- --profile (?:cloud|windows|all)$/, "npm run inspect builds these packages"],
  [/^npm run bench/, "it measures for minutes, and means something on a quiet machine only"],
  [/^npm run format$/, "it writes files; npm run check says whether it would"],
  [/^splunk /, "it needs a Splunk"],
  [
    /^node dist\/spl\.cjs test /,
    "test/documents/testing-searches.test.ts runs it with the file of its document",
  ],
  [
    /…|FILE|PORT|NAME|PATH/,
    "it has a place for the reader's own value; test/documents/commands.test.ts reads it",
  ],
];

/** Commands that take minutes as they are written, and the options with which they run here. */
const SHORT: readonly (readonly [command: string, options: string])[] = [
  ["npm run simulate", "-- --hours 1 --scale 0.001"],
  ["npm run scale", "-- --events 20000"],
];
const shortOf = (text: string) => SHORT.find(([command]) => command === text)?.[1] ?? "";
/** More than any of them needs; one that takes longer fails. */
const MAX_SECONDS = 600;

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
    for (const [command] of SHORT) expect(here.map(({ text }) => text)).toContain(command);
  });

  it.each(here.map((command) => [command.text, command] as const))(
    "%s",
    { timeout: 2 * MAX_SECONDS * 1000 },
    (text, { output }) => {
      const { BUILT_PACKAGE, VITEST, NODE_ENV, ...environment } = process.env;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", `${text} ${shortOf(text)}`], {
        cwd: root,
        encoding: "utf8",
        timeout: MAX_SECONDS * 1000,
        env: { ...environment, SPLUNK_HOME: splunkHome },
        maxBuffer: 1 << 26,
      });
      expect([status, stderr]).toEqual([0, expect.not.stringMatching(/^error/m)]);
      expect(stdout).not.toBe("");
      if (output !== null && text.startsWith("node ")) expect(stdout.trim()).toBe(output.trim());
    },
  );
});
