import { profileProgram } from "../src/cli/profile.ts";
import { main } from "../src/cli/program.ts";

await main(profileProgram());
