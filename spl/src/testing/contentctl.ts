/**
 * Reads a detection as contentctl has it (github.com/splunk/contentctl): name, search, and the datasets of its tests. contentctl's rule is
 * that a test passes where the detection finds at least one row in its datasets. Macros and lookups come from the repository around the
 * detection (macros/*.yml, lookups/*.yml); the filter macro of a detection is `search *` unless the repository has one.
 *
 * A dataset is a path in the repository, or an URL of splunk/attack_data, of which the user names a checkout. Nothing is fetched. Not read:
 * what concerns alerts, risk and documentation, and tests of the types integration and manual.
 */
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Entry } from "../yaml/entry.ts";
import type { ReadOptions, TestCase, TestedEvents } from "./test-case.ts";

/** Whether this is a detection, and not a file of tests: only the one has a version and an author. */
export function isDetection(root: Entry): boolean {
  if (!root.isMap) return false;
  const entries = root.map("The file");
  return entries.has("search") && entries.has("id") && entries.has("version");
}

/** Throws FileError. */
export function readDetection(root: Entry, options: ReadOptions): TestCase[] {
  const entries = root.map("A detection");
  const name = required(root, entries, "name").text("name");
  const search = required(root, entries, "search");
  const repository = repositoryOf(root);
  const tests = entries.get("tests");
  const one = (
    title: string,
    place: Entry,
    events: readonly TestedEvents[],
    skip: string | null,
  ): TestCase => ({
    name: `${name}: ${title}`,
    place: { file: root.file, line: place.line },
    skip,
    search: { kind: "text", text: search.text("search"), line: search.line },
    apps: [],
    content: { folder: repository, filter: filterMacro(name) },
    macros: [],
    tokens: new Map(),
    lookups: [],
    before: [],
    events,
    as: null,
    datasets: [],
    assumptions: new Map(),
    rest: null,
    dispatch: false,
    earliest: null,
    latest: null,
    now: null,
    timezone: "UTC",
    expect: {
      line: place.line,
      rows: null,
      ordered: false,
      contains: [],
      excludes: [],
      count: { minimum: 1, maximum: Number.POSITIVE_INFINITY, line: place.line },
      columns: null,
      error: null,
    },
  });
  if (tests === undefined || tests.isNull || tests.list("tests").length === 0)
    return [one("no test", root, [], "the detection has no tests")];
  return tests.list("tests").map((entry) => {
    const test = entry.map("A test");
    const title = test.get("name")?.text("name") ?? "test";
    const type = test.get("test_type")?.text("test_type") ?? "unit";
    if (type !== "unit") return one(title, entry, [], `a test of the type ${type} needs a Splunk`);
    const data = required(entry, test, "attack_data").list("attack_data");
    return one(
      title,
      entry,
      data.map((dataset) => readDataset(dataset, repository, options)),
      null,
    );
  });
}

function required(parent: Entry, entries: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) throw parent.error(`A detection of contentctl needs "${name}".`);
  return entry;
}

/** The folder that has macros/, from the detection's own upwards. */
function repositoryOf(root: Entry): string {
  let folder = resolve(dirname(root.file));
  for (;;) {
    if (isFolder(join(folder, "macros"))) return folder;
    const parent = dirname(folder);
    if (parent === folder)
      throw root.error("No folder above this detection has a folder macros, so its macros cannot be found.");
    folder = parent;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** "A detection - b" → "a_detection___b_filter", as contentctl names it. */
function filterMacro(name: string): string {
  return `${name.replace(/[ \-./]/g, "_").toLowerCase()}_filter`;
}

function readDataset(entry: Entry, repository: string, { attackData }: ReadOptions): TestedEvents {
  const dataset = entry.map("A dataset");
  const data = required(entry, dataset, "data");
  const url = data.text("data");
  const fields = new Map<string, string>();
  for (const [key, field] of [
    ["source", "source"],
    ["sourcetype", "sourcetype"],
    ["host", "host"],
    ["custom_index", "index"],
  ] as const) {
    const value = dataset.get(key);
    if (value !== undefined && !value.isNull) fields.set(field, value.text(key));
  }
  const missing = (reason: string): TestedEvents => ({ kind: "missing", reason, line: data.line });
  const file = (path: string): TestedEvents => ({ kind: "file", path, line: data.line, fields });
  if (!/^https?:/.test(url)) {
    const path = resolve(repository, url);
    return existsSync(path) ? file(path) : missing(`There is no dataset ${url} in the repository.`);
  }
  if (attackData === null)
    return missing(
      `The dataset is not on this machine, and nothing is fetched: give --attack-data DIR for ${url}`,
    );
  const below = /\/splunk\/attack_data\/(?:raw\/)?[^/]+\/([^?#]+)$/.exec(url)?.[1];
  if (below === undefined) return missing(`This is not an URL of splunk/attack_data: ${url}`);
  const path = join(resolve(attackData), decodeURIComponent(below));
  return existsSync(path) ? file(path) : missing(`${attackData} has no ${below}.`);
}
