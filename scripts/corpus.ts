import { corpusProgram } from "../src/cli/corpus.ts";
import { main } from "../src/cli/program.ts";

await main(corpusProgram());
