/** What a package will change on a server: its searches, macros and lookups beside those that are there. */
import type { App } from "../conf/index.ts";
import type { Splunk } from "../splunk/index.ts";
import { naming } from "./names.ts";

const KINDS: readonly (readonly [file: string, noun: string, setting: string])[] = [
  ["savedsearches", "saved search", "search"],
  ["macros", "macro", "definition"],
  ["transforms", "lookup", "filename"],
];

/**
 * A sentence for each kind of object that differs. What the server shows is default/ under local/: where a site has changed an object, its
 * own settings stay in force, and the object counts as changed.
 */
export async function changesOf(splunk: Splunk, app: App): Promise<string[]> {
  const sentences: string[] = [];
  for (const [file, noun, setting] of KINDS) {
    const there = new Map(
      (await splunk.stanzas(file)).map(({ name, settings }) => [name, textOf(settings[setting])] as const),
    );
    const packaged = new Map(
      [...app.conf(file).stanzas]
        .filter(([name]) => name !== "default")
        .map(([name, { settings }]) => [name, textOf(settings.get(setting)?.value)] as const),
    );
    const added = [...packaged.keys()].filter((name) => !there.has(name));
    const removed = [...there.keys()].filter((name) => name !== "default" && !packaged.has(name));
    const changed = [...packaged].filter(([name, text]) => there.has(name) && there.get(name) !== text);
    const names = (what: string, found: readonly string[]) => naming(`${what}, ${noun}`, found, "; ");
    sentences.push(
      ...names("New", added),
      ...names(
        "Different here from the package (settings in local/ stay in force)",
        changed.map(([name]) => name),
      ),
      ...names("Not in the package (it stays if it is the site's own)", removed),
    );
  }
  return sentences;
}

/** Without the spaces at line ends, which splunkd and .conf files treat differently. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
}
