import { main } from "../src/cli/program.ts";
import { previewProgram } from "./src/cli/program.ts";

await main(previewProgram());
