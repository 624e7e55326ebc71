/** Sources → bin/portrisk.js: one CommonJS file with our own code only, for every Node.js that app/bin/package.json names. */
import { join } from "node:path";
import typescript from "@rollup/plugin-typescript";
import { rollup } from "rollup";

/** Old Node versions know core modules only without the prefix. */
const withoutPrefix = (id: string) => id.replace(/^node:/, "");

/**
 * The command: what getinfo needs, then everything else inside a function that the first events call. V8 compiles a function when
 * it is called, so the many starts that see no event do not pay for it.
 * @param scorer the compiled byte engine
 */
export async function bundleCommand(root: string, banner: string, scorer: Buffer): Promise<Buffer> {
  const scoring = await bundle(root, "src/portrisk/chunk.ts", {});
  const intro = [
    `const SCORER = "${scorer.toString("base64")}";`,
    `const loadScoring = () => {\nconst exports = {};\n${scoring}return exports;\n};`,
  ];
  return Buffer.from(await bundle(root, "src/portrisk/main.ts", { banner, intro: intro.join("\n") }));
}

async function bundle(
  root: string,
  entry: string,
  wrapping: { banner?: string; intro?: string },
): Promise<string> {
  const tsconfig = join(root, "tsconfig.command.json");
  const warnings: string[] = [];
  const build = await rollup({
    input: join(root, entry),
    external: /^node:/,
    plugins: [
      typescript({
        tsconfig,
        filterRoot: root,
        noEmit: false,
        // An error that ends the plugin's own build leaves its watchers running, and the process with them. A warning does not.
        noEmitOnError: false,
        sourceMap: false,
        removeComments: true,
      }),
    ],
    onwarn: (warning) => warnings.push(warning.message),
  });
  const { output } = await build.generate({
    format: "cjs",
    paths: withoutPrefix,
    esModule: false,
    ...wrapping,
  });
  await build.close();
  if (warnings.length > 0) throw new Error(`bundling ${entry}: ${warnings.join("; ")}`);
  return output[0].code;
}
