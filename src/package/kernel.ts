/**
 * Compiles the fast path, AssemblyScript in src/scorer/assembly, to WebAssembly. The compiler takes seconds, so what it made of the
 * same sources is kept where npm's tools keep such things.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PackageError } from "./contents.ts";

const SETTINGS: readonly string[] = [
  "--runtime",
  "stub",
  "--noAssert",
  "-O3",
  "--converge",
  "--enable",
  "simd",
  "--enable",
  "bulk-memory",
  // There is no one to abort to: nothing here can.
  "--use",
  "abort=",
];

/**
 * @param root the repository
 * @param names whether functions keep their names, for a profile
 * @throws PackageError with what the compiler says
 */
export async function compileKernel(root: string, names = false): Promise<Buffer> {
  const settings = names ? [...SETTINGS, "--debug"] : SETTINGS;
  const folder = join(root, "node_modules", ".cache", "suspicious-ports");
  const kept = join(folder, `kernel-${fingerprint(root, settings)}.wasm`);
  if (existsSync(kept)) return readFileSync(kept);
  mkdirSync(folder, { recursive: true });
  // Made beside its place and moved there: several builds may run at once.
  const fresh = `${kept}.${process.pid}.wasm`;
  const { main } = await import("assemblyscript/asc");
  const source = join(root, "src/scorer/assembly/index.ts");
  try {
    const { error, stderr } = await main([source, "--outFile", fresh, ...settings]);
    if (error !== null) throw new PackageError(`src/scorer/assembly does not compile: ${stderr.toString()}`);
    const binary = readFileSync(fresh);
    renameSync(fresh, kept);
    return binary;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Of everything that the result depends on. */
function fingerprint(root: string, settings: readonly string[]): string {
  const hash = createHash("sha256").update(settings.join(" "));
  for (const name of ["assemblyscript", "binaryen"])
    hash.update(readFileSync(join(root, "node_modules", name, "package.json")));
  const folder = join(root, "src", "scorer", "assembly");
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}
