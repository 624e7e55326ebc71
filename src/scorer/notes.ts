/**
 * How many rows of a chunk are remembered between the two passes over it. A note costs memory, and rows can be as short as a
 * few bytes, so only so many are taken; of the rows behind them the second pass finds everything out again.
 */

/** A note: the row's end and the two numbers of its key, four bytes each. */
export const NOTE_BYTES = 12;
/** Any chunk may have so many bytes of notes, enough for three times the rows that splunkd sends, and a large one this part of its size. */
const LEAST_ROOM = 2 * 1024 * 1024;
const PART = 24;

/** @param byteLength of the chunk */
export function mostNotes(byteLength: number): number {
  return Math.floor(Math.max(LEAST_ROOM, byteLength / PART) / NOTE_BYTES);
}
