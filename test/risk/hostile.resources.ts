/** Values made to cost time: none takes much longer to read than an ordinary one of its length. Depends on the machine. */
import { describe, expect, it } from "vitest";
import { MAX_VALUE_LENGTH, READINGS, read } from "../../src/risk/index.ts";

const VALUES = 1000;
/** About a hundred for patterns that look again from each blank. */
const MAX_MICROSECONDS = 25;

const HOSTILE: readonly (readonly [name: string, value: (unique: number) => string])[] = [
  ["blanks before a number", (unique) => `${" ".repeat(240)}${unique}`],
  ["blanks within", (unique) => `x${" ".repeat(240)}${unique}`],
  ["blanks behind", (unique) => `${unique}${" ".repeat(240)}`],
  ["tabs", (unique) => `${"\t".repeat(240)}${unique}`],
  ["one letter", (unique) => `${"a".repeat(240)}${unique}`],
  ["zeros", (unique) => `${"0".repeat(240)}${unique}`],
  ["parts of an address", (unique) => `${"1.".repeat(120)}${unique}`],
  ["groups of an address", (unique) => `${"0:".repeat(120)}${unique}`],
  ["beginnings of names", (unique) => `${"vnc vn ".repeat(34)}${unique}`],
  ["words of zones", (unique) => `${"user".repeat(60)}${unique}`],
];

describe.each(HOSTILE)("%s", (_, value) => {
  it.each(READINGS)("as %s", (reading) => {
    const values = Array.from({ length: VALUES }, (__, unique) => value(unique).slice(0, MAX_VALUE_LENGTH));
    let minimum = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round++) {
      const begun = process.hrtime.bigint();
      for (const text of values) read(reading, text);
      minimum = Math.min(minimum, Number(process.hrtime.bigint() - begun) / 1000 / VALUES);
    }
    expect(minimum).toBeLessThan(MAX_MICROSECONDS);
  });
});
