import { main } from "../src/cli/program.ts";
import { matrixProgram } from "../src/cli/test-matrix.ts";

await main(matrixProgram());
