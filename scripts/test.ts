import { main } from "../src/cli/program.ts";
import { testProgram } from "../src/cli/test.ts";

await main(testProgram());
