import { evaluateProgram } from "../src/cli/evaluate.ts";
import { main } from "../src/cli/program.ts";

await main(evaluateProgram());
