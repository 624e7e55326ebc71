/**
 * Relative times: -70m@m, @d-2h, -1mon@mon, now, and the absolute forms that earliest and latest take. Reads the units
 * and rules of the Search Manual (Specify time modifiers in your search). Rejects steps whose answer depends on what
 * documentation leaves open: days across a change of the clock, the 31st in a shorter month.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { fromEpochUtc, fromLocal, offsetAt, toEpochUtc, toLocal } from "./timezone.ts";

type Unit = "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

const UNITS = new Map<string, Unit>(
  (
    [
      ["second", ["s", "sec", "secs", "second", "seconds"]],
      ["minute", ["m", "min", "mins", "minute", "minutes"]],
      ["hour", ["h", "hr", "hrs", "hour", "hours"]],
      ["day", ["d", "day", "days"]],
      ["week", ["w", "week", "weeks"]],
      ["month", ["mon", "month", "months"]],
      ["quarter", ["q", "qtr", "qtrs", "quarter", "quarters"]],
      ["year", ["y", "yr", "yrs", "year", "years"]],
    ] as const
  ).flatMap(([unit, names]) => names.map((name): [string, Unit] => [name, unit])),
);
const SECONDS = new Map<Unit, number>([
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
  ["week", 7 * 86_400],
]);
const MONTHS = new Map<Unit, number>([
  ["month", 1],
  ["quarter", 3],
  ["year", 12],
]);

type Move =
  | { readonly amount: number; readonly unit: Unit }
  | { readonly snap: Unit; readonly weekday: number };

/**
 * Read a relative time modifier ("-1d@d", "@w1", "+1h"); it is applied with `applyRelative`.
 * @throws SplError "invalid_time".
 */
export function parseRelative(text: string, span?: Span): readonly Move[] {
  const moves: Move[] = [];
  const pattern = /([+-])(\d*)([a-z]+)|@([a-z]+)([0-7])?/y;
  let position = 0;
  while (position < text.length) {
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    const name = found?.[3] ?? found?.[4];
    const unit = name === undefined ? undefined : UNITS.get(name);
    const weekday = found?.[5] === undefined ? 0 : Number(found[5]) % 7;
    if (found === null || unit === undefined || (found[5] !== undefined && name !== "w")) {
      throw new SplError(
        "invalid_time",
        `"${text}" is not a time modifier: write an amount and a unit (s, m, h, d, w, mon, q, y) as in -1d@d, @w1, +2h.`,
        span,
      );
    }
    if (found[1] === undefined) moves.push({ snap: unit, weekday });
    else {
      const amount = found[2] === "" ? 1 : Number(found[2]);
      if (amount > 1e9) throw new SplError("invalid_time", `The amount in "${text}" is too large.`, span);
      moves.push({ amount: found[1] === "-" ? -amount : amount, unit });
    }
    position = pattern.lastIndex;
  }
  return moves;
}

/** The instant that a modifier makes of another; steps are taken from left to right. */
export function applyRelative(epoch: number, moves: readonly Move[], zone: string, span?: Span): number {
  return moves.reduce(
    (time, move) =>
      "snap" in move ? snap(time, move.snap, move.weekday, zone, span) : shift(time, move, zone, span),
    epoch,
  );
}

function shift(epoch: number, move: { amount: number; unit: Unit }, zone: string, span?: Span): number {
  const { amount, unit } = move;
  const seconds = SECONDS.get(unit);
  if (seconds !== undefined) {
    const moved = inRange(epoch + amount * seconds, span);
    if ((unit === "day" || unit === "week") && offsetAt(zone, moved, span) !== offsetAt(zone, epoch, span)) {
      throw new SplError(
        "ambiguous",
        `Documentation does not say whether a ${unit} across a change of the clock in ${zone} keeps the hour or counts ` +
          "24 hours a day: snap the result to a day, use hours, or use the zone UTC.",
        span,
      );
    }
    return moved;
  }
  const whole = Math.floor(epoch);
  const local = toLocal(zone, whole, span);
  const months = local.year * 12 + (local.month - 1) + amount * MONTHS.get(unit)!;
  const target = { ...local, year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1 };
  inRange(toEpochUtc(target), span);
  if (fromEpochUtc(toEpochUtc(target)).day !== local.day) {
    throw new SplError(
      "ambiguous",
      `Documentation does not say what day ${local.day} becomes in a shorter month: snap to the month first (@mon-1mon).`,
      span,
    );
  }
  return fromLocal(zone, target, span) + (epoch - whole);
}

function inRange(epoch: number, span?: Span): number {
  if (!(Math.abs(epoch) < 2 ** 37)) throw new SplError("invalid_time", "The time is out of range.", span);
  return epoch;
}

function snap(epoch: number, unit: Unit, weekday: number, zone: string, span?: Span): number {
  const whole = inRange(Math.floor(epoch), span);
  if (unit === "second") return whole;
  const offset = offsetAt(zone, whole, span);
  if (unit === "minute" || unit === "hour") {
    const size = SECONDS.get(unit)!;
    const snapped = Math.floor((whole + offset) / size) * size - offset;
    // The clock changed within the hour: find it by the local time instead, which rejects what is double.
    return offsetAt(zone, snapped, span) === offset
      ? snapped
      : fromLocal(zone, { ...toLocal(zone, whole, span), minute: 0, second: 0 }, span);
  }
  const local = fromEpochUtc(whole + offset);
  const midnight = { ...local, hour: 0, minute: 0, second: 0 };
  switch (unit) {
    case "day":
      return fromLocal(zone, midnight, span);
    case "week": {
      const today = new Date((whole + offset) * 1000).getUTCDay();
      const back = (today - weekday + 7) % 7;
      return fromLocal(zone, fromEpochUtc(toEpochUtc({ ...midnight, day: local.day - back })), span);
    }
    case "month":
      return fromLocal(zone, { ...midnight, day: 1 }, span);
    case "quarter":
      return fromLocal(zone, { ...midnight, day: 1, month: local.month - ((local.month - 1) % 3) }, span);
    default:
      return fromLocal(zone, { ...midnight, day: 1, month: 1 }, span);
  }
}

/**
 * A time as earliest= and latest= take it: epoch seconds, "now", a relative modifier, or %m/%d/%Y:%H:%M:%S.
 * @throws SplError "invalid_time" for anything else, real-time modifiers (rt) among it.
 */
export function parseTime(text: string, now: number, zone: string, span?: Span): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (text === "now" || text === "now()") return now;
  if (/^[+-]?rt|^rt/.test(text)) {
    throw new SplError(
      "invalid_time",
      `"${text}" is a real-time search, which cannot be run on stored events.`,
      span,
    );
  }
  const absolute = /^(\d{1,2})\/(\d{1,2})\/(\d{4}):(\d{1,2}):(\d{1,2}):(\d{1,2})$/.exec(text);
  if (absolute !== null) {
    const [month, day, year, hour, minute, second] = absolute.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const time = { year, month, day, hour, minute, second };
    const back = fromEpochUtc(toEpochUtc(time));
    if (back.month !== month || back.day !== day || hour > 23 || minute > 59 || second > 59) {
      throw new SplError("invalid_time", `"${text}" is not a date and time of the calendar.`, span);
    }
    return fromLocal(zone, time, span);
  }
  if (!/^[+@-]/.test(text)) {
    throw new SplError(
      "invalid_time",
      `"${text}" is not a time: give epoch seconds, now, a modifier such as -1d@d, or month/day/year:hour:minute:second.`,
      span,
    );
  }
  return applyRelative(now, parseRelative(text, span), zone, span);
}
