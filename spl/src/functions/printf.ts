/**
 * printf(): a C format applied to values. Source: Search Reference, Conversion functions. Rejected: conversions that the
 * page does not list, %a, positions (%1$d), flags without a described meaning, and values whose conversion is open (a
 * fraction for %d, a text that is not a number for %f).
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { printfFixed } from "../evaluation/precision.ts";
import { open as openAnswer } from "./family.ts";

export type Piece =
  | { readonly literal: string }
  | {
      readonly flags: string;
      readonly width: number | "*" | null;
      readonly precision: number | "*" | null;
      readonly conversion: string;
    };

/** A value for a conversion: how it is read is decided by the conversion. */
export interface PrintfValue {
  number(): number | null;
  text(): string | null;
  readonly span: Span;
}

const WIDTH_LIMIT = 10_000;

export function parsePrintf(format: string, span: Span): readonly Piece[] {
  const pieces: Piece[] = [];
  const pattern = /%([-+ 0#']*)(\*|\d+)?(?:\.(\*|\d*))?([A-Za-z%])?|[^%]+/g;
  for (const found of format.matchAll(pattern)) {
    const [text, flags = "", width, precision, conversion] = found;
    if (text[0] !== "%") {
      pieces.push({ literal: text });
      continue;
    }
    if (text === "%%") {
      pieces.push({ literal: "%" });
      continue;
    }
    if (conversion === undefined || !"cdieEfFgGosuxXpz".includes(conversion)) {
      throw new SplError("invalid_option_value", `printf() cannot run the conversion "${text}".`, span);
    }
    if (Number(width) > WIDTH_LIMIT || Number(precision) > 100) {
      throw new SplError("limit", `The width or precision in "${text}" is too large.`, span);
    }
    pieces.push({
      flags,
      width: width === undefined ? null : width === "*" ? "*" : Number(width),
      precision: precision === undefined ? null : precision === "*" ? "*" : Number(precision || "0"),
      conversion: ({ i: "d", z: "s", p: "X" } as Record<string, string>)[conversion] ?? conversion,
    });
  }
  return pieces;
}

/** How many values a format takes. */
export function countValues(pieces: readonly Piece[]): number {
  let count = 0;
  for (const piece of pieces) {
    if ("literal" in piece) continue;
    count += 1 + (piece.width === "*" ? 1 : 0) + (piece.precision === "*" ? 1 : 0);
  }
  return count;
}

/** The text, or null when a value is null. */
export function printf(pieces: readonly Piece[], values: readonly PrintfValue[]): string | null {
  let text = "";
  let next = 0;
  const size = (wanted: number | "*" | null): number | null => {
    if (wanted !== "*") return wanted;
    const value = values[next++]!;
    const number = value.number();
    if (number !== null && (!Number.isInteger(number) || number < 0 || number > WIDTH_LIMIT)) {
      throw new SplError("ambiguous", `A width or precision of ${number} is not documented.`, value.span);
    }
    return number;
  };
  for (const piece of pieces) {
    if ("literal" in piece) {
      text += piece.literal;
      continue;
    }
    const width = size(piece.width);
    const precision = size(piece.precision);
    if ((piece.width === "*" && width === null) || (piece.precision === "*" && precision === null))
      return null;
    const converted = convert(piece.conversion, piece.flags, precision, values[next++]!);
    if (converted === null) return null;
    text += pad(converted, width ?? 0, piece.flags, precision !== null, piece.conversion);
  }
  return text;
}

function pad(text: string, width: number, flags: string, hasPrecision: boolean, conversion: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  // As in C, a precision switches zero padding off for integers.
  const zeros =
    flags.includes("0") && !"cs".includes(conversion) && !(hasPrecision && "duoxX".includes(conversion));
  if (!zeros) return " ".repeat(missing) + text;
  const prefix = /^(?:[-+ ]|0[xX])?/.exec(text)![0];
  return prefix + "0".repeat(missing) + text.slice(prefix.length);
}

function convert(conversion: string, flags: string, precision: number | null, value: PrintfValue) {
  const open = (what: string, remedy: string) => openAnswer(what, remedy, value.span);
  if (flags.includes("'") && !"du".includes(conversion))
    throw open("what the flag ' does to this conversion", "leave the flag out");
  if (flags.includes("#") && !"oxX".includes(conversion))
    throw open("enough about the flag # here", "leave the flag out");
  if (conversion === "s") {
    const text = value.text();
    return text === null ? null : precision === null ? text : [...text].slice(0, precision).join("");
  }
  if (conversion === "c") {
    const text = value.text();
    if (text === null) return null;
    if (/^\d+$/.test(text)) {
      const code = Number(text);
      if (code < 10 && text.length === 1)
        throw open("whether a digit is a character or a code point for %c", "use %s");
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        throw open("what %c makes of such a code point", "use %s");
      return String.fromCodePoint(code);
    }
    return [...text][0] ?? "";
  }
  const number = value.number();
  if (number === null) {
    if (value.text() === null) return null;
    throw open(
      `what %${conversion} makes of a text that is not a number`,
      "give it a number, as with tonumber()",
    );
  }
  if (!Number.isFinite(number))
    throw open("how infinite numbers are printed", "test the number first, as with if()");
  const isInteger = "duoxX".includes(conversion);
  if (isInteger && !Number.isSafeInteger(number))
    throw open(`what %${conversion} makes of a number that is not whole`, "round it first, or use %f");
  if ("uoxX".includes(conversion) && number < 0)
    throw open(`what %${conversion} makes of a negative number`, "use abs(), or %d");
  const size = Math.abs(number);
  const sign =
    number < 0
      ? "-"
      : "deEfFgG".includes(conversion)
        ? ((flags.match(/[+]/) ?? flags.match(/ /))?.[0] ?? "")
        : "";
  const digits = isInteger
    ? integer(conversion, flags, precision, size)
    : floating(conversion, precision ?? 6, size);
  if (digits === null) throw open("how a tie is rounded here", "ask for more digits");
  return sign + digits;
}

function integer(conversion: string, flags: string, precision: number | null, size: number): string {
  const base = conversion === "o" ? 8 : conversion === "x" || conversion === "X" ? 16 : 10;
  let digits = size === 0 && precision === 0 ? "" : size.toString(base).padStart(precision ?? 1, "0");
  if (flags.includes("'")) digits = digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
  if (conversion === "X") digits = digits.toUpperCase();
  if (!flags.includes("#")) return digits;
  if (conversion === "o") return digits.startsWith("0") ? digits : `0${digits}`;
  return size === 0 ? digits : `0${conversion}${digits}`;
}

function exponential(size: number, digits: number): string {
  const [mantissa, exponent] = size.toExponential(digits).split("e") as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function floating(conversion: string, precision: number, size: number): string | null {
  const lower = conversion.toLowerCase();
  let text: string;
  if (lower === "f") {
    if (size >= 1e21) return null;
    text = printfFixed(size, precision);
  } else if (lower === "e") {
    text = exponential(size, precision);
  } else {
    const figures = precision === 0 ? 1 : precision;
    const exponent = size === 0 ? 0 : Number(size.toExponential(figures - 1).split("e")[1]);
    if (exponent < -4 || exponent >= figures) {
      text = exponential(size, figures - 1).replace(/\.?0+e/, "e");
    } else {
      text = printfFixed(size, Math.max(0, figures - 1 - exponent));
      if (text.includes(".")) text = text.replace(/\.?0+$/, "");
    }
  }
  return conversion === lower ? text : text.toUpperCase();
}
