/** A picture with at most 64 colours, for documents: about half the size, and hardly a difference in a page of text and plain areas. */
import { PNG } from "pngjs";

const MAX_COLOURS = 64;

export function reduced(png: Buffer): Buffer {
  const picture = PNG.sync.read(png);
  const { data } = picture;
  const palette = commonest(data);
  const nearest = new Map(palette.map((colour) => [colour, colour]));
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUIntBE(at, 3);
    let known = nearest.get(colour);
    if (known === undefined) {
      known = nearestOf(colour, palette);
      nearest.set(colour, known);
    }
    data.writeUIntBE(known, at, 3);
  }
  return PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, filterType: 0, deflateStrategy: 0 });
}

function commonest(data: Buffer): readonly number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || a - b);
  return sorted.slice(0, MAX_COLOURS).map(([colour]) => colour);
}

function nearestOf(colour: number, palette: readonly number[]): number {
  const own = channels(colour);
  const distance = (other: number) =>
    channels(other).reduce((sum, channel, index) => sum + (channel - own[index]!) ** 2, 0);
  return palette.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}

function channels(colour: number): readonly number[] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}
