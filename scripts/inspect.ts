import { inspectProgram } from "../src/cli/inspect.ts";
import { main } from "../src/cli/program.ts";

await main(inspectProgram());
