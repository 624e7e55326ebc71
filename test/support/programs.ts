/** The command lines of src/cli, by the npm script that runs them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";

/** Script → what it runs, from package.json. */
export function npmScripts(root: string): ReadonlyMap<string, string> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  return new Map(Object.entries(scripts));
}

/** A new command line of the script, and the arguments that package.json gives it; null for a script that is not a program of src/cli. */
export async function programOf(
  root: string,
  script: string,
): Promise<{ readonly program: Command; readonly args: readonly string[] } | null> {
  const found = /^tsx --no-cache scripts\/([a-z-]+)\.ts ?(.*)$/.exec(npmScripts(root).get(script) ?? "");
  if (found === null || !existsSync(join(root, `src/cli/${found[1]}.ts`))) return null;
  const module = (await import(`../../src/cli/${found[1]}.ts`)) as Record<string, () => Command>;
  const make = Object.entries(module).find(([name]) => name.endsWith("Program"))![1];
  return { program: make(), args: found[2]!.split(" ").filter((arg) => arg !== "") };
}
