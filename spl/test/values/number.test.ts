/** Numbers and their texts: forms that count as numbers, rounding against decimal arithmetic of the test's own, printf against C. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvalContext } from "../../src/contract/expression.ts";
import { decimals, displayNumber, printfFixed, roundDecimal } from "../../src/evaluation/precision.ts";
import { compileExpression } from "../../src/expression/index.ts";
import { EVAL_FUNCTIONS } from "../../src/functions/index.ts";
import { printCsv, printJson } from "../../src/io/print.ts";
import { Cursor } from "../../src/text/cursor.ts";
import { Source } from "../../src/text/source.ts";
import { formatNumber, hasCertainText, readNumber, scalarText } from "../../src/values/number.ts";
import type { Value } from "../../src/values/table.ts";

const context: EvalContext = { now: 1_700_000_000, timezone: "UTC", spend: () => {} };
const span = { start: 0, end: 0 };
const seeded = { seed: 31_337, numRuns: 2000 };

function run(text: string, row: Record<string, Value> = {}): unknown {
  return compileExpression(new Cursor(new Source(text), 0, text.length), EVAL_FUNCTIONS).display(
    new Map(Object.entries(row)),
    context,
  );
}

describe("numbers", () => {
  it("reads plain decimal forms only", () => {
    for (const [text, wanted] of [
      ["5", 5],
      ["-5.50", -5.5],
      ["007", 7],
      [".5", 0.5],
      ["5.", 5],
      ["-.5", -0.5],
    ] as const) {
      expect(readNumber(text)).toBe(wanted);
    }
    for (const text of ["", " ", " 5a", "5 5", "5a", "-", ".", "1,000", "1.2.3", "--5", "५"])
      expect(readNumber(text)).toBeNull();
    for (const text of [
      "1e5",
      "+5",
      "0x1F",
      "NaN",
      "inf",
      "-Infinity",
      "1E-3",
      " 5",
      "5 ",
      "\t-5.0\n",
      "\u00a05",
    ])
      expect(readNumber(text)).toBe("doubtful");
  });

  it("prints doubles so that they read back", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(formatNumber(value))).toBe(value === 0 ? 0 : value);
      }),
      seeded,
    );
    expect(formatNumber(-0)).toBe("0");
  });

  it("round() is decimal, half away from zero", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.nat(6), fc.nat(6), (digits, point, places) => {
        // The same number as an integer of 10^-point, rounded with integers.
        const value = Number(`${digits}e-${point}`);
        const unit = 10n ** BigInt(Math.max(0, point - places));
        const rounded = places >= point ? BigInt(digits) : (BigInt(digits) + unit / 2n) / unit;
        expect(roundDecimal(value, places)).toBe(Number(`${rounded}e-${Math.min(point, places)}`));
      }),
      { ...seeded, numRuns: 5000 },
    );
    expect(roundDecimal(2.555, 2)).toBe(2.56);
    expect(roundDecimal(-2.555, 2)).toBe(-2.56);
    expect(roundDecimal(1.005, 2)).toBe(1.01);
    expect(roundDecimal(0.95, 1)).toBe(1);
    expect([roundDecimal(5e-7, 6), roundDecimal(4.9e-7, 6), roundDecimal(1.25e-7, 8)]).toEqual([
      1e-6, 0, 1.3e-7,
    ]);
    expect(roundDecimal(1e22, 2)).toBe(1e22);
  });

  it("printf rounds the binary value, halves to even", () => {
    expect([0.5, 1.5, 2.5, 3.5, -2.5].map((value) => printfFixed(value, 0))).toEqual([
      "0",
      "2",
      "2",
      "4",
      "-2",
    ]);
    expect([printfFixed(2.675, 2), printfFixed(0.125, 2), printfFixed(0.375, 2)]).toEqual([
      "2.67",
      "0.12",
      "0.38",
    ]);
  });

  it("shows results at the precision of the least precise input", () => {
    expect(displayNumber(1.6500000000000001, decimals(0), span)).toBe(2);
    expect(displayNumber(1.6500000000000001, decimals(3), span)).toBe("1.650");
    expect(() => displayNumber(2.5, decimals(0), span)).toThrow(/does not say how/);
    // Reported results of n * m (Splunk Answers, "Why is Splunk sometimes rounding"), which the rule must give.
    for (const [text, wanted] of [
      ["1 * 0.9", 0.9],
      ["2 * 0.9", 2],
      ["2 * 0.90", "1.8"],
      ["1000 * 0.9", 900],
      ["1100 * 0.9", 990],
      ["2.0 * 1024", 2048],
      ["2.2 * 1024", 2253],
      ["2.1 * 1024", 2150],
      ["2.10 * 1024", 2150],
      ["2.100 * 1024", 2150],
      ["2.1000 * 1024", 2150.4],
      ["2.1 * 1024.0", 2150],
      ["2.1 * 1024.1", 2151],
      ["2.10000 * 1024.1", 2150.6],
      ["2.10000 * 1024.10", 2150.61],
      ["0.014 * 0.23", 0.0032],
      ["0.014 * 0.230", 0.0032],
      ["0.0140 * 0.230", 0.00322],
      ["3 * 0.5", 2],
      ["3 / 2", 1.5],
    ] as const) {
      expect(`${text} = ${String(run(text))}`).toBe(`${text} = ${wanted}`);
    }
  });

  it("one-number functions are Math's", () => {
    const functions = {
      abs: Math.abs,
      ceil: Math.ceil,
      floor: Math.floor,
      exp: Math.exp,
      sin: Math.sin,
      cosh: Math.cosh,
      atan: Math.atan,
      tanh: Math.tanh,
    };
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.constantFrom(...(Object.keys(functions) as (keyof typeof functions)[])),
        (value, name) => {
          const result = functions[name](value);
          expect(Number(run(`${name}(x)`, { x: Number(value.toFixed(8)) }))).toBe(
            functions[name](Number(value.toFixed(8))) || 0,
          );
          expect(result).toBeDefined();
        },
      ),
      seeded,
    );
  });

  it.each([
    ["%d|%5d|%-5d|%05d|%+d|% d", [42, 42, 42, 42, 42, 42], "42|   42|42   |00042|+42| 42"],
    ["%.3d|%+05d|%'d", [7, 7, 1234567], "007|+0007|1,234,567"],
    ["%x|%X|%#x|%#X|%o|%#o|%u", [255, 255, 255, 255, 8, 8, 9], "ff|FF|0xff|0XFF|10|010|9"],
    ["%f|%.1f|%08.2f|%.0f", [1.5, 1.25, -3.14259, 2.5], "1.500000|1.2|-0003.14|2"],
    ["%e|%.0e|%E", [12345.678, 5139, 0.00012], "1.234568e+04|5e+03|1.200000E-04"],
    ["%g|%.2g|%g|%g|%G", [0.0001, 123, 100000, 1000000, 0.00001], "0.0001|1.2e+02|100000|1e+06|1E-05"],
    ["%s|%.2s|%5s|%-5s|", ["abc", "abc", "ab", "ab"], "abc|ab|   ab|ab   |"],
    ["%c%c%%", [65, "Foo"], "AF%"],
    ["%05.3d|%06.2x|%05.1f", [7, 255, 2.25], "  007|    ff|002.2"],
    ["%*d|%.*f|%*.*e", [5, 123, 1, 1.23, 9, 2, 3.14259], "  123|1.2| 3.14e+00"],
  ])("printf %s", (format, values, wanted) => {
    const row = Object.fromEntries((values as (string | number)[]).map((value, i) => [`v${i}`, value]));
    expect(run(`printf("${format}", ${Object.keys(row).join(", ")})`, row)).toBe(wanted);
  });
});

describe("texts of numbers", () => {
  it("are certain exactly where JavaScript writes all digits and no exponent", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const plain = !String(value).includes("e") && Math.abs(value) < 2 ** 53;
        expect(hasCertainText(value)).toBe(plain);
        if (plain) expect(Number(scalarText(value))).toBe(value === 0 ? 0 : value);
        else expect(() => scalarText(value)).toThrow(/ocumentation does not say/);
      }),
      seeded,
    );
  });

  it("are rejected by the printers, but for an exponent in JSON", () => {
    const table = (value: Value) => ({ fields: ["x"], rows: [new Map([["x", value]])] });
    expect(() => printJson(table([1, 2 ** 60]))).toThrow(/2\^53/);
    expect(() => printCsv(table(2 ** 60))).toThrow(/2\^53/);
    expect(() => printCsv(table([1e-7, 1]))).toThrow(/1e-7/);
    expect(printJson(table(1e-7))).toBe('[\n{"x":1e-7}\n]\n');
    expect(printCsv(table(2 ** 53 - 1))).toBe("x\n9007199254740991\n");
    expect(() => printCsv(table(2 ** 53))).toThrow(/2\^53/);
    expect(() => printJson(table(-(2 ** 53)))).toThrow(/2\^53/);
  });
});
