/**
 * What the searches of a simulation remember: collections and lookups as they are, and of the collected events those of the last days, so that
 * weeks can be simulated in one process.
 */
import { type Change, MemoryState, type Row, type State } from "spl-runner";

/** No search of the app looks further back. */
const KEPT_SECONDS = 2 * 86_400;

export class SimulatedMemory implements State {
  private readonly lasting = new MemoryState();
  private collected: readonly Row[] = [];

  collection(app: string, name: string) {
    return this.lasting.collection(app, name);
  }

  file(app: string, name: string) {
    return this.lasting.file(app, name);
  }

  events(): readonly Row[] {
    return this.collected;
  }

  commit(changes: readonly Change[]): void {
    this.lasting.commit(changes.filter(({ kind }) => kind !== "events"));
    for (const change of changes)
      if (change.kind === "events")
        this.collected = [
          ...this.collected,
          ...change.rows.map((row) => new Map(row).set("index", change.index)),
        ];
  }

  /** @param now epoch seconds */
  forget(now: number): void {
    this.collected = this.collected.filter((row) => Number(row.get("_time")) >= now - KEPT_SECONDS);
  }
}
