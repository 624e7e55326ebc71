/**
 * `npm run build`: sources → dist/suspicious_ports-<version>.spl, dist/suspicious_ports/ (the same, unpacked) and
 * dist/spl.cjs (the SPL runner).
 */
import { renameSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, bundleTool } from "../src/package/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");

await run(async () => {
  const dist = join(root, "dist");
  const { spl, app, files } = await build(root, dist);
  const runner = join(dist, "spl.cjs");
  writeFileSync(`${runner}.new`, await bundleTool(join(root, "scripts/spl.ts")));
  renameSync(`${runner}.new`, runner);
  console.log(`${relative(root, spl)}  ${Math.ceil(statSync(spl).size / 1024)} kB, ${files.size} files`);
  console.log(`${relative(root, app)}/  the same, unpacked`);
  console.log(`${relative(root, runner)}  the SPL runner; node dist/spl.cjs --help`);
});
