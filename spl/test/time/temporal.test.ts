/**
 * strftime and time modifiers against Temporal (temporal-polyfill), which has a calendar of its own: random instants, half of
 * them within hours of a change of the clock. What our code rejects is not compared; that it is no more than that is counted.
 */
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import { parseFormat } from "../../src/time/format.ts";
import { applyRelative, parseRelative } from "../../src/time/modifier.ts";
import { formatTime } from "../../src/time/write.ts";

/** Changes of an hour, half an hour, a day (Apia) and at midnight (São Paulo, Beirut), and offsets of a quarter of an hour. */
const ZONES = [
  "UTC",
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Europe/Dublin",
  "Pacific/Apia",
  "Pacific/Auckland",
];
const FIRST = Date.UTC(1975, 0) / 1000;
const LAST = Date.UTC(2037, 0) / 1000;

const inZone = (epoch: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(epoch * 1000).toZonedDateTimeISO(zone);
const seconds = (time: Temporal.ZonedDateTime) => time.epochMilliseconds / 1000;

const anyInstant = fc.integer({ min: FIRST, max: LAST });
/** Near the next change of the clock, where the zone has one. */
const moment = fc
  .tuple(fc.constantFrom(...ZONES), anyInstant, fc.boolean(), fc.integer({ min: -90_000, max: 90_000 }))
  .map(([zone, epoch, near, distance]) => {
    const change = near ? inZone(epoch, zone).getTimeZoneTransition("next") : null;
    return { zone, epoch: change === null ? epoch : seconds(change) + distance };
  });

const two = (number: number) => String(number).padStart(2, "0");
const english = (time: Temporal.ZonedDateTime, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(
    Date.UTC(time.year, time.month - 1, time.day),
  );

describe("against Temporal", () => {
  it("strftime shows the same", () => {
    const format = "%Y-%m-%d %H:%M:%S %F %T %y %e %k %I %p %j %w %U %a %A %b %B %z %:z %s %%";
    fc.assert(
      fc.property(moment, ({ zone, epoch }) => {
        const time = inZone(epoch, zone);
        const [offset, weekday] = [time.offset, time.dayOfWeek % 7];
        const date = `${time.year}-${two(time.month)}-${two(time.day)}`;
        const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
        const wanted = [
          ...[date, clock, date, clock, two(time.year % 100), String(time.day).padStart(2, " ")],
          ...[String(time.hour).padStart(2, " "), two(time.hour % 12 || 12), time.hour < 12 ? "AM" : "PM"],
          ...[String(time.dayOfYear).padStart(3, "0"), weekday],
          // Weeks that begin on Sundays, counted from the first Sunday of the year.
          two(Math.floor((time.dayOfYear + 6 - weekday) / 7)),
          ...[english(time, { weekday: "short" }), english(time, { weekday: "long" })],
          ...[english(time, { month: "short" }), english(time, { month: "long" })],
          ...[offset.replace(":", ""), offset, epoch, "%"],
        ].join(" ");
        expect(formatTime(epoch, parseFormat(format), zone)).toBe(wanted);
      }),
      { seed: 2024, numRuns: 2500 },
    );
  });

  it("time modifiers give the same", () => {
    const snapped = (time: Temporal.ZonedDateTime, unit: string): Temporal.ZonedDateTime => {
      if (unit === "@s" || unit === "@m" || unit === "@h") {
        const smallestUnit = ({ "@s": "second", "@m": "minute", "@h": "hour" } as const)[unit];
        return time.round({ smallestUnit, roundingMode: "floor" });
      }
      const day = time.startOfDay();
      if (unit === "@d") return day;
      if (unit.startsWith("@w")) {
        return time.subtract({ days: ((time.dayOfWeek % 7) - Number(unit[2]) + 7) % 7 }).startOfDay();
      }
      const months = ({ "@mon": 1, "@q": 3, "@y": 12 } as const)[unit as "@mon" | "@q" | "@y"];
      return time.with({ day: 1, month: time.month - ((time.month - 1) % months) }).startOfDay();
    };
    const shifted = (time: Temporal.ZonedDateTime, amount: number, unit: string): Temporal.ZonedDateTime => {
      switch (unit) {
        case "s":
          return time.add({ seconds: amount });
        case "m":
          return time.add({ minutes: amount });
        case "h":
          return time.add({ hours: amount });
        case "d":
          return time.add({ days: amount });
        case "w":
          return time.add({ weeks: amount });
        case "mon":
          return time.add({ months: amount });
        case "q":
          return time.add({ months: 3 * amount });
        default:
          return time.add({ years: amount });
      }
    };
    const snap = fc
      .constantFrom(..."@s @m @h @d @w0 @w1 @w4 @w6 @mon @q @y".split(" "))
      .map((text) => ({ text, apply: (time: Temporal.ZonedDateTime) => snapped(time, text) }));
    const shift = fc
      .tuple(fc.integer({ min: -40, max: 40 }), fc.constantFrom("s", "m", "h", "d", "w", "mon", "q", "y"))
      .map(([amount, unit]) => ({
        text: `${amount < 0 ? "-" : "+"}${Math.abs(amount)}${unit}`,
        apply: (time: Temporal.ZonedDateTime) => shifted(time, amount, unit),
      }));
    let compared = 0;
    const runs = 3000;
    fc.assert(
      fc.property(moment, fc.array(fc.oneof(snap, shift), { minLength: 1, maxLength: 2 }), (from, steps) => {
        const text = steps.map((step) => step.text).join("");
        let ours: number;
        try {
          ours = applyRelative(from.epoch, parseRelative(text), from.zone);
        } catch (error) {
          if (!(error instanceof SplError)) throw error;
          return;
        }
        compared++;
        const wanted = steps.reduce((time, step) => step.apply(time), inZone(from.epoch, from.zone));
        expect(ours, `${from.epoch} in ${from.zone}, ${text}`).toBe(seconds(wanted));
      }),
      { seed: 2025, numRuns: runs },
    );
    expect(compared).toBeGreaterThan(0.7 * runs);
  });
});
