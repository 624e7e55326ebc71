/** The SPL runner as one file, with the packages that it uses and their licence texts. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { PackageError } from "./contents.ts";
import { addChecksums, removeResults, replaceFile, runnerIn } from "./output.ts";
import { readRelease } from "./stage.ts";

export interface Tool {
  /** CommonJS for the Node.js that this repository needs. */
  readonly program: Buffer;
  /** The licence of each package inside, ours first. */
  readonly licences: Buffer;
}

/** The folder of the npm package that a bundled file belongs to. */
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * Bundles a command-line tool with its packages.
 * @param entry its main file, relative to the repository
 * @throws PackageError when a package has no licence text
 */
export async function bundleTool(root: string, entry: string): Promise<Tool> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  const folders = Object.keys(metafile.inputs).flatMap((path) => PACKAGE_FOLDER.exec(path)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => licenceOf(join(root, folder)));
  const own = `This program: Apache-2.0\n\n${readFileSync(join(root, "LICENSE"), "utf8").trimEnd()}\n`;
  return {
    program: Buffer.from(outputFiles[0]!.contents),
    licences: Buffer.from([own, ...texts].join(`\n${"-".repeat(78)}\n\n`)),
  };
}

/** Name, version and licence text of a package. */
function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license: string;
  };
  const file = readdirSync(folder).find((each) => /^licen[cs]e(?:\.|$|-)/i.test(each));
  if (file === undefined)
    throw new PackageError(
      `${name}@${version} has no licence text, so it cannot be part of a program that we pass on.`,
    );
  return `${name} ${version}: ${license}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

/**
 * Builds the SPL runner into a folder: spl.cjs and spl.cjs.licenses.txt, both in SHA256SUMS.
 * @returns the program's path
 */
export async function buildRunner(root: string, dist: string): Promise<string> {
  const { program, licences } = runnerIn(dist);
  removeResults(dist, readRelease(root).version, [program, licences]);
  const tool = await bundleTool(root, "scripts/spl.ts");
  mkdirSync(dist, { recursive: true });
  replaceFile(licences, tool.licences);
  replaceFile(program, tool.program);
  addChecksums(
    dist,
    new Map([
      [licences, tool.licences],
      [program, tool.program],
    ]),
  );
  return program;
}
