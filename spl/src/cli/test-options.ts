/** The options of `spl test`. */
import { Command, InvalidArgumentError, Option } from "commander";
import { REPORTS } from "../testing/index.ts";
import { collect } from "./options.ts";
import type { Output } from "./output.ts";

export interface TestOptions {
  readonly app?: readonly string[];
  readonly attackData?: string;
  readonly format: keyof typeof REPORTS;
  readonly junit?: string;
  readonly name?: string;
  readonly jobs?: number;
  readonly watch?: boolean;
}

const HELP = `
A file of tests:
  saved: My Detection                    # a saved search of the app, or search: its text
  now: 2026-03-10T12:00:00Z              # optional; else the second after the newest event
  macros: { threshold: "50" }            # in place of the app's own
  tests:
    - name: finds a blocked connection
      events:                            # here, or the name of a file with JSON lines
        - { _time: 1773144000, src: 10.0.0.7, action: blocked }
        - { _time: 1773144001, src: 10.0.0.9, action: allowed }
      expect:
        rows: [{ src: 10.0.0.7, count: 1 }]   # all rows, in any order
        excludes: [{ src: 10.0.0.9 }]         # rows that must not come

Of the file or of a test: app, saved, search, macros, tokens, lookups, before, events, as, datamodels, assume, rest, dispatch,
earliest, latest, now, timezone. lookups fills lookups with rows, before is a list of searches that run first; each test has a state of its own.
Of a test: name, skip, expect. Of expect: rows, ordered, contains, excludes, count (a number, or min and max), columns, error.
A field is compared as text; null is an absent field, a list several values, and { contains, matches, min, max, exists } a condition.

Detections of contentctl are read too: their search, their datasets, and macros and lookups of their repository. A test of them passes
where the search finds a row. Nothing is fetched: --attack-data names a checkout of splunk/attack_data. A dataset must be events as this
program reads them. What concerns alerts and risk is not read.

Exit codes:
  0  every test passed (or was skipped)
  1  a test failed
  2  wrong usage: an unknown option, a file of tests that cannot be read, no test

Examples:
  spl test --app my_app test/*.yml
  spl test --app my_app --format github --junit results.xml test
  spl test --app my_app --watch test
`;

export function testCommandLine(output: Output): Command {
  return new Command("spl test")
    .description("Run tests of searches: each a search, its events, and what must come.")
    .argument("<file...>", "files of tests (YAML), detections of contentctl, or folders with them")
    .option("--app <folder>", "the app of files that name none; may be repeated", collect)
    .option(
      "--attack-data <folder>",
      "a checkout of splunk/attack_data, for the datasets of contentctl's tests",
    )
    .addOption(
      new Option("--format <format>", "of the report")
        .choices(Object.keys(REPORTS) as (keyof typeof REPORTS)[])
        .default("text"),
    )
    .option("--junit <file>", "write the report as JUnit's XML there as well")
    .option("--name <text>", "only the tests with this text in their name")
    .option("--jobs <number>", "how many processes run tests (default: one for each core)", wholeNumber)
    .option("--watch", "run again whenever a test, its events or its app changes, until Ctrl-C")
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number from 1 to 999.");
  return Number(text);
}
