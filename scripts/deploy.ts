import { deployProgram } from "../src/cli/deploy.ts";
import { main } from "../src/cli/program.ts";

await main(deployProgram());
