import { buildProgram } from "../src/cli/build.ts";
import { main } from "../src/cli/program.ts";

await main(buildProgram());
