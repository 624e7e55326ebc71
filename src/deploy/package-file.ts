/** The package to deploy, read before anything is done: whose it is, its version, and that it cannot touch a site's own settings. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Parser } from "tar";
import { DeployError } from "./plan.ts";

export interface PackageFile {
  readonly path: string;
  readonly bytes: Buffer;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  /** The app's id: the only folder at the top. */
  readonly app: string;
  readonly version: string;
  /** Paths inside the app's folder. */
  readonly files: readonly string[];
  /** Such a path → SHA-256 of the file, hexadecimal. */
  readonly digests: ReadonlyMap<string, string>;
}

/** What belongs to the site: no package may have it, so no update can replace it. */
export const SITE_FILES = /^(?:local$|local\/|metadata\/local\.meta$|lookups\/portrisk_overrides\.csv$)/;

/** Throws DeployError for a file that cannot be read, is not an app, or has what belongs to the site. */
export async function readPackage(path: string): Promise<PackageFile> {
  const bytes = read(path);
  const archived = await entries(bytes, path);
  const names = [...archived.keys()];
  const top = new Set(names.map((name) => name.split("/")[0]!));
  const app = [...top][0];
  if (top.size !== 1 || app === undefined)
    throw new DeployError(`${path} is not an app: it must have one folder at the top, and has ${top.size}.`);
  const contents = new Map(
    [...archived]
      .map(([name, content]) => [name.slice(app.length + 1), content] as const)
      .filter(([name]) => name !== ""),
  );
  const files = [...contents.keys()];
  const own = files.find((name) => SITE_FILES.test(name) || name.split("/").includes(".."));
  if (own !== undefined)
    throw new DeployError(`${path} has ${own}, which belongs to the site. Build the package without it.`);
  const conf = contents.get("default/app.conf")?.toString("utf8") ?? "";
  const version = /^\[launcher\][^[]*?^version\s*=\s*(\S+)/ms.exec(conf)?.[1];
  if (version === undefined) throw new DeployError(`${path} has no default/app.conf with a version.`);
  const digests = new Map([...contents].map(([name, content]) => [name, sha256Of(content)]));
  return { path, bytes, sha256: sha256Of(bytes), app, version, files, digests };
}

/** Hexadecimal. */
export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new DeployError(`${path} is not a file that can be read.`);
  }
}

/** Path → content of each file. */
function entries(bytes: Buffer, path: string): Promise<ReadonlyMap<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const found = new Map<string, Buffer>();
    const failed = () => reject(new DeployError(`${basename(path)} is not a gzipped tar archive.`));
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const chunks: Buffer[] = [];
        entry.on("data", (chunk: Buffer) => chunks.push(chunk));
        entry.on("end", () => {
          if (entry.type !== "Directory") found.set(entry.path, Buffer.concat(chunks));
        });
      },
    });
    parser.on("error", failed);
    parser.on("end", () => (found.size === 0 ? failed() : resolve(found)));
    parser.end(bytes);
  });
}
