import { main } from "../src/cli/program.ts";
import { scorerProgram } from "../src/cli/scorer.ts";

await main(scorerProgram());
