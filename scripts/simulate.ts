import { main } from "../src/cli/program.ts";
import { simulateProgram } from "../src/cli/simulate.ts";

await main(simulateProgram());
