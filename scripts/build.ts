/** `npm run build`: sources → dist/suspicious_ports-<version>.spl and dist/suspicious_ports/, the same unpacked. */
import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "../src/package/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");

await run(async () => {
  const { spl, app, files } = await build(root, join(root, "dist"));
  console.log(`${relative(root, spl)}  ${Math.ceil(statSync(spl).size / 1024)} kB, ${files.size} files`);
  console.log(`${relative(root, app)}/  the same, unpacked`);
});
