/** The colours: even steps of lightness, readable text, visible in both themes, and apart for those who see fewer colours. */
import { describe, expect, it } from "vitest";
import { LEVELS } from "../../src/risk/index.ts";
import {
  contrast,
  LEVEL_COLOURS,
  luminance,
  OUTCOME_COLOURS,
  PLAIN_COLOUR,
  STATUS_COLOURS,
  textOn,
} from "../../src/views/palette.ts";

/** Panels of Splunk's enterprise themes (@splunk/themes 1.12.0, backgroundColorSection). */
const THEMES = { light: "#FFFFFF", dark: "#1A1C20" };
const scale = [...LEVEL_COLOURS.values()];
const allColours = [...scale, ...OUTCOME_COLOURS.values(), PLAIN_COLOUR];

type Rgb = readonly [number, number, number];

/** Lightness, 0 to 100 (CIE L*). */
const lightness = (colour: string) => 116 * luminance(colour) ** (1 / 3) - 16;

const linear = (colour: string): Rgb =>
  [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;

/** Full dichromacy, on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1.0). */
const VISION: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  none: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};

const dot = (row: Rgb, rgb: Rgb) => row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2];

/** CIELAB of linear RGB (D65). */
function lab(rgb: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t) / 116 + 16 / 116);
  const x = f(dot([0.4124, 0.3576, 0.1805], rgb) / 0.95047);
  const y = f(dot([0.2126, 0.7152, 0.0722], rgb));
  const z = f(dot([0.0193, 0.1192, 0.9505], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Distance of two colours as somebody with this vision sees them (CIE 1976). */
function distance(one: string, other: string, vision: string): number {
  const seen = (colour: string): Rgb => {
    const [r, g, b] = VISION[vision]!;
    const rgb = linear(colour);
    return lab(
      [dot(r, rgb), dot(g, rgb), dot(b, rgb)].map((each) => Math.min(1, Math.max(0, each))) as unknown as Rgb,
    );
  };
  const [a, b] = [seen(one), seen(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe("the colours of the levels", () => {
  it("are one for each level, and rise in lightness by 7 to 11 from one to the next", () => {
    expect([...LEVEL_COLOURS.keys()]).toEqual(LEVELS.map(({ name }) => name));
    for (const [at, colour] of scale.entries()) {
      if (at === 0) continue;
      const step = lightness(colour) - lightness(scale[at - 1]!);
      expect(step).toBeGreaterThan(7);
      expect(step).toBeLessThan(11);
    }
  });

  it.each(Object.keys(VISION))("are apart with %s vision", (vision) => {
    for (const [at, colour] of scale.entries())
      for (const other of scale.slice(at + 1)) expect(distance(colour, other, vision)).toBeGreaterThan(7);
  });

  it("carry text with a contrast of 4.5 at least", () => {
    for (const colour of [...scale, ...STATUS_COLOURS.values()])
      expect(contrast(colour, textOn(colour))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(THEMES))(
    "stand out in the %s theme, the severe ones most surely",
    (_, background) => {
      const contrasts = scale.map((colour) => contrast(colour, background));
      expect(contrasts[0]).toBeGreaterThanOrEqual(3);
      expect(contrasts[1]).toBeGreaterThanOrEqual(3);
      for (const each of contrasts) expect(each).toBeGreaterThanOrEqual(1.7);
    },
  );
});

describe("the other colours", () => {
  it.each(Object.entries(THEMES))("stand out in the %s theme", (_, background) => {
    for (const colour of [...OUTCOME_COLOURS.values(), PLAIN_COLOUR])
      expect(contrast(colour, background)).toBeGreaterThanOrEqual(2.3);
  });

  it("tell allowed from blocked in black and white", () => {
    const [allowed, blocked] = [...OUTCOME_COLOURS.values()].map(lightness);
    expect(Math.abs(allowed! - blocked!)).toBeGreaterThan(15);
  });

  it("are written in full, so that they can be measured", () => {
    for (const colour of allColours) expect(colour).toMatch(/^#[0-9A-F]{6}$/);
  });
});
