/**
 * Gathers everything that the package holds, in memory, so that what is checked is what is archived.
 */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCatalogue, type Fact, readFacts, renderCatalogue, watchedPorts } from "../catalogue/index.ts";
import { DEFAULT_FIELDS, EVIDENCE_FIELDS } from "../portrisk/inputs.ts";
import { macroStanzas, twinMacros } from "../twin/index.ts";
import { bundle } from "./bundle.ts";
import { checkComplete, checkFile, type Files, PackageError } from "./contents.ts";

export interface Release {
  /** Semantic version, from package.json: the only place where it is written. */
  readonly version: string;
  /** Rises when static files change, so that browsers fetch them anew (app.conf, install.build). */
  readonly build: number;
}

/** Where the parts of the app lie in the repository, and where they go in the package. */
const FOLDERS: readonly (readonly [from: string, to: string])[] = [
  ["app", ""],
  ["default", "default/"],
  ["metadata", "metadata/"],
];

/**
 * All files of the package by their path inside the app, sorted.
 * @throws PackageError, FactError, or an error of the compiler.
 */
export async function stage(root: string, release: Release): Promise<Files> {
  const facts = readFacts(join(root, "catalogue"));
  const rows = compileCatalogue(facts);
  const stamps = new Map([
    ["@VERSION@", release.version],
    ["@BUILD@", String(release.build)],
    [
      "@WATCHED_PORTS@",
      watchedPorts(rows)
        .map((port) => `"${port}"`)
        .join(", "),
    ],
  ]);
  const twin = macroStanzas(twinMacros({ ...DEFAULT_FIELDS, evidence: EVIDENCE_FIELDS }));
  stamps.set("@TWIN_MACROS@", twin);
  const files = new Map<string, Buffer>();
  const add = (path: string, content: Buffer) => {
    checkFile(path, content);
    files.set(path, content);
  };
  for (const [from, to] of FOLDERS) {
    for (const path of filesBelow(join(root, from))) {
      add(to + path, stamped(readFileSync(join(root, from, path)), to + path, stamps));
    }
  }
  add("lookups/portrisk_ports.csv", Buffer.from(renderCatalogue(rows)));
  add("DATA_SOURCES.md", Buffer.from(dataSources(facts)));
  add("LICENSE.txt", readFileSync(join(root, "LICENSE")));
  const banner = `// portrisk ${release.version}: a Splunk custom search command, built from TypeScript. Apache License 2.0.`;
  add(
    "bin/portrisk.js",
    await bundle(join(root, "src/portrisk/main.ts"), join(root, "tsconfig.command.json"), banner),
  );
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  checkComplete(sorted);
  return sorted;
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
  if (!/\.(?:conf|manifest|md)$/.test(path)) return content;
  let text = content.toString("utf8");
  for (const [placeholder, value] of stamps) text = text.replaceAll(placeholder, value);
  return Buffer.from(text);
}

/** The documents that the port catalogue is compiled from, with their licences. */
function dataSources(facts: readonly Fact[]): string {
  const sources = [...new Map(facts.map(({ source }) => [source.id, source])).values()];
  const lines = sources
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, project, document, revision, licence, url }) => {
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
