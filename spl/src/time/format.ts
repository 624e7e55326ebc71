/**
 * Time formats for strftime(), strptime() and convert: %Y-%m-%d … Reads a format once into parts; writes an instant with
 * it; reads a text with it. Source: Search Reference, Date and time format variables. Refused: variables that are not
 * in that list, that depend on the server's locale (%c %x %X %+), or whose page contradicts itself (%V).
 */
import { partOf, type Span, SplError } from "../errors/spl-error.ts";
import {
  abbreviationAt,
  fromEpochUtc,
  fromLocal,
  type LocalTime,
  offsetAt,
  toEpochUtc,
  two,
} from "./timezone.ts";

/** A piece of a format: text as it is, or a variable with its digits ("3" in %3N) or colons (":" in %:z). */
type Piece = { readonly literal: string } | { readonly variable: string; readonly modifier: string };

const REFUSED = new Map<string, string>([
  ["c", "it depends on the server's locale"],
  ["+", "it depends on the server's locale"],
  ["x", "it depends on the server's locale"],
  ["X", "it depends on the server's locale"],
  ["V", "its page shows a week that the ISO calendar does not have"],
  ["Ez", "its form is not described"],
]);
const SHORT_DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const LONG_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const LONG_MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const SHORT_MONTHS = LONG_MONTHS.map((name) => name.slice(0, 3));

/** Read a format. @throws SplError "bad_time" for a variable that is unknown or refused. */
export function parseFormat(format: string, span?: Span): readonly Piece[] {
  const pieces: Piece[] = [];
  const pattern = /%(\d|:{1,3})?(Ez|[A-Za-z+%])|%|[^%]+/gy;
  for (const found of format.matchAll(pattern)) {
    const [text, modifier = "", variable] = found;
    if (variable === undefined) {
      if (text === "%") {
        throw new SplError(
          "bad_time",
          `The time format "${format}" has a "%" without a variable: write "%%".`,
          partOf(span, found.index, found.index + 1),
        );
      }
      pieces.push({ literal: text });
      continue;
    }
    const place = partOf(span, found.index, found.index + text.length);
    const reason = REFUSED.get(variable);
    if (reason !== undefined) {
      throw new SplError("bad_time", `The time variable %${variable} is refused: ${reason}.`, place);
    }
    const subsecond = variable === "N" || variable === "Q";
    const allowed = /^\d$/.test(modifier)
      ? subsecond && /[369]/.test(modifier)
      : modifier === "" || variable === "z";
    if (!allowed || !"HkIMSsTNQfpzZ%FAadejUwbBmyY".includes(variable)) {
      throw new SplError("bad_time", `The time variable ${text} is not in Splunk's reference.`, place);
    }
    if (variable === "%") pieces.push({ literal: "%" });
    else pieces.push({ variable, modifier });
  }
  return pieces;
}

/** Write an instant. @throws SplError "ambiguous" where documentation leaves the text open. */
export function formatTime(epoch: number, pieces: readonly Piece[], zone: string, span?: Span): string {
  if (!(Math.abs(epoch) < 2 ** 37)) throw new SplError("bad_time", "The time is out of range.", span);
  // Splunk's times have microseconds; a double holds no more for the present.
  const micros = Math.round(epoch * 1e6);
  const seconds = Math.floor(micros / 1e6);
  const offset = offsetAt(zone, seconds, span);
  const local = fromEpochUtc(seconds + offset);
  const instant: Instant = { seconds, fraction: micros - seconds * 1e6, offset, local, zone };
  let text = "";
  for (const piece of pieces)
    text += "literal" in piece ? piece.literal : write(piece.variable, piece.modifier, instant, span);
  return text;
}

interface Instant {
  readonly seconds: number;
  /** Microseconds within the second. */
  readonly fraction: number;
  readonly offset: number;
  readonly local: LocalTime;
  readonly zone: string;
}

function write(variable: string, modifier: string, instant: Instant, span?: Span): string {
  const { local } = instant;
  switch (variable) {
    case "Y":
      return String(local.year).padStart(4, "0");
    case "y":
      return two(((local.year % 100) + 100) % 100);
    case "m":
      return two(local.month);
    case "d":
      return two(local.day);
    case "e":
      return String(local.day).padStart(2, " ");
    case "H":
      return two(local.hour);
    case "k":
      return String(local.hour).padStart(2, " ");
    case "I":
      return two(local.hour % 12 || 12);
    case "M":
      return two(local.minute);
    case "S":
      return two(local.second);
    case "p":
      return local.hour < 12 ? "AM" : "PM";
    case "s":
      return String(instant.seconds);
    case "T":
      return `${two(local.hour)}:${two(local.minute)}:${two(local.second)}`;
    case "F":
      return `${String(local.year).padStart(4, "0")}-${two(local.month)}-${two(local.day)}`;
    case "f":
      return String(instant.fraction).padStart(6, "0");
    case "N":
      return subseconds(instant, Number(modifier || "9"), span);
    case "Q":
      return subseconds(instant, Number(modifier || "3"), span);
    case "A":
      return LONG_DAYS[weekday(local)]!;
    case "a":
      return SHORT_DAYS[weekday(local)]!;
    case "w":
      return String(weekday(local));
    case "j":
      return String(dayOfYear(local) + 1).padStart(3, "0");
    case "U":
      return two(Math.floor((dayOfYear(local) + 7 - weekday(local)) / 7));
    case "B":
      return LONG_MONTHS[local.month - 1]!;
    case "b":
      return SHORT_MONTHS[local.month - 1]!;
    case "z":
      return offsetText(instant.offset, modifier.length);
    default: {
      const name = abbreviationAt(instant.zone, instant.seconds);
      if (name !== null) return name;
      throw new SplError(
        "ambiguous",
        `The abbreviation of ${instant.zone} is not known: use %z instead of %Z.`,
        span,
      );
    }
  }
}

function subseconds(instant: Instant, digits: number, span?: Span): string {
  const micros = String(instant.fraction).padStart(6, "0");
  if (digits >= 6) return micros.padEnd(digits, "0");
  if (/[5-9]/.test(micros[digits] ?? "0")) {
    throw new SplError(
      "ambiguous",
      "Documentation does not say whether subseconds are cut off or rounded, and here that differs: show 6 digits.",
      span,
    );
  }
  return micros.slice(0, digits);
}

function weekday(local: LocalTime): number {
  return new Date(toEpochUtc(local) * 1000).getUTCDay();
}

function dayOfYear(local: LocalTime): number {
  const start = toEpochUtc({ year: local.year, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
  return Math.floor((toEpochUtc(local) - start) / 86_400);
}

function offsetText(offset: number, colons: number): string {
  const sign = offset < 0 ? "-" : "+";
  const size = Math.abs(offset);
  const hours = two(Math.floor(size / 3600));
  const minutes = two(Math.floor((size % 3600) / 60));
  const seconds = two(size % 60);
  return `${sign}${[`${hours}${minutes}`, `${hours}:${minutes}`, `${hours}:${minutes}:${seconds}`, hours][colons]!}`;
}

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
      throw new SplError("ambiguous", `What strptime() makes of %${name} is not documented.`, span);
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
    throw open(`the text goes on ("${text.slice(position, position + 20)}") after the format ends`, span);
  }
  const fraction = (read.micros ?? 0) / 1e6;
  if (read.epoch !== undefined) return read.epoch + fraction;
  return assemble(read, zone, span, fraction);
}

function open(what: string, span?: Span): SplError {
  return new SplError("ambiguous", `Documentation does not say what strptime() does when ${what}.`, span);
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
  if (fromEpochUtc(toEpochUtc(time)).day !== day) throw open(`the month has no day ${day}`, span);
  if (year < 1971) throw open("the date is before 1971", span);
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
        if (value > 68) throw open("a year of two digits is above 68", span);
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
        throw open(`a name has another case ("${found}")`, span);
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
    if (other !== null) throw open(`an offset has another form than %${":".repeat(colons)}z`, span);
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
