import { docsProgram } from "../src/cli/docs.ts";
import { main } from "../src/cli/program.ts";

await main(docsProgram());
