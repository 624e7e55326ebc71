import { catalogueProgram } from "../src/cli/catalogue.ts";
import { main } from "../src/cli/program.ts";

await main(catalogueProgram());
