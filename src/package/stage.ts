/**
 * Gathers everything that the package holds, in memory, so that what is checked is what is archived.
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  type CompiledRow,
  compileCatalogue,
  type Fact,
  readFacts,
  renderCatalogue,
  renderSources,
  sourcesOf,
} from "../catalogue/index.ts";
import { fieldHelp } from "../documents/fields.ts";
import {
  detectionMacros,
  evalMacros,
  macroStanzas,
  PAIRS_COLUMNS,
  REPORTED_ROWS,
  SCORED_EVENTS,
  SERVICES_COLUMNS,
} from "../macros/index.ts";
import { REPORTS, VIEWS, viewFile } from "../views/index.ts";
import type { CompileCommand } from "./command.ts";
import { checkComplete, checkFile, type Files, PackageError } from "./contents.ts";
import type { FetchArchives } from "./fetch.ts";
import { launcherStamps } from "./launchers.ts";
import { PROFILES, type Target } from "./profile.ts";
import { loadRuntimes, type ShippedRuntime } from "./runtimes.ts";
import { forSplunkbase } from "./splunkbase.ts";

export interface Release {
  /** Semantic version, from package.json: the only place where it is written. */
  readonly version: string;
  /** Rises when static files change, so that browsers fetch them anew (app.conf, install.build). */
  readonly build: number;
}

export function readRelease(root: string): Release {
  const { version, splunkBuild } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
    splunkBuild: number;
  };
  return { version, build: splunkBuild };
}

/** The slow parts of a build, which tests replace. */
export interface BuildTools {
  readonly fetchArchives: FetchArchives;
  readonly compileCommand: CompileCommand;
}

/** Where the parts of the app are in the repository, and where they go in the package. */
const FOLDERS: readonly (readonly [from: string, to: string])[] = [
  ["app", ""],
  ["default", "default/"],
  ["metadata", "metadata/"],
];

export interface Staged {
  /** By path inside the app, sorted. */
  readonly files: Files;
  /** Those of the files that are a Node.js. */
  readonly runtimes: readonly ShippedRuntime[];
  readonly facts: readonly Fact[];
}

/**
 * All that goes into the package of a target.
 * @throws PackageError, FactError, or an error of the compiler.
 */
export async function stage(
  root: string,
  release: Release,
  target: Target,
  tools: BuildTools,
): Promise<Staged> {
  const profile = PROFILES[target.profile];
  const facts = readFacts(join(root, "catalogue"));
  const rows = compileCatalogue(facts);
  const catalogue = renderCatalogue(rows);
  const stamps = new Map([
    // First, since these texts have placeholders themselves.
    ...Object.entries({ ...REPORTS, "@SCORED_EVENTS@": SCORED_EVENTS, "@REPORTED_ROWS@": REPORTED_ROWS }).map(
      ([placeholder, search]): [string, string] => [placeholder, settingText(search)],
    ),
    ["@VERSION@", release.version],
    ["@BUILD@", String(release.build)],
    ...fieldHelp(),
    ...launcherStamps(root),
    ["@PAIRS_FIELDS@", PAIRS_COLUMNS.join(", ")],
    ["@SERVICES_FIELDS@", SERVICES_COLUMNS.join(", ")],
    ["@EVAL_MACROS@", macros(rows, catalogue)],
  ]);
  const files = new Map<string, Buffer>();
  const add = (path: string, content: Buffer) => {
    checkFile(path, content);
    files.set(path, content);
  };
  const searches = filesBelow(join(root, "detections")).map((path) =>
    stamped(readFileSync(join(root, "detections", path)), path, stamps),
  );
  add("default/savedsearches.conf", Buffer.concat(searches.flatMap((file) => [file, Buffer.from("\n")])));
  const layers = profile.layers.map((layer) => [join("profiles", layer), ""] as const);
  for (const [from, to] of [...FOLDERS, ...layers]) {
    for (const path of filesBelow(join(root, from))) {
      const content = stamped(readFileSync(join(root, from, path)), to + path, stamps);
      add(to + path, adapted(to + path, content, target));
    }
  }
  const { programs, licence } =
    profile.runtimes.length === 0
      ? { programs: [], licence: null }
      : await loadRuntimes(root, profile.runtimes, tools.fetchArchives);
  for (const { path, content } of programs) add(path, content);
  if (licence !== null) add("bin/runtime/LICENSE.txt.gz", compressed(licence));
  add("lookups/portrisk_ports.csv", Buffer.from(catalogue));
  add("lookups/portrisk_sources.csv", Buffer.from(renderSources(facts)));
  for (const view of VIEWS) {
    const path = `default/data/ui/views/${view.name}.xml`;
    add(path, stamped(Buffer.from(viewFile(view)), path, stamps));
  }
  add("DATA_SOURCES.md", Buffer.from(dataSources(facts)));
  add("LICENSE.txt", readFileSync(join(root, "LICENSE")));
  const banner = `// portrisk ${release.version}: a Splunk custom search command, built from TypeScript. Apache License 2.0.`;
  add("bin/portrisk.js", await tools.compileCommand(root, banner));
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  checkComplete(sorted);
  return { files: sorted, runtimes: programs, facts };
}

/** A value of a .conf file: a line that is continued ends in a backslash. */
const settingText = (text: string) => text.replaceAll("\n", " \\\n");

/** By the catalogue's text: the packages that one process builds have the same macros, and deriving them takes most of a second. */
const macrosOf = new Map<string, string>();

function macros(rows: readonly CompiledRow[], catalogue: string): string {
  const text = macrosOf.get(catalogue) ?? macroStanzas([...evalMacros(), ...detectionMacros(rows)]);
  macrosOf.set(catalogue, text);
  return text;
}

/**
 * Compressed, because AppInspect takes a version number in the licence text (of zlib, 1.3.2.1) for a public address, and the
 * text is not ours to change.
 */
function compressed(text: Buffer): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  // The byte that names the builder's operating system: unknown.
  bytes[9] = 255;
  return bytes;
}

/** The few lines of the app that are not the same in every target. */
function adapted(path: string, content: Buffer, { profile, splunkbase, author }: Target): Buffer {
  if (path === "default/app.conf" && splunkbase)
    return forSplunkbase(content, author, (...change) => replaced(path, ...change));
  if (path === "default/commands.conf" && !PROFILES[profile].namesLauncher)
    return replaced(path, content, "filename = portrisk\n", "");
  // Editors and checkouts on UNIX keep line feeds; cmd.exe gets its own line ends here.
  if (path.endsWith(".cmd"))
    return Buffer.from(content.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
  return content;
}

function replaced(path: string, content: Buffer, line: string, by: string): Buffer {
  const parts = content.toString("utf8").split(line);
  if (parts.length !== 2)
    throw new PackageError(
      `${path} must have the line "${line.trim()}" exactly once, for the build to change it.`,
    );
  return Buffer.from(parts.join(by));
}

/** Paths of all files below a folder, relative to it, hidden ones included: a stray file is found, not passed over. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const kind = lstatSync(path);
      if (kind.isDirectory()) return filesBelow(path).map((below) => `${name}/${below}`);
      if (!kind.isFile())
        throw new PackageError(`${path} is a link or a special file; only plain files can ship.`);
      return [name];
    });
}

function stamped(content: Buffer, path: string, stamps: ReadonlyMap<string, string>): Buffer {
  if (path !== "bin/portrisk" && !/\.(?:conf|manifest|md|cmd|xml)$/.test(path)) return content;
  let text = content.toString("utf8");
  for (const [placeholder, value] of stamps) text = text.replaceAll(placeholder, () => value);
  return Buffer.from(text);
}

/** The documents that the port catalogue is compiled from, with their licences. */
function dataSources(facts: readonly Fact[]): string {
  const lines = sourcesOf(facts).map(({ id, project, document, revision, licence, url }) => {
    return `| ${id} | ${project} | ${document} | ${revision} | ${licence} | ${url} |`;
  });
  return `# Sources of the port catalogue

lookups/portrisk_ports.csv is compiled from facts read in these documents. Its column \`sources\` names them by id. The facts
are theirs, the words are ours; each document is under its own licence.

- ATT&CK: (c) 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.
- Sigma's lists of callback ports are under the Detection Rule License 1.1; their authors are hasselj (Linux) and Florian Roth,
  Nextron Systems (Windows).

| id | project | document | revision | licence | where |
|---|---|---|---|---|---|
${lines.join("\n")}
`;
}
