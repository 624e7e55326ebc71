/**
 * Compiles the byte engine, AssemblyScript in src/scorer/assembly, to WebAssembly that every Node.js from 8.17 on runs, and derives
 * the TypeScript types of its exports from the same run.
 */
import { PackageError } from "./contents.ts";

/** What WebAssembly gained after its first version, which is all that Node.js 8 supports. */
const NEWER_FEATURES = ["simd", "bulk-memory", "mutable-globals", "sign-extension", "nontrapping-f2i"];

const SETTINGS: readonly string[] = [
  ...["--runtime", "stub", "--noAssert", "-O3", "--converge"],
  // Nothing here can abort, so no import is needed for it.
  ...["--use", "abort="],
  ...NEWER_FEATURES.flatMap((feature) => ["--disable", feature]),
  // Pages of 64 KB: the tables, and a message of 16 MB, so that most searches never need the memory to grow: Node.js 8 and 10 copy all of it
  // then, and so touch what was never used. Pages that nobody touches take no memory.
  ...["--initialMemory", "480"],
  ...["--bindings", "raw"],
];

/** Where the types of the exports are kept, relative to the repository. */
export const SCORER_TYPES = "src/scorer/exports.d.ts";

export interface CompiledScorer {
  readonly module: Buffer;
  /** The content of SCORER_TYPES. */
  readonly types: string;
}

/** By repository and settings: the packages that one process builds have the same engine. */
const compiled = new Map<string, Promise<CompiledScorer>>();

/**
 * The compiled engine. Nothing is kept on disk, so what ships comes from these sources and from nothing else.
 * @param root the repository
 * @param names whether functions keep their names, for a profile
 * @throws PackageError with what the compiler reports
 */
export function compileScorer(root: string, names = false): Promise<CompiledScorer> {
  const settings = names ? [...SETTINGS, "--debug"] : SETTINGS;
  const key = [root, ...settings].join(" ");
  const scorer = compiled.get(key) ?? compile(root, settings);
  compiled.set(key, scorer);
  return scorer;
}

async function compile(root: string, settings: readonly string[]): Promise<CompiledScorer> {
  const { main } = await import("assemblyscript/asc");
  const outputs = new Map<string, string | Uint8Array>();
  const source = "src/scorer/assembly/index.ts";
  const { error, stderr } = await main([source, "--baseDir", root, "--outFile", "scorer.wasm", ...settings], {
    writeFile: (name, content) => {
      outputs.set(name, content);
    },
  });
  if (error !== null) throw new PackageError(`src/scorer/assembly does not compile: ${stderr.toString()}`);
  const types = (outputs.get("scorer.d.ts") as string).replace(/ *\/\*\*[\s\S]*?\*\/\n/g, "");
  return {
    module: Buffer.from(outputs.get("scorer.wasm") as Uint8Array),
    types: `// Written by \`npm run scorer\` from src/scorer/assembly.\n${types}`,
  };
}
