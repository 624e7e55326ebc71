/**
 * The colours of all views. Lightness rises from critical to informational in even steps, so that the order survives colour-blindness and a
 * black-and-white print; every coloured cell also says its level in words. test/views/palette.test.ts measures steps and contrasts in both
 * themes.
 */
import { LEVELS } from "../risk/index.ts";

/** As many as there are levels, in their order: the most severe is the darkest. */
const LEVEL_SCALE = ["#CB2443", "#DB5A1E", "#CC9014", "#84BAB0", "#BAC6D0"] as const;

/** Level → colour. */
export const LEVEL_COLOURS: ReadonlyMap<string, string> = new Map(
  LEVELS.map(({ name }, index) => [name, LEVEL_SCALE[index]!]),
);

const STATUSES = ["OK", "WARN", "FAIL"] as const;
export type Status = (typeof STATUSES)[number];

/** Of the Health view: the colours of a low, a medium and a critical score. */
export const STATUS_COLOURS: ReadonlyMap<string, string> = new Map([
  ["OK", LEVEL_SCALE[3]],
  ["WARN", LEVEL_SCALE[2]],
  ["FAIL", LEVEL_SCALE[0]],
]);

/** What the firewall did. Neither is good or bad by itself, so neither has a colour of the levels. */
export const OUTCOME_COLOURS: ReadonlyMap<string, string> = new Map([
  ["allowed", "#3F6FD1"],
  ["blocked", "#9AA7B4"],
]);

/** Series without a meaning of their own. */
export const PLAIN_COLOUR = "#5B7FC7";

/** Of text on a coloured cell: black or white, whichever has the greater contrast. */
export const textOn = (background: string): string =>
  contrast(background, "#FFFFFF") >= contrast(background, "#000000") ? "#FFFFFF" : "#000000";

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance"). @param colour "#RRGGBB" */
export function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
