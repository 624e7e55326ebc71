import { demoProgram } from "../src/cli/demo.ts";
import { main } from "../src/cli/program.ts";

await main(demoProgram());
