/** How far two thumbnails are apart. */
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/**
 * How different two pixels of thumbnails must be to count, from 0 to 1 (pixelmatch). A line of text covers at most a third of a block, so
 * other letters in the same place move a block's mean by less than this; a panel, bar or cell in another colour moves it by more.
 */
const THRESHOLD = 0.2;

/** The share of pixels that differ, 0 to 1; 1 for pictures of different sizes. */
export function difference(one: Buffer, other: Buffer): number {
  const [a, b] = [PNG.sync.read(one), PNG.sync.read(other)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  const count = pixelmatch(a.data, b.data, undefined, a.width, a.height, {
    threshold: THRESHOLD,
    includeAA: true,
  });
  return count / (a.width * a.height);
}
