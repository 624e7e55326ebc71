/** A text → the instant that it gives in a time format (strptime). Source: Search Reference, Date and time format variables. */
import { type Span, SplError } from "../errors/spl-error.ts";
import { type Piece, parseFormat } from "./format.ts";
import { LONG_DAYS, LONG_MONTHS, SHORT_DAYS, SHORT_MONTHS } from "./names.ts";
import { fromEpochUtc, fromLocal, toEpochUtc } from "./timezone.ts";

/** What a format must give for a text to be an instant. @throws SplError "ambiguous" where it gives less. */
export function checkReadable(pieces: readonly Piece[], span?: Span): void {
  const has = (...names: string[]) =>
    pieces.some((piece) => "variable" in piece && names.includes(piece.variable));
  if (has("s")) return;
  for (const [names, what] of [
    [["Y", "y", "F"], "year"],
    [["m", "b", "B", "F", "j"], "month"],
    [["d", "e", "F", "j"], "day"],
  ] as const) {
    if (!has(...names)) {
      throw new SplError(
        "ambiguous",
        `The format gives no ${what}, and documentation does not say which one strptime() then takes: add it to both.`,
        span,
      );
    }
  }
  if (has("I") !== has("p")) {
    throw new SplError("ambiguous", "%I (a 12-hour clock) and %p (AM or PM) belong together.", span);
  }
  for (const name of ["U", "w"]) {
    if (has(name))
      throw new SplError(
        "ambiguous",
        `What strptime() makes of %${name} is not documented. Use another variable, or cut the text with rex.`,
        span,
      );
  }
}

interface Read {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  hour12?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  micros?: number;
  epoch?: number;
  offset?: number;
}

/**
 * Read a text; null when it does not fit the format.
 * @throws SplError "ambiguous" for what documentation leaves open (text left over, 30 February, years before 1971).
 */
export function readTime(text: string, pieces: readonly Piece[], zone: string, span?: Span): number | null {
  const read: Read = {};
  let position = 0;
  for (const piece of pieces) {
    const next =
      "literal" in piece
        ? readLiteral(text, position, piece.literal)
        : readVariable(text, position, piece, read, span);
    if (next === null) return null;
    position = next;
  }
  if (text.slice(position).trim() !== "") {
    throw open(
      `the text continues ("${text.slice(position, position + 20)}") after the format ends`,
      "cut the text first, as with substr()",
      span,
    );
  }
  const fraction = (read.micros ?? 0) / 1e6;
  if (read.epoch !== undefined) return read.epoch + fraction;
  return assemble(read, zone, span, fraction);
}

function open(what: string, remedy: string, span?: Span): SplError {
  const message = `Documentation does not say what strptime() does when ${what}: ${remedy}.`;
  return new SplError("ambiguous", message, span);
}

function assemble(read: Read, zone: string, span: Span | undefined, fraction: number): number | null {
  const { year = 0, minute = 0, second = 0 } = read;
  let { month = 1, day = 1, hour = 0 } = read;
  if (read.dayOfYear !== undefined) {
    const date = fromEpochUtc(
      toEpochUtc({ year, month: 1, day: read.dayOfYear, hour: 0, minute: 0, second: 0 }),
    );
    if (date.year !== year) return null;
    ({ month, day } = date);
  }
  if (read.hour12 !== undefined) hour = (read.hour12 % 12) + (read.afternoon === true ? 12 : 0);
  const time = { year, month, day, hour, minute, second };
  if (fromEpochUtc(toEpochUtc(time)).day !== day)
    throw open(`the month has no day ${day}`, "drop such texts first", span);
  if (year < 1971) throw open("the date is before 1971", "drop such dates first", span);
  const epoch = read.offset === undefined ? fromLocal(zone, time, span) : toEpochUtc(time) - read.offset;
  return epoch + fraction;
}

function readLiteral(text: string, start: number, literal: string): number | null {
  let position = start;
  for (let i = 0; i < literal.length; i++) {
    if (/\s/.test(literal[i]!)) {
      while (position < text.length && /\s/.test(text[position]!)) position++;
    } else if (text[position] === literal[i]) position++;
    else return null;
  }
  return position;
}

function readVariable(
  text: string,
  start: number,
  piece: { variable: string; modifier: string },
  read: Read,
  span?: Span,
): number | null {
  const number = (
    pattern: RegExp,
    minimum: number,
    maximum: number,
    set: (value: number) => void,
  ): number | null => {
    pattern.lastIndex = start;
    const found = pattern.exec(text);
    const value = found === null ? Number.NaN : Number(found[0]);
    if (!(value >= minimum && value <= maximum)) return null;
    set(value);
    return start + found![0].length;
  };
  const oneOrTwo = /\s?\d{1,2}/y;
  switch (piece.variable) {
    case "Y":
      return number(/\d{4}/y, 0, 9999, (value) => (read.year = value));
    case "y":
      return number(/\d{1,2}/y, 0, 99, (value) => {
        if (value > 68)
          throw open("a year of two digits is above 68", "write the year with four digits, and use %Y", span);
        read.year = 2000 + value;
      });
    case "m":
      return number(oneOrTwo, 1, 12, (value) => (read.month = value));
    case "d":
    case "e":
      return number(oneOrTwo, 1, 31, (value) => (read.day = value));
    case "j":
      return number(/\d{1,3}/y, 1, 366, (value) => (read.dayOfYear = value));
    case "H":
    case "k":
      return number(oneOrTwo, 0, 23, (value) => (read.hour = value));
    case "I":
      return number(oneOrTwo, 1, 12, (value) => (read.hour12 = value));
    case "M":
      return number(/\d{1,2}/y, 0, 59, (value) => (read.minute = value));
    case "S":
      return number(/\d{1,2}/y, 0, 59, (value) => (read.second = value));
    case "s":
      return number(/\d{1,12}/y, 0, 1e12, (value) => (read.epoch = value));
    case "N":
    case "Q":
    case "f":
      return readSubseconds(text, start, piece, read);
    case "T":
      return readAll(text, start, "%H:%M:%S", read, span);
    case "F":
      return readAll(text, start, "%Y-%m-%d", read, span);
    case "p":
      return readName(text, start, [["AM", "PM"]], (index) => (read.afternoon = index === 1), span);
    case "A":
    case "a":
      return readName(text, start, [LONG_DAYS, SHORT_DAYS], () => {}, span);
    case "B":
    case "b":
      return readName(text, start, [LONG_MONTHS, SHORT_MONTHS], (index) => (read.month = index + 1), span);
    case "z":
      return readOffset(text, start, piece.modifier.length, read, span);
    default:
      return readZone(text, start, read, span);
  }
}

function readAll(text: string, start: number, format: string, read: Read, span?: Span): number | null {
  let position: number | null = start;
  for (const piece of parseFormat(format)) {
    if (position === null) return null;
    position =
      "literal" in piece
        ? readLiteral(text, position, piece.literal)
        : readVariable(text, position, piece, read, span);
  }
  return position;
}

function readSubseconds(
  text: string,
  start: number,
  piece: { variable: string; modifier: string },
  read: Read,
) {
  const limit = Number(piece.modifier || (piece.variable === "N" ? "9" : piece.variable === "f" ? "6" : "3"));
  let end = start;
  while (end < text.length && end - start < limit && /\d/.test(text[end]!)) end++;
  if (end === start) return null;
  read.micros = Math.round(Number(`0.${text.slice(start, end)}`) * 1e6);
  return end;
}

function readName(
  text: string,
  start: number,
  tables: readonly (readonly string[])[],
  set: (index: number) => void,
  span?: Span,
): number | null {
  for (const names of tables) {
    for (const [index, name] of names.entries()) {
      const found = text.slice(start, start + name.length);
      if (found === name) {
        set(index);
        return start + name.length;
      }
      if (found.toLowerCase() === name.toLowerCase())
        throw open(`a name has another case ("${found}")`, "write it as in January or Jan", span);
    }
  }
  return null;
}

function readOffset(text: string, start: number, colons: number, read: Read, span?: Span): number | null {
  const pattern = [/[+-]\d{4}/y, /[+-]\d\d:\d\d/y, /[+-]\d\d:\d\d:\d\d/y, /[+-]\d\d/y][colons]!;
  pattern.lastIndex = start;
  const found = pattern.exec(text)?.[0];
  if (found === undefined) {
    const other = /^(?:Z|[+-]\d\d)/.exec(text.slice(start));
    if (other !== null)
      throw open(
        `an offset has another form than %${":".repeat(colons)}z`,
        "use the variable of its form, %z or %:z",
        span,
      );
    return null;
  }
  const digits = found.replace(/\D/g, "").padEnd(6, "0");
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4));
  read.offset = found[0] === "-" ? -size : size;
  return start + found.length;
}

function readZone(text: string, start: number, read: Read, span?: Span): number | null {
  const name = /^[A-Za-z]+/.exec(text.slice(start))?.[0];
  if (name === undefined) return null;
  if (name !== "UTC" && name !== "GMT") {
    throw new SplError(
      "ambiguous",
      `The zone "${name}" can mean several offsets: give the time with an offset (%z).`,
      span,
    );
  }
  read.offset = 0;
  return start + name.length;
}
