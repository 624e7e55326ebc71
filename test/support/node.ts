/** The Node.js that the built command is tested with: that of the tests, or the one that `npm run test:matrix` names. */
import { realpathSync } from "node:fs";
import { NODE_ENVIRONMENT } from "../../src/package/index.ts";

/** Its path, without links. */
export const NODE: string = realpathSync(process.env.PORTRISK_NODE ?? process.execPath);

/** The environment as the launcher leaves it, for what is started without the launcher. */
export function undisturbed(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== "LD_LIBRARY_PATH" && !NODE_ENVIRONMENT.includes(name),
    ),
  );
}
