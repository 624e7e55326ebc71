/** Everything that is wrong with an app, a file or a text, at once. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { App } from "@suspicious-ports/conf";
import { SearchApps } from "../index.ts";
import { appsOf, loadTests } from "../testing/index.ts";
import { FileError } from "../yaml/file-error.ts";
import { appSearches, savedText } from "./app-searches.ts";
import { type CheckOptions, check } from "./check-search.ts";
import { alwaysLine, type CheckedSearch, type Finding, linesFrom, unreadable } from "./finding.ts";
import { CalledMacros, checkMacros } from "./macros.ts";
import { studioSearches, viewSearches } from "./views.ts";

export interface Checked {
  /** How many searches there were. */
  readonly searches: number;
  readonly findings: readonly Finding[];
}

/**
 * A whole app: saved searches, drill-downs, event types, workflow actions, views, and macros that none of them calls.
 * @param apps the app, and others of which it sees what they export
 * @param folders where the user has them, in the same order
 */
export function checkApp(
  apps: readonly [App, ...App[]],
  folders: readonly string[],
  tokens: ReadonlyMap<string, string>,
): Checked {
  const [app] = apps;
  const seen = new CalledMacros(apps);
  const path = (file: string) => join(folders[0]!, file);
  const options: CheckOptions = { apps: seen, tokens, macroPlace: macroPlaces(apps, folders) };
  const { searches, findings } = appSearches(app, seen, path);
  const found = [...findings, ...searches.flatMap((search) => check(search, options))];
  found.push(...checkMacros(app, seen, path));
  return { searches: searches.length, findings: merged(found) };
}

/** A search that the user wrote on the command line. */
export function checkText(
  text: string,
  apps: readonly App[],
  folders: readonly string[],
  tokens: ReadonlyMap<string, string>,
): Checked {
  const options: CheckOptions = {
    apps: SearchApps.of(apps),
    tokens,
    macroPlace: macroPlaces(apps, folders),
  };
  const search: CheckedSearch = { ...plain(text, ""), of: "the search" };
  return { searches: 1, findings: merged(check(search, options)) };
}

/**
 * A file or a folder: tests and detections (.yml), views (.xml, .json), and everything else as the text of one search. Of a folder, the
 * tests and detections below it.
 */
export function checkFile(
  file: string,
  apps: readonly App[],
  folders: readonly string[],
  tokens: ReadonlyMap<string, string>,
): Checked {
  if (statSync(file).isDirectory()) {
    const names = readdirSync(file, { encoding: "utf8", recursive: true }).filter((name) =>
      /\.ya?ml$/.test(name),
    );
    const all = names.sort().map((name) => checkFile(join(file, name), apps, folders, tokens));
    return {
      searches: all.reduce((sum, { searches }) => sum + searches, 0),
      findings: merged(all.flatMap(({ findings }) => findings)),
    };
  }
  if (/\.ya?ml$/.test(file)) return checkTests(file, folders, tokens);
  const seen = SearchApps.of(apps);
  const options: CheckOptions = { apps: seen, tokens, macroPlace: macroPlaces(apps, folders) };
  const content = readFileSync(file, "utf8");
  const saved = (name: string) => (seen === null ? null : savedText(seen, name));
  const { searches, findings } = file.endsWith(".xml")
    ? viewSearches(content, file, saved)
    : file.endsWith(".json")
      ? studioSearches(content, file, 1, saved)
      : { searches: [{ ...plain(content.trimEnd(), file), of: "the search" }], findings: [] };
  const found = [...findings, ...searches.flatMap((search) => check(search, options))];
  return { searches: searches.length, findings: merged(found) };
}

function checkTests(file: string, folders: readonly string[], tokens: ReadonlyMap<string, string>): Checked {
  const findings: Finding[] = [];
  let count = 0;
  try {
    const seen = new Set<string>();
    for (const test of loadTests(file, { apps: folders, attackData: null })) {
      // A saved search is checked with its app; an expected error is what its test is about.
      if (test.search.kind === "saved" || test.expect.error !== null) continue;
      const { text, line } = test.search;
      const datasets = test.datasets.map(({ name }) => name);
      const key = JSON.stringify([text, test.macros, test.apps, datasets]);
      if (seen.has(key)) continue;
      seen.add(key);
      count++;
      const search = { ...plain(text, file), of: `test "${test.name}"`, lineAt: alwaysLine(line) };
      const base = test.content?.folder ?? test.apps[0] ?? "";
      const macroPlace = (place: string) => {
        const { file: inside, line: at } = placeOf(place);
        // A macro that the test itself gives has the test's own file.
        return { file: inside === file ? inside : join(base, inside), line: at };
      };
      findings.push(...check(search, { apps: appsOf(test), tokens, macroPlace, datasets }));
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    findings.push(unreadable("malformed_test", error.place.file, error.place.line, error.reason));
  }
  return { searches: count, findings: merged(findings) };
}

function plain(text: string, file: string): Omit<CheckedSearch, "of"> {
  return { file, text, lineAt: linesFrom(text, 1), before: "", hasTokens: false, defaults: new Map() };
}

/** "default/macros.conf:12" → its file and line. */
function placeOf(place: string): { file: string; line: number } {
  const colon = place.lastIndexOf(":");
  return { file: place.slice(0, colon), line: Number(place.slice(colon + 1)) };
}

/** The file of the first app that has such a line of macros.conf: a place does not name its app. */
function macroPlaces(apps: readonly App[], folders: readonly string[]): CheckOptions["macroPlace"] {
  return (place) => {
    const { file, line } = placeOf(place);
    const index = apps.findIndex((app) =>
      [...app.conf("macros").stanzas.values()].some((stanza) => {
        const definition = stanza.settings.get("definition");
        return definition?.file === file && definition.line === line;
      }),
    );
    return { file: join(folders[Math.max(index, 0)] ?? "", file), line };
  };
}

/** In the order of files and lines; the same error of a macro, met by several searches, once. */
function merged(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.file, finding.line, finding.code, finding.message]);
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined ? finding : { ...known, of: [...new Set([...known.of, ...finding.of])] },
    );
  }
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return [...byKey.values()].sort((left, right) => compare(left.file, right.file) || left.line - right.line);
}
