/** Bitwise functions on integers from 0 to 2^53-1; anything else gives null. Source: Search Reference, Bitwise functions. */
import type { EvalContext } from "../contract/expression.ts";
import type { Row } from "../values/table.ts";
import { type Arguments, family, MANY, numberAt } from "./family.ts";

const MASK = (1n << 53n) - 1n;

function bitsAt(argument: Arguments, index: number, row: Row, context: EvalContext): bigint | null {
  const value = numberAt(argument, index, row, context);
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null;
}

function calculate(
  argument: Arguments,
  row: Row,
  context: EvalContext,
  combine: (all: readonly bigint[]) => bigint,
) {
  const all: bigint[] = [];
  for (let i = 0; i < argument.length; i++) {
    const bits = bitsAt(argument, i, row, context);
    if (bits === null) return null;
    all.push(bits);
  }
  return Number(combine(all) & MASK);
}

type Entry = readonly [
  name: string,
  parameters: string,
  summary: string,
  arity: readonly [number, number],
  combine: (all: readonly bigint[]) => bigint,
  examples: readonly (readonly [string, string])[],
];

const ENTRIES: readonly Entry[] = [
  [
    "bit_and",
    "<values>",
    "All bits that every number has.",
    [2, MANY],
    (all) => all.reduce((a, b) => a & b),
    [
      ["bit_and(12, 9)", "8"],
      ["bit_and(pow(2, 53), 1)", "null"],
    ],
  ],
  [
    "bit_or",
    "<values>",
    "All bits that any number has.",
    [2, MANY],
    (all) => all.reduce((a, b) => a | b),
    [
      ["bit_or(4, 2)", "6"],
      ["bit_or(-1, 2)", "null"],
    ],
  ],
  [
    "bit_xor",
    "<values>",
    "All bits that differ, from left to right.",
    [2, MANY],
    (all) => all.reduce((a, b) => a ^ b),
    [
      ["bit_xor(3, 2)", "1"],
      ["bit_xor(4, 6)", "2"],
    ],
  ],
  [
    "bit_not",
    "<value>, <bitmask>",
    "The bits that a number lacks, within a mask.",
    [1, 2],
    ([value, mask]) => ~value! & MASK & (mask ?? MASK),
    [
      ["bit_not(9)", "9007199254740982"],
      ["bit_not(9, 15)", "6"],
    ],
  ],
  [
    "bit_shift_left",
    "<value>, <shift_offset>",
    "Shifted to the left; bits above 2^53-1 are lost.",
    [2, 2],
    ([value, by]) => (by! > 53n ? 0n : value! << by!),
    [
      ["bit_shift_left(3, 52)", "4503599627370496"],
      ["bit_shift_left(1, 53)", "0"],
    ],
  ],
  [
    "bit_shift_right",
    "<value>, <shift_offset>",
    "Shifted to the right.",
    [2, 2],
    ([value, by]) => (by! > 53n ? 0n : value! >> by!),
    [
      ["bit_shift_right(4, 1)", "2"],
      ["bit_shift_right(-3, 1)", "null"],
    ],
  ],
];

export const BITWISE_FUNCTIONS = family(
  "Bitwise functions",
  ENTRIES.map(([name, parameters, summary, arity, combine, examples]) => ({
    name,
    syntax: `${name}(${parameters})`,
    summary,
    arity,
    kind: "value" as const,
    type: "number" as const,
    parameters: ["number" as const],
    examples,
    apply: (argument, row, context) => calculate(argument, row, context, combine),
  })),
);
