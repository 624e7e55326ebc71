import { benchProgram } from "../src/cli/bench.ts";
import { main } from "../src/cli/program.ts";

await main(benchProgram());
