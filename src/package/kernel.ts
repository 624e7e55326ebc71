/** Compiles the fast path, AssemblyScript in src/kernel/assembly, to WebAssembly. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PackageError } from "./contents.ts";

/**
 * @param root the repository
 * @param names whether functions keep their names, for a profile; they are four fifths of the size then
 * @throws PackageError with what the compiler says
 */
export async function compileKernel(root: string, names = false): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "suspicious-ports-kernel-"));
  const binary = join(folder, "kernel.wasm");
  // Loaded here because it takes a second, and most who import this module compile nothing.
  const { main } = await import("assemblyscript/asc");
  try {
    const { error, stderr } = await main([
      join(root, "src/kernel/assembly/index.ts"),
      "--outFile",
      binary,
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
      ...(names ? ["--debug"] : []),
    ]);
    if (error !== null) throw new PackageError(`src/kernel/assembly does not compile: ${stderr.toString()}`);
    return readFileSync(binary);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
