import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../../src/cli/program.ts";
import { TOLERANCE } from "../../src/checks/index.ts";
import { ACCEPTED, DOCUMENT_PICTURES, difference, reduced, thumbnail } from "../../src/pictures/index.ts";

/** A picture of one colour, with a rectangle of another. */
function picture(width: number, height: number, [x, y, w, h]: readonly number[] = [0, 0, 0, 0]): Buffer {
  const png = new PNG({ width, height });
  for (let at = 0; at < width * height; at++) {
    const [column, row] = [at % width, Math.floor(at / width)];
    const inside = column >= x! && column < x! + w! && row >= y! && row < y! + h!;
    png.data.writeUInt32BE(inside ? 0xcb2443ff : 0xffffffff, at * 4);
  }
  return PNG.sync.write(png);
}

describe("thumbnail", () => {
  it("has the mean of each block of 8 by 8, and of what is left at the edges", () => {
    const { width, height, data } = PNG.sync.read(thumbnail(picture(20, 9, [0, 0, 4, 8])));
    expect([width, height]).toEqual([3, 2]);
    // Half of the first block is red, none of the second.
    expect([...data.subarray(0, 8)]).toEqual([229, 146, 161, 255, 255, 255, 255, 255]);
  });
});

describe("difference", () => {
  const plain = thumbnail(picture(160, 160));

  it("is the share of blocks that differ", () => {
    expect(difference(plain, plain)).toBe(0);
    expect(difference(thumbnail(picture(160, 160, [0, 0, 80, 80])), plain)).toBe(0.25);
  });

  it("is 1 for pictures of other sizes", () => {
    expect(difference(thumbnail(picture(160, 168)), plain)).toBe(1);
  });

  it("does not count what covers a small part of a block, as a letter does", () => {
    expect(difference(thumbnail(picture(160, 160, [0, 0, 160, 1])), plain)).toBe(0);
  });
});

describe("pictures of documents", () => {
  it.each([...DOCUMENT_PICTURES])("%s is that of %s: small, and as accepted", (name, file) => {
    const path = join(ROOT, file);
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).size).toBeLessThan(100_000);
    expect(difference(thumbnail(readFileSync(path)), readFileSync(join(ACCEPTED, name)))).toBeLessThan(
      TOLERANCE,
    );
  });

  it("have at most 64 colours, and the common ones unchanged", () => {
    const png = new PNG({ width: 200, height: 2 });
    for (let at = 0; at < 400; at++) png.data.writeUInt32BE(at < 200 ? 0x336699ff : (at << 8) | 0xff, at * 4);
    const { data } = PNG.sync.read(reduced(PNG.sync.write(png)));
    const colours = new Set(Array.from({ length: 400 }, (_, at) => data.readUInt32BE(at * 4)));
    expect(colours.size).toBe(64);
    expect(data.readUInt32BE(0)).toBe(0x336699ff);
  });
});
