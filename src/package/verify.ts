/**
 * Reads the staged app as Splunk does, and rejects what would fail there: .conf files that do not parse or that repeat a
 * setting, and a version or name that differs from place to place.
 */
import { type ConfFile, parseConf } from "../conf/index.ts";
import { APP_ID, type Files, PackageError } from "./contents.ts";
import type { Release } from "./stage.ts";

/** @throws PackageError or ConfError */
export function verify(files: Files, { version }: Release): void {
  for (const [path, content] of files) {
    if (!/\.(?:conf|meta)$/.test(path)) continue;
    const [duplicate] = parseConf(content, path).duplicates;
    if (duplicate !== undefined) {
      throw new PackageError(
        `${path}:${duplicate.line}: "${duplicate.key}" of [${duplicate.stanza}] stands on line ${duplicate.earlierLine} already.`,
      );
    }
  }
  const app = parseConf(files.get("default/app.conf")!, "default/app.conf");
  const manifest = JSON.parse(files.get("app.manifest")!.toString("utf8")) as {
    info: { id: { name: string; version: string } };
  };
  expectEqual("app id", APP_ID, [
    setting(app, "package", "id"),
    setting(app, "id", "name"),
    manifest.info.id.name,
  ]);
  expectEqual("version", version, [
    setting(app, "id", "version"),
    setting(app, "launcher", "version"),
    manifest.info.id.version,
  ]);
}

function setting(conf: ConfFile, stanza: string, key: string): string {
  return conf.stanzas.get(stanza)?.settings.get(key)?.value ?? "(missing)";
}

function expectEqual(what: string, expected: string, found: readonly string[]): void {
  const other = found.find((value) => value !== expected);
  if (other !== undefined)
    throw new PackageError(`the ${what} must be ${expected} everywhere, but ${other} was found.`);
}
