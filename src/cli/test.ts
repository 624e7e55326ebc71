/** `npm test` and `npm run test:…`: the suites of tests, and what each needs. */
import { spawnSync } from "node:child_process";
import { type Command, Option } from "commander";
import { check } from "./check.ts";
import { newProgram, ROOT } from "./program.ts";

interface Suite {
  readonly what: string;
  /** What vitest gets beside the files. */
  readonly options: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** A suite of files named NAME.<suite>.ts. */
const files = (suite: string, what: string): Suite => ({
  what,
  options: ["--config", "vitest.suite.config.ts", "--disable-console-intercept"],
  environment: { SUITE: suite },
});

const SUITES: { readonly [name: string]: Suite } = {
  unit: {
    what: "what can go wrong on any machine, in two minutes; depends on no clock",
    options: [],
    environment: {},
  },
  resources: files(
    "resources",
    "memory of the built command, and slow readers; depends on the machine (Linux)",
  ),
  docs: files("docs", "every command of README.md and docs/, run as it is written"),
  bench: files("bench", "the benchmark's programs in C and Python; needs a compiler and Splunk's SDK"),
  packages: files("packages", "the packages with the real Node.js inside, fetched from the npm registry"),
  smoke: files(
    "smoke",
    "every case of the SPL runner, and the tests of splunk-sdk, against a stand-in for splunkd",
  ),
  faults: {
    what: "docs/faults.md in full: every byte offset and 10,000 random damages",
    options: ["test/app/faults", "--testTimeout=900000", "--disable-console-intercept"],
    environment: { FAULTS: "full" },
  },
};

export function testProgram(): Command {
  const lines = Object.entries(SUITES).map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`);
  return newProgram("test", "Run tests; those of the suite unit after npm run check.")
    .argument("[arguments...]", "files or folders, and options of vitest (default: all files of the suite)")
    .addOption(new Option("--suite <name>", "which").choices(Object.keys(SUITES)).default("unit"))
    .addHelpText("after", `\nSuites:\n${lines.join("\n")}`)
    .allowUnknownOption()
    .action(async (args: readonly string[], { suite }: { readonly suite: string }) => {
      if (suite === "unit") await check();
      const { options, environment } = SUITES[suite]!;
      const { status } = spawnSync(
        process.execPath,
        ["node_modules/vitest/vitest.mjs", "run", ...options, ...args],
        { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...environment } },
      );
      if (status !== 0) throw new Error(`Tests of the suite ${suite} failed.`);
    });
}
