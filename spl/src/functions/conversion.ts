/**
 * Conversions: tonumber, tostring, toint, todouble, tobool, printf, ipmask.
 * Source: Search Reference, Conversion functions.
 */

import type { EvalContext, Expression, Precision } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { displayText, printfFixed, roundDecimal, shownDecimals } from "../evaluation/precision.ts";
import { asNumber, asScalar, doubtful, textOf } from "../evaluation/scalar.ts";
import { isVersion4, maskVersion4, parseAddress } from "../values/address.ts";
import { readNumber, scalarText } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { type Arguments, family, integerAt, MANY, open, textAt } from "./family.ts";
import { countValues, parsePrintf, printf } from "./printf.ts";

function baseOf(argument: Arguments, row: Row, context: EvalContext): number | null {
  if (argument.length < 2) return 10;
  const base = integerAt(argument, 1, row, context);
  if (base !== null) checkBase(base, argument[1]!.span);
  return base;
}

function checkBase(base: number, span: Span): void {
  if (base < 2 || base > 36)
    throw new SplError("invalid_option_value", "The base must be between 2 and 36.", span);
}

/** As many decimals as the text shows; whether zeros at its end (5.0) stay is not documented. */
function precisionOfText(argument: Arguments, row: Row, context: EvalContext): Precision {
  const value = argument[0]!.evaluate(row, context);
  if (typeof value === "number") return argument[0]!.precision(row, context);
  const shown = typeof value === "string" && argument.length === 1 ? shownDecimals(value) : MANY;
  return { decimals: shown, otherwise: MANY, openZeros: true };
}

/** The number that a value denotes in a base; null if none. */
function parseInBase(argument: Arguments, row: Row, context: EvalContext): number | null {
  const expression = argument[0]!;
  const value = asScalar(expression.evaluate(row, context), expression.span);
  if (value === null) return null;
  if (typeof value === "number" && argument.length < 2) return value;
  const base = baseOf(argument, row, context);
  if (base === null) return null;
  if (base === 10) {
    const number = readNumber(value);
    if (number !== "doubtful") return number;
    // "If the value contains a leading and trailing space, the function returns NULL."
    if (/^ | $/.test(String(value))) return null;
    throw doubtful(value, expression.span);
  }
  const text = scalarText(value);
  if (/^[+-]|^0x/i.test(text))
    throw open(
      `what a sign or prefix does in another base ("${text}")`,
      "remove it with replace() first",
      expression.span,
    );
  const allowed = new RegExp(`^[${"0123456789abcdefghijklmnopqrstuvwxyz".slice(0, base)}]+$`, "i");
  if (!allowed.test(text)) return null;
  const number = Number.parseInt(text, base);
  if (!Number.isSafeInteger(number))
    throw open("how integers of more than 53 bits are cut", "keep them as texts", expression.span);
  return number;
}

function checkNumeric(name: string) {
  return (argument: Arguments): void => {
    const [value, base] = argument;
    if (typeof base?.literal === "number") checkBase(base.literal, base.span);
    if (typeof value?.literal === "string" && base === undefined && readNumber(value.literal) === null) {
      throw new SplError("wrong_type", `${name}() cannot make a number of "${value.literal}".`, value.span);
    }
  };
}

function withCommas(value: number, expression: Expression, row: Row, context: EvalContext): string {
  const shown = displayText(value, expression.precision(row, context), expression.span);
  const places = shown.split(".")[1]?.length ?? 0;
  let text = shown;
  if (places === 1)
    throw open('whether "commas" shows one decimal or two', "give it round(…, 2)", expression.span);
  if (places > 2) {
    text = printfFixed(value, 2);
    if (Number(text) !== roundDecimal(value, 2))
      throw open("how a tie is rounded here", "round it first, as with round(…, 2)", expression.span);
  }
  const [whole, fraction] = text.split(".") as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** [D+]HH:MM:SS, the form that convert's dur2sec() reads back (Search Reference, convert). */
function duration(value: number, span: Span): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw open(
      'how "duration" shows fractions and negative numbers',
      "round it first, as with floor()",
      span,
    );
  }
  const part = (number: number) => String(Math.floor(number)).padStart(2, "0");
  const days = Math.floor(value / 86_400);
  const time = `${part((value % 86_400) / 3600)}:${part((value % 3600) / 60)}:${part(value % 60)}`;
  return days === 0 ? time : `${days}+${time}`;
}

function formatted(
  format: string,
  value: number,
  expression: Expression,
  row: Row,
  context: EvalContext,
): string {
  if (format === "commas") return withCommas(value, expression, row, context);
  if (format === "duration") return duration(value, expression.span);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw open(
      `what "${format}" makes of numbers other than the integers from 0 to 2^53-1`,
      "use printf()",
      expression.span,
    );
  }
  return format === "hex" ? `0x${value.toString(16).toUpperCase()}` : value.toString(2);
}

const FORMATS = ["binary", "hex", "commas", "duration"];

function checkFormat(format: string, span: Span): void {
  if (!FORMATS.includes(format)) {
    throw new SplError(
      "invalid_option_value",
      `tostring() has no format "${format}"; it has ${FORMATS.join(", ")}.`,
      span,
    );
  }
}

function version4(text: string) {
  const address = parseAddress(text);
  return address !== null && isVersion4(address) ? address : null;
}

export const CONVERSION_FUNCTIONS = family("Conversion functions", [
  {
    name: "tonumber",
    syntax: "tonumber(<str>,<base>)",
    summary: "The number that a text denotes (base 2 to 36, 10 by default); null if it is none.",
    arity: [1, 2],
    kind: "value",
    type: "number",
    parameters: ["value", "number"],
    check: checkNumeric("tonumber"),
    differences: ["A text with zeros behind the point (5.0) is rejected where they would show: use exact()."],
    examples: [
      ['tonumber("0A4", 16)', "164"],
      ['tonumber("0101", 2)', "5"],
      ['tonumber("42.5")', "42.5"],
    ],
    precision: precisionOfText,
    apply: (argument, row, context) => parseInBase(argument, row, context),
  },
  {
    name: "todouble",
    syntax: "todouble(<value>,<base>)",
    summary: "The number that a value denotes; null if it is none.",
    arity: [1, 2],
    kind: "value",
    type: "number",
    parameters: ["value", "number"],
    check: checkNumeric("todouble"),
    examples: [
      ['todouble("16.25")', "16.25"],
      ["todouble(5)", "5"],
    ],
    apply: (argument, row, context) => parseInBase(argument, row, context),
  },
  {
    name: "toint",
    syntax: "toint(<value>,<base>)",
    summary: "The whole number at or below the number that a value denotes; null if it is none.",
    arity: [1, 2],
    kind: "value",
    type: "number",
    parameters: ["value", "number"],
    check: checkNumeric("toint"),
    examples: [
      ['toint("24")', "24"],
      ["toint(3.14)", "3"],
    ],
    apply: (argument, row, context) => {
      const number = parseInBase(argument, row, context);
      return number === null ? null : Math.floor(number);
    },
  },
  {
    name: "tobool",
    syntax: "tobool(<value>)",
    summary: 'True for "true", "True" and numbers but 0; false for "false", "False" and 0; else null.',
    arity: [1, 1],
    kind: "boolean",
    parameters: ["any"],
    examples: [
      ["if(tobool(12), 1, 0)", "1"],
      ['if(tobool("False"), 1, 0)', "0"],
    ],
    apply: ([argument], row, context) => {
      const value = argument!.evaluate(row, context);
      if (typeof value === "boolean") return value;
      if (value === "true" || value === "True") return true;
      if (value === "false" || value === "False") return false;
      if (argument!.type === "string") return null;
      const number = asNumber(value, argument!.span);
      return number === null ? null : number !== 0;
    },
  },
  {
    name: "tostring",
    syntax: "tostring(<value>,<format>)",
    summary:
      'The value as text; a Boolean as True or False; a number in the format "hex", "commas", "duration", "binary".',
    arity: [1, 2],
    kind: "value",
    type: "string",
    parameters: ["any", "string"],
    check: ([value, format]) => {
      if (typeof format?.literal === "string") checkFormat(format.literal, format.span);
      if (format !== undefined && (value!.type === "string" || value!.kind === "boolean")) {
        throw new SplError("wrong_type", "A format of tostring() needs a number to apply to.", value!.span);
      }
    },
    differences: [
      "A missing value is rejected, because its text is not documented.",
      '"duration" of a day or more is D+HH:MM:SS, the form that convert\'s dur2sec() reads; the page shows shorter ones only.',
      '"commas" is rejected for a number with one decimal: the page says only that it rounds to two.',
    ],
    examples: [
      [
        'tostring(1==1) + " " + tostring(15, "hex") + " " + tostring(12345.6789, "commas")',
        '"True 0xF 12,345.68"',
      ],
      ['tostring(615, "duration")', '"00:10:15"'],
      ['tostring(90061, "duration")', '"1+01:01:01"'],
      ['tostring(9, "binary")', '"1001"'],
    ],
    apply: ([argument, format], row, context) => {
      const value = argument!.evaluate(row, context);
      if (typeof value === "boolean") return value ? "True" : "False";
      if (value === null) throw open("the text of a missing value", "use coalesce() first", argument!.span);
      if (format === undefined) return textOf(argument!, row, context);
      const name = textOf(format, row, context);
      if (name === null) return null;
      checkFormat(name, format.span);
      const number = asNumber(value, argument!.span);
      if (number === null)
        throw open(
          `what "${name}" makes of a text that is not a number`,
          "convert it with tonumber() first",
          argument!.span,
        );
      return formatted(name, number, argument!, row, context);
    },
  },
  {
    name: "printf",
    syntax: "printf(<format>,<arguments>)",
    summary:
      "A C format filled with values: %d %i %u %o %x %X %p %c %s %z %e %f %g %%, flags, width, precision, *.",
    arity: [1, MANY],
    kind: "value",
    type: "string",
    parameters: ["string", "value"],
    check: (argument, span) => {
      const { literal, span: place } = argument[0]!;
      if (typeof literal === "string") checkCount(argument, countValues(parsePrintf(literal, place)), span);
    },
    differences: ["%a and the flag # are rejected but for %#o and %#x."],
    examples: [
      ['printf("%04d", 1)', '"0001"'],
      ['printf("%.2f", pi())', '"3.14"'],
      ['printf("%x,%X,%p", 10, 10, 10)', '"a,A,A"'],
      ['printf("%.2e", 5139)', '"5.14e+03"'],
      ['printf("%-4d", 1)', '"1   "'],
    ],
    apply: (argument, row, context, span) => {
      const format = textAt(argument, 0, row, context);
      if (format === null) return null;
      const pieces = parsePrintf(format, argument[0]!.span);
      checkCount(argument, countValues(pieces), span);
      const values = argument.slice(1).map((child) => ({
        span: child.span,
        number: () => asNumber(child.evaluate(row, context), child.span),
        text: () => textOf(child, row, context),
      }));
      return printf(pieces, values);
    },
  },
  {
    name: "ipmask",
    syntax: "ipmask(<mask>,<ip>)",
    summary: "The bits of an IPv4 address that a mask keeps; null for what is not an IPv4 address.",
    arity: [2, 2],
    kind: "value",
    type: "string",
    parameters: ["string", "string"],
    check: ([mask]) => {
      if (typeof mask!.literal === "string" && version4(mask!.literal) === null) {
        throw new SplError("wrong_type", `"${mask!.literal}" is not an IPv4 address.`, mask!.span);
      }
    },
    examples: [
      ['ipmask("255.255.255.0", "10.20.30.120")', '"10.20.30.0"'],
      ['ipmask("0.255.0.224", "10.20.30.120")', '"0.20.0.96"'],
    ],
    apply: (argument, row, context) => {
      const mask = version4(textAt(argument, 0, row, context) ?? "");
      const address = version4(textAt(argument, 1, row, context) ?? "");
      return mask === null || address === null ? null : maskVersion4(mask, address);
    },
  },
]);

function checkCount(argument: Arguments, wanted: number, span: Span): void {
  if (wanted !== argument.length - 1) {
    throw new SplError(
      "wrong_argument_count",
      `The format of printf() takes ${wanted} value${wanted === 1 ? "" : "s"}, not ${argument.length - 1}.`,
      span,
    );
  }
}
