/**
 * Sources → one CommonJS file each: the command, which ships and holds our own code only, for every Node from 8.17 on; and
 * the SPL runner, a tool of this repository, with the packages that it uses.
 */
import { dirname } from "node:path";
import typescript from "@rollup/plugin-typescript";
import { build } from "esbuild";
import { rollup } from "rollup";

/** Old Node versions know core modules only without the prefix. */
const withoutPrefix = (id: string) => id.replace(/^node:/, "");

/**
 * Bundle an entry point.
 * @param tsconfig decides the language level of the result
 */
export async function bundle(entry: string, tsconfig: string, banner: string): Promise<Buffer> {
  const warnings: string[] = [];
  const build = await rollup({
    input: entry,
    external: /^node:/,
    plugins: [
      typescript({
        tsconfig,
        filterRoot: dirname(tsconfig),
        noEmit: false,
        noEmitOnError: true,
        sourceMap: false,
        removeComments: true,
      }),
    ],
    onwarn: (warning) => warnings.push(warning.message),
  });
  const { output } = await build.generate({ format: "cjs", paths: withoutPrefix, banner, esModule: false });
  await build.close();
  if (warnings.length > 0) throw new Error(`bundling ${entry}: ${warnings.join("; ")}`);
  return Buffer.from(output[0].code);
}

/** Bundle a command-line tool together with its packages, for the Node that this repository needs. */
export async function bundleTool(entry: string): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  return Buffer.from(outputFiles[0]!.contents);
}
