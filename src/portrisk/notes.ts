/** What the first pass of the plain path finds out about rows, for the second: where each ends and its key. */
import { mostNotes } from "../scorer/index.ts";
import { GrowingIntegers } from "./growing.ts";

/** In place of a key's first number. */
export const NO_PORT = -1;
export const REMOVED = -2;

export class Notes {
  private readonly ends = new GrowingIntegers();
  private readonly connections = new GrowingIntegers();
  private readonly evidences = new GrowingIntegers();
  private most = 0;

  /** Begin anew for a chunk of so many bytes. */
  reset(byteLength: number): void {
    for (const list of [this.ends, this.connections, this.evidences]) list.clear();
    this.most = mostNotes(byteLength);
  }

  get length(): number {
    return this.ends.length;
  }

  /** Note a row, while there is room. */
  add(end: number, connection: number, evidence: number): void {
    if (this.ends.length >= this.most) return;
    this.ends.push(end);
    this.connections.push(connection);
    this.evidences.push(evidence);
  }

  end(index: number): number {
    return this.ends.at(index);
  }

  connection(index: number): number {
    return this.connections.at(index);
  }

  evidence(index: number): number {
    return this.evidences.at(index);
  }
}
