/** `npm run preview`: the views of the built app, drawn with Splunk's own components on the simulated day. */
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { withPackage } from "../../../src/cli/package.ts";
import { newProgram, ROOT, wholeNumber } from "../../../src/cli/program.ts";
import type { Options } from "./options.ts";
import { assertInstalled } from "./requirements.ts";

const HELP = `
Every search of a view runs through the SPL runner, over the simulated day of docs/simulation.md. Nothing is compared with a real Splunk.
It needs Chromium (Debian: apt-get install chromium; another program: CHROMIUM=PATH) and the packages of preview/ (npm ci --prefix preview).
`;

export function previewProgram(): Command {
  return newProgram("preview", "Draw the app's views with Splunk's own components, outside Splunk.")
    .option("--view <name>", "only this one, such as triage")
    .addOption(new Option("--theme <name>", "which").choices(["light", "dark", "both"]).default("both"))
    .option("--token <name=value>", "set an input of the view; may be repeated", token, {})
    .addOption(
      new Option("--output <folder>", "where the pictures go, one a tab and theme").default(
        join(ROOT, "dist", "preview"),
        "dist/preview",
      ),
    )
    .option(
      "--serve",
      "serve the views on loopback instead; what is chosen there runs its searches again",
      false,
    )
    .option("--port <number>", "of --serve", wholeNumber(0, 65535), 8011)
    .option("--check", "say what is wrong with the views, as npm run test:preview does", false)
    .option(
      "--accept",
      "take the pictures as those that npm run test:preview compares with, and for docs/images",
      false,
    )
    .option("--app <folder>", "a built app (default: built from this checkout)")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      assertInstalled();
      // Only now: these import packages of preview/, which may be missing.
      const { preview } = await import("./preview.ts");
      const run = (app: string) => preview(app, options);
      await (options.app === undefined ? withPackage(run) : run(options.app));
    });
}

function token(text: string, before: Options["token"]): Options["token"] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It must be NAME=VALUE.");
  return { ...before, [name]: value };
}
