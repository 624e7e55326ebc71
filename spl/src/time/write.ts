/** An instant → text in a time format (strftime). Source: Search Reference, Date and time format variables. */
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Piece } from "./format.ts";
import { LONG_DAYS, LONG_MONTHS, SHORT_DAYS, SHORT_MONTHS } from "./names.ts";
import { abbreviationAt, fromEpochUtc, type LocalTime, offsetAt, toEpochUtc, two } from "./timezone.ts";

/** Write an instant. @throws SplError "ambiguous" where documentation leaves the text open. */
export function formatTime(epoch: number, pieces: readonly Piece[], zone: string, span?: Span): string {
  if (!(Math.abs(epoch) < 2 ** 37)) throw new SplError("invalid_time", "The time is out of range.", span);
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
