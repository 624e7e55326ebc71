/** The Node.js that the built command is tested with: that of the tests, or the one that `npm run test:matrix` names. */
import { realpathSync } from "node:fs";

/** Its path, without links. */
export const NODE: string = realpathSync(process.env.PORTRISK_NODE ?? process.execPath);

/** What the launcher takes out of the environment before it starts Node.js. */
const DISTURBING = [
  "LD_LIBRARY_PATH",
  "NODE_OPTIONS",
  "NODE_PATH",
  "NODE_EXTRA_CA_CERTS",
  "NODE_DEBUG",
  "NODE_V8_COVERAGE",
];

/** The environment as the launcher leaves it, for what is started without the launcher. */
export function undisturbed(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !DISTURBING.includes(name)));
}
