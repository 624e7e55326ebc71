/** Bundles the page with Splunk's components, in memory: nothing of them is written into the repository. */
import { join } from "node:path";
import { build } from "esbuild";

export interface Bundle {
  readonly script: Uint8Array;
  readonly style: Uint8Array;
}

export async function bundlePage(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "..", "page", "main.tsx")],
    bundle: true,
    write: false,
    outdir: "page",
    platform: "browser",
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    logLevel: "error",
  });
  const file = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.contents;
  return { script: file(".js")!, style: file(".css") ?? new Uint8Array() };
}
