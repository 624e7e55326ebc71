/** `spl check`: every error of an app, of files or of a search, without events. */
import { existsSync, statSync } from "node:fs";
import { type App, ConfError, readApp } from "@suspicious-ports/conf";
import { Command, CommanderError, Option } from "commander";
import { CHECK_REPORTS, type Checked, checkApp, checkFile, checkText } from "../checking/index.ts";
import { forgetRepositories } from "../testing/index.ts";
import { collect, collectToken } from "./options.ts";
import type { Output } from "./output.ts";

interface CheckOptions {
  readonly app?: readonly string[];
  readonly format: keyof typeof CHECK_REPORTS;
  readonly token?: ReadonlyMap<string, string>;
  readonly strict?: boolean;
}

const HELP = `
With --app and nothing else, every search of the app is checked: saved searches, drill-downs of Enterprise Security, event types,
workflow actions, views and panels (Simple XML and Dashboard Studio), and the macros that none of them calls. Each error has the file and
the line that is at fault; what several searches have from one macro is reported once, at the macro.

$name$ stands for a value that is chosen later. A search with tokens is checked with several stand-ins; what is wrong with each of them is
an error, and a warning where the token itself is in the way: give --token name=value then. What this program cannot run, or what Splunk's
documentation leaves open, is a warning too: Splunk may run it.

A file can be tests or a detection of contentctl (.yml), a view (.xml, or .json of Dashboard Studio), or the text of one search (any other
name). Of a folder, the .yml files are read. Whether fields, indexes and data exist is not checked.

Exit codes:
  0  nothing is wrong (also with warnings, but for --strict)
  1  at least one error
  2  wrong usage: an unknown option, a file that cannot be read

Examples:
  spl check --app my_app
  spl check --app my_app --format sarif > results.sarif
  spl check '* | stast count' detections/my_detection.yml
`;

function checkCommandLine(output: Output): Command {
  return new Command("spl check")
    .description("Check searches without running them: every error at once, with its file and line.")
    .argument("[search or file...]", "texts of searches, and files or folders that have some")
    .option(
      "--app <folder>",
      "the app that searches run in; of further ones what they export is seen",
      collect,
    )
    .option("--token <name=value>", "value of $name$; may be repeated", collectToken)
    .addOption(
      new Option("--format <format>", "of the result")
        .choices(Object.keys(CHECK_REPORTS) as (keyof typeof CHECK_REPORTS)[])
        .default("text"),
    )
    .option("--strict", "exit with 1 for warnings too")
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
}

/** @returns the exit code */
export function runCheck(argv: readonly string[], output: Output): number {
  const program = checkCommandLine(output);
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const { app: folders = [], format, token = new Map(), strict } = program.opts<CheckOptions>();
  const missing = folders.find(
    (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true,
  );
  const usage =
    missing !== undefined
      ? `--app: there is no folder ${missing}`
      : folders.length === 0 && program.args.length === 0
        ? "give --app FOLDER, a search or a file"
        : null;
  if (usage !== null) {
    output.err(`error: ${usage}\n`);
    return 2;
  }
  try {
    const checked = checkAll(program.args, folders, token);
    output.out(CHECK_REPORTS[format](checked));
    return checked.findings.some(({ severity }) => strict || severity === "error") ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ConfError)) throw error;
    output.err(`error[malformed_conf]: ${error.message}\n`);
    return 1;
  }
}

function checkAll(
  args: readonly string[],
  folders: readonly string[],
  tokens: ReadonlyMap<string, string>,
): Checked {
  forgetRepositories();
  const apps: App[] = folders.map(readApp);
  const [first, ...others] = apps;
  if (args.length === 0) return checkApp([first!, ...others], folders, tokens);
  const all = args.map((arg) => (existsSync(arg) ? checkFile : checkText)(arg, apps, folders, tokens));
  return {
    searches: all.reduce((sum, { searches }) => sum + searches, 0),
    findings: all.flatMap(({ findings }) => findings),
  };
}
