/**
 * Finds the program of a custom command, as splunkd does for `chunked = true` (commands.conf.spec): `filename` in
 * <platform>/bin and then bin; without it the stanza's name with the usual extensions. Rejects programs that need Splunk's
 * own interpreters, files outside of those folders, and files that cannot be executed.
 */
import { accessSync, constants } from "node:fs";
import { type App, ConfError, type LayeredConf } from "@suspicious-ports/conf";
import type { Launcher } from "@suspicious-ports/scpv2/client";
import { type Span, SplError } from "../errors/spl-error.ts";

const INTERPRETED: ReadonlyMap<string, string> = new Map([
  [".py", "it runs under Splunk's own Python"],
  [".pl", "it runs under a Perl that Splunk finds"],
  [".js", "it runs under Splunk's own Node.js, which Splunk 10.2 dropped"],
]);

/** The launcher of the stanza `name` of commands.conf. Throws SplError external_command. */
export function findLauncher(app: App, conf: LayeredConf, name: string, span: Span): Launcher {
  const stanza = conf.stanzas.get(name)!;
  const fail = (what: string) =>
    new SplError("external_command", `${name} (${stanza.file}:${stanza.line}): ${what}.`, span);
  const filename = conf.value(name, "filename");
  const names = filename === undefined ? candidates(name) : [filename];
  const found = locate(app, names, fail);
  const extension = /\.[^.]*$/.exec(found.name)?.[0].toLowerCase() ?? "";
  const reason = INTERPRETED.get(extension);
  if (reason !== undefined) throw fail(`${found.name} is not started here: ${reason}`);
  const extra = additionalArguments(conf, name);
  if (extension === ".path") {
    const text = substituteEnvironment(new TextDecoder().decode(app.read(found.path)).trim(), fail);
    if (text === "" || text.includes("\n")) throw fail(`${found.name} must hold one line: the program`);
    return { program: text, arguments: extra.map((argument) => substituteEnvironment(argument, fail)) };
  }
  const program = app.path(found.path);
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw fail(`${found.path} has no execute permission`);
  }
  return { program, arguments: extra.map((argument) => substituteEnvironment(argument, fail)) };
}

type Fail = (what: string) => SplError;

function locate(app: App, names: readonly string[], fail: Fail): { name: string; path: string } {
  for (const folder of [...platformFolders(), "bin"]) {
    const there = names.filter((name) => {
      if (/[/\\]/.test(name) || name === "..") throw fail(`the filename ${name} leads out of bin`);
      return app.has(`${folder}/${name}`);
    });
    if (there.length > 1) throw fail(`${there.join(" and ")} both fit; set filename`);
    if (there[0] !== undefined) {
      const path = `${folder}/${there[0]}`;
      try {
        app.path(path);
      } catch (error) {
        if (error instanceof ConfError) throw fail(error.message);
        throw error;
      }
      return { name: there[0], path };
    }
  }
  throw fail(`none of ${names.join(", ")} is in ${[...platformFolders(), "bin"].join(" or ")}`);
}

/** Splunk has folders for x86-64 only. */
function platformFolders(): string[] {
  if (process.arch !== "x64") return [];
  const system = new Map<string, string>([
    ["linux", "linux_x86_64"],
    ["darwin", "darwin_x86_64"],
    ["win32", "windows_x86_64"],
  ]).get(process.platform);
  return system === undefined ? [] : [system];
}

function candidates(name: string): string[] {
  const extensions =
    process.platform === "win32" ? [".py", ".pl", ".exe", ".bat", ".cmd"] : [".py", ".pl", ".sh", ""];
  return extensions.map((extension) => `${name}${extension}`);
}

function additionalArguments(conf: LayeredConf, name: string): string[] {
  const numbered: [number, string][] = [];
  for (const setting of conf.stanzas.get(name)!.settings.values()) {
    const match = /^command\.arg\.(\d+)$/.exec(setting.key);
    if (match !== null) numbered.push([Number(match[1]), setting.value]);
  }
  return numbered.sort(([left], [right]) => left - right).map(([, value]) => value);
}

function substituteEnvironment(text: string, fail: Fail): string {
  return text.replace(/\$(\w+)|\$\{(\w+)\}/g, (_, plain?: string, braced?: string) => {
    const variable = plain ?? braced!;
    const value = process.env[variable];
    if (value === undefined) throw fail(`the environment variable ${variable} is not set`);
    return value;
  });
}
