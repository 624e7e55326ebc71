/** Sources → one CommonJS file: the command for every Node from 8.17 on. */
import { dirname } from "node:path";
import typescript from "@rollup/plugin-typescript";
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
