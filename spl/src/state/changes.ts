/** What changes make of a state, worked out before anything is written. */
import type { Change, Records, State, StoredFile } from "../contract/state.ts";
import { SplError } from "../errors/spl-error.ts";
import type { Row } from "../values/table.ts";

/** What is to be written: the whole of a collection or file, or more events of an index. */
export type Outcome =
  | { readonly kind: "collection"; readonly app: string; readonly name: string; readonly value: Records }
  | { readonly kind: "file"; readonly app: string; readonly name: string; readonly value: StoredFile }
  | { readonly kind: "events"; readonly index: string; readonly rows: readonly Row[] };

/** Changes to things of one state → what is to be written; nothing for what stays as it is. Throws SplError. */
export function outcomesOf(changes: readonly Change[], state: State): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const change of changes) {
    if (change.kind === "events") {
      if (change.rows.length > 0) outcomes.push({ kind: "events", index: change.index, rows: change.rows });
      continue;
    }
    const { app, name, expected } = change;
    if (change.kind === "collection") {
      const records = state.collection(app, name);
      if (expected !== undefined && expected !== records) throw changedMeanwhile(`collection ${name}`);
      const value = change.update(records);
      if (value !== records) outcomes.push({ kind: "collection", app, name, value });
    } else {
      const file = state.file(app, name);
      if (expected !== undefined && expected !== file) throw changedMeanwhile(`lookup ${name}`);
      const value = change.update(file);
      if (value !== null && value !== file) outcomes.push({ kind: "file", app, name, value });
    }
  }
  return outcomes;
}

function changedMeanwhile(what: string): SplError {
  return new SplError(
    "invalid_state",
    `Another search wrote the ${what} after this one had read it, so nothing was written; run the search again.`,
  );
}
