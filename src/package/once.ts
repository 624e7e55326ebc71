/** What takes long is compiled once for all packages that a process builds; what it was compiled from decides whether it is the same. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Makes things from sources, each once. */
export class Once<Made> {
  /** By the digest of the sources. */
  private readonly made = new Map<string, Promise<Made>>();

  /**
   * What `make` gave for these sources when it was called the first time.
   * @param sources files and folders, relative to `root`
   * @param more whatever else the result depends on
   */
  of(root: string, sources: readonly string[], more: string, make: () => Promise<Made>): Promise<Made> {
    const digest = createHash("sha256").update(more);
    for (const path of sources.flatMap((source) => filesBelow(root, source)))
      digest.update(`\0${path}\0`).update(readFileSync(join(root, path)));
    const key = digest.digest("hex");
    const made = this.made.get(key) ?? make();
    this.made.set(key, made);
    return made;
  }
}

/** Paths of all files below one, relative to the repository, in an order of their own; the path itself where it is a file. */
function filesBelow(root: string, path: string): string[] {
  if (!lstatSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}
