/**
 * The Node.js that ships in some packages. profiles/runtimes.json lists, for each machine, the npm package, its exact version
 * and the checksum of its archive. Programs ship byte for byte as they were published: stripped they would be a third
 * smaller, but with bytes that depend on the builder's binutils, and that nobody else could compare.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Parser } from "tar";
import { PackageError } from "./contents.ts";
import type { FetchArchives } from "./fetch.ts";

export interface Runtime {
  /** Below bin/runtime: operating system and machine, as the launcher names them. */
  readonly folder: string;
  /** npm's name of it. */
  readonly package: string;
  readonly version: string;
  /** sha512 of the archive, as npm writes it. */
  readonly integrity: string;
  /** The program's path in the package. */
  readonly program: string;
}

export interface ShippedRuntime extends Runtime {
  /** The program's path in the app. */
  readonly path: string;
  readonly content: Buffer;
}

function readRuntimes(root: string): readonly Runtime[] {
  return JSON.parse(readFileSync(join(root, "profiles", "runtimes.json"), "utf8")) as readonly Runtime[];
}

/**
 * The programs of these folders, fetched, verified and taken out of their archives, and Node's licence, which is the same for all
 * machines (the archive for Windows lacks it, so it is taken from that for linux_x86_64).
 * @throws PackageError
 */
export async function loadRuntimes(
  root: string,
  folders: readonly string[],
  fetchArchives: FetchArchives,
): Promise<{ programs: readonly ShippedRuntime[]; licence: Buffer }> {
  const known = readRuntimes(root);
  const find = (folder: string): Runtime => {
    const runtime = known.find((entry) => entry.folder === folder);
    if (runtime === undefined) throw new PackageError(`profiles/runtimes.json has no runtime for ${folder}.`);
    return runtime;
  };
  const licensed = find("linux_x86_64");
  const needed = [...new Set([licensed, ...folders.map(find)])];
  const versions = new Set(needed.map(({ version }) => version));
  if (versions.size > 1)
    throw new PackageError(
      `profiles/runtimes.json mixes the versions ${[...versions].join(" and ")} of Node.js; all must be the same.`,
    );
  const fetched = await fetchArchives(needed.map(({ package: name, version }) => `${name}@${version}`));
  const archives = new Map(needed.map((runtime, index) => [runtime, fetched[index]!]));
  for (const [runtime, archive] of archives) checkIntegrity(runtime, archive);
  const programs: ShippedRuntime[] = [];
  for (const runtime of folders.map(find)) {
    const content = await member(runtime, archives.get(runtime)!, runtime.program);
    checkMachine(runtime, content);
    const name = runtime.program.split("/").at(-1)!;
    programs.push({ ...runtime, path: `bin/runtime/${runtime.folder}/${name}`, content });
  }
  return { programs, licence: await member(licensed, archives.get(licensed)!, "LICENSE") };
}

/** @throws PackageError when the archive is not the one that profiles/runtimes.json names */
function checkIntegrity({ package: name, version, integrity }: Runtime, archive: Buffer): void {
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found !== integrity)
    throw new PackageError(
      `${name}@${version} has the wrong checksum: ${found}, but profiles/runtimes.json wants ${integrity}. Find out why before you ship: the registry serves something else than before.`,
    );
}

/** One file of a runtime's archive. */
async function member(runtime: Runtime, archive: Buffer, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = new Parser({
      filter: (entry) => entry === `package/${path}`,
      onReadEntry: (entry) => {
        entry.on("data", (chunk: Buffer) => chunks.push(chunk));
      },
    });
    parser.on("end", resolve);
    parser.on("error", reject);
    Readable.from([archive]).pipe(parser);
  });
  if (chunks.length === 0)
    throw new PackageError(`${runtime.package}@${runtime.version} does not contain ${path}.`);
  return Buffer.concat(chunks);
}

/** The machine in a program's header: ELF e_machine (System V ABI) or the PE header's Machine (Microsoft PE format). */
const MACHINES: { readonly [folder: string]: string } = {
  linux_x86_64: "ELF 3e",
  linux_arm64: "ELF b7",
  windows_x86_64: "PE 8664",
};

/** @throws PackageError when a program is not for the machine of its folder: the launcher could not tell. */
function checkMachine({ folder, package: name }: Runtime, content: Buffer): void {
  const found = machineOf(content);
  if (found !== MACHINES[folder])
    throw new PackageError(`the program in ${name} is ${found}, but ${folder} needs ${MACHINES[folder]}.`);
}

function machineOf(content: Buffer): string {
  if (content.toString("latin1", 0, 4) === "\x7fELF") return `ELF ${content.readUInt16LE(18).toString(16)}`;
  if (content.toString("latin1", 0, 2) === "MZ")
    return `PE ${content.readUInt16LE(content.readUInt32LE(60) + 4).toString(16)}`;
  return "of an unknown format";
}
