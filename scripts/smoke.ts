import { main } from "../src/cli/program.ts";
import { smokeProgram } from "../src/cli/smoke.ts";

await main(smokeProgram());
