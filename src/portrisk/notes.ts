/**
 * What the first pass over a chunk finds out about its rows, for the second: where each ends and its key. Notes cost
 * memory, and rows can be as short as a few bytes, so only so many are taken; of the rows behind them nothing is noted, and
 * the second pass has to find out again.
 */
import { GrowingIntegers } from "./growing.ts";

/** In place of a key's first number. */
export const NO_PORT = -1;
export const REMOVED = -2;

/** Bytes that one note takes. */
const NOTE = 12;
/** Any chunk may have so many bytes of notes, and a large one this part of its size. */
const LEAST_ROOM = 6 * 1024 * 1024;
const PART = 24;

export class Notes {
  private readonly ends = new GrowingIntegers();
  private readonly connections = new GrowingIntegers();
  private readonly evidences = new GrowingIntegers();
  private most = 0;

  /** Begin anew for a chunk of so many bytes. */
  reset(byteLength: number): void {
    for (const list of [this.ends, this.connections, this.evidences]) list.clear();
    this.most = Math.floor(Math.max(LEAST_ROOM, byteLength / PART) / NOTE);
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
