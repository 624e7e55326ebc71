/**
 * Trigonometry and hyperbolic functions; angles are radians. Source: Search Reference, Trigonometry and Hyperbolic
 * functions. Arguments outside a function's domain are rejected.
 */
import { family, numberAt, open } from "./family.ts";

type Entry = readonly [
  name: string,
  summary: string,
  calculate: (x: number, y: number) => number,
  arguments: 1 | 2,
  examples: readonly (readonly [string, string])[],
];

const ENTRIES: readonly Entry[] = [
  [
    "acos",
    "The arc cosine.",
    Math.acos,
    1,
    [
      ["acos(1)", "0"],
      ["round(acos(0), 4)", "1.5708"],
    ],
  ],
  [
    "acosh",
    "The arc hyperbolic cosine.",
    Math.acosh,
    1,
    [
      ["acosh(1)", "0"],
      ["round(acosh(2), 4)", '"1.3170"'],
    ],
  ],
  [
    "asin",
    "The arc sine.",
    Math.asin,
    1,
    [
      ["asin(0)", "0"],
      ["round(asin(1), 4)", "1.5708"],
    ],
  ],
  [
    "asinh",
    "The arc hyperbolic sine.",
    Math.asinh,
    1,
    [
      ["asinh(0)", "0"],
      ["round(asinh(1), 4)", "0.8814"],
    ],
  ],
  [
    "atan",
    "The arc tangent.",
    Math.atan,
    1,
    [
      ["atan(0)", "0"],
      ["round(atan(0.50), 2)", "0.46"],
    ],
  ],
  [
    "atan2",
    "The arc tangent of Y/X by quadrant, arguments Y, X.",
    Math.atan2,
    2,
    [
      ["atan2(0, 1)", "0"],
      ["round(atan2(0.50, 0.75), 2)", "0.59"],
    ],
  ],
  [
    "atanh",
    "The arc hyperbolic tangent.",
    Math.atanh,
    1,
    [
      ["atanh(0)", "0"],
      ["round(atanh(0.500), 3)", "0.549"],
    ],
  ],
  [
    "cos",
    "The cosine of an angle in radians.",
    Math.cos,
    1,
    [
      ["cos(0)", "1"],
      ["round(cos(1), 4)", "0.5403"],
    ],
  ],
  [
    "cosh",
    "The hyperbolic cosine.",
    Math.cosh,
    1,
    [
      ["cosh(0)", "1"],
      ["round(cosh(1), 4)", "1.5431"],
    ],
  ],
  [
    "hypot",
    "The hypotenuse of a right triangle.",
    Math.hypot,
    2,
    [
      ["hypot(3, 4)", "5"],
      ["hypot(5, 12)", "13"],
    ],
  ],
  [
    "sin",
    "The sine of an angle in radians.",
    Math.sin,
    1,
    [
      ["sin(0)", "0"],
      ["round(sin(1), 4)", "0.8415"],
    ],
  ],
  [
    "sinh",
    "The hyperbolic sine.",
    Math.sinh,
    1,
    [
      ["sinh(0)", "0"],
      ["round(sinh(1), 4)", "1.1752"],
    ],
  ],
  [
    "tan",
    "The tangent of an angle in radians.",
    Math.tan,
    1,
    [
      ["tan(0)", "0"],
      ["round(tan(1), 4)", "1.5574"],
    ],
  ],
  [
    "tanh",
    "The hyperbolic tangent.",
    Math.tanh,
    1,
    [
      ["tanh(0)", "0"],
      ["round(tanh(1), 4)", "0.7616"],
    ],
  ],
];

export const TRIGONOMETRY_FUNCTIONS = family(
  "Trigonometry and Hyperbolic functions",
  ENTRIES.map(([name, summary, calculate, count, examples]) => ({
    name,
    syntax: count === 1 ? `${name}(X)` : `${name}(X,Y)`,
    summary,
    arity: [count, count] as const,
    kind: "value" as const,
    type: "number" as const,
    parameters: ["number" as const],
    differences: ["The last digit can differ from the one of Splunk's mathematical library."],
    examples,
    apply: (argument, row, context, span) => {
      const x = numberAt(argument, 0, row, context);
      const y = count === 1 ? 0 : numberAt(argument, 1, row, context);
      if (x === null || y === null) return null;
      const result = calculate(x, y);
      if (!Number.isFinite(result))
        throw open(
          `what ${name}() gives where there is no real result`,
          "test the number first, as with if()",
          span,
        );
      return result === 0 ? 0 : result;
    },
  })),
);
