/**
 * A picture, small: each pixel is the mean of a block. What remains is where panels, rows and colours are; the shapes of letters, which
 * differ from machine to machine, are gone.
 */
import { PNG } from "pngjs";

/** Pixels of a picture for one of its thumbnail, both ways. 1280 become 160. */
export const BLOCK = 8;

export function thumbnail(png: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(png);
  const small = new PNG({ width: Math.ceil(width / BLOCK), height: Math.ceil(height / BLOCK) });
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const sums = [0, 0, 0];
      let count = 0;
      for (let dy = 0; dy < BLOCK && y * BLOCK + dy < height; dy++) {
        for (let dx = 0; dx < BLOCK && x * BLOCK + dx < width; dx++) {
          const at = ((y * BLOCK + dy) * width + x * BLOCK + dx) * 4;
          for (let channel = 0; channel < 3; channel++) sums[channel]! += data[at + channel]!;
          count++;
        }
      }
      const to = (y * small.width + x) * 4;
      for (let channel = 0; channel < 3; channel++)
        small.data[to + channel] = Math.round(sums[channel]! / count);
      small.data[to + 3] = 255;
    }
  }
  // No alpha, which is 255 throughout: smaller files.
  return PNG.sync.write(small, { colorType: 2, deflateLevel: 9 });
}
