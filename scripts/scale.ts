import { main } from "../src/cli/program.ts";
import { scaleProgram } from "../src/cli/scale.ts";

await main(scaleProgram());
