/** Appends records to a collection of a folder of state, one search a record: `append-to-state.ts FOLDER NAME COUNT`. */
import { readApp } from "@suspicious-ports/conf";
import { FolderState, runSearch, SearchApps } from "../../src/index.ts";
import { fixture } from "./files.ts";

const [folder, name, count] = process.argv.slice(2) as [string, string, string];
const app = new SearchApps([readApp(fixture("memory"))]);
const state = new FolderState(folder);
for (let i = 0; i < Number(count); i++) {
  const search = `| makeresults | eval id="${name}${i}", days=${i} | outputlookup key_field=id services`;
  await runSearch({ search, app, state });
}
