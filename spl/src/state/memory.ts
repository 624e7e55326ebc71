/** A state in memory, for tests and for simulations that run many searches in one process. Nothing of it outlasts the process. */
import type { Change, Records, State, StoredFile } from "../contract/state.ts";
import type { Row } from "../values/table.ts";
import { outcomesOf } from "./changes.ts";

const NO_RECORDS: Records = new Map();

export class MemoryState implements State {
  private readonly collections = new Map<string, Records>();
  private readonly files = new Map<string, StoredFile>();
  private collected: readonly Row[] = [];

  collection(app: string, name: string): Records {
    return this.collections.get(`${app}/${name}`) ?? NO_RECORDS;
  }

  file(app: string, name: string): StoredFile | null {
    return this.files.get(`${app}/${name}`) ?? null;
  }

  events(): readonly Row[] {
    return this.collected;
  }

  commit(changes: readonly Change[]): void {
    for (const outcome of outcomesOf(changes, this)) {
      if (outcome.kind === "events") this.collected = [...this.collected, ...outcome.rows];
      else if (outcome.kind === "collection")
        this.collections.set(`${outcome.app}/${outcome.name}`, outcome.value);
      else this.files.set(`${outcome.app}/${outcome.name}`, outcome.value);
    }
  }
}
