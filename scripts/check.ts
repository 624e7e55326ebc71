import { checkProgram } from "../src/cli/check.ts";
import { main } from "../src/cli/program.ts";

await main(checkProgram());
