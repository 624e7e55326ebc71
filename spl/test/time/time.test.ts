/**
 * Times: formats and zones against Intl, reading against writing, relative modifiers against calendar arithmetic of the
 * test's own, and the errors where the clock changes.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import { parseFormat } from "../../src/time/format.ts";
import { applyRelative, parseRelative, parseTime } from "../../src/time/modifier.ts";
import { checkReadable, readTime } from "../../src/time/read.ts";
import { isTimezone, offsetAt } from "../../src/time/timezone.ts";
import { formatTime } from "../../src/time/write.ts";

const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Asia/Kathmandu",
];
const zone = fc.constantFrom(...ZONES);
const epoch = fc.integer({ min: 60_000_000, max: 4_000_000_000 });
const seeded = { seed: 99, numRuns: 1000 };
const relative = (text: string, from: number, where = "UTC") =>
  applyRelative(from, parseRelative(text), where);
const iso = (text: string) => Date.parse(text) / 1000;
const show = (time: number, format: string, where = "UTC") => formatTime(time, parseFormat(format), where);
const read = (text: string, format: string, where = "UTC") => readTime(text, parseFormat(format), where);

describe("strftime", () => {
  it("shows what Intl shows, in any zone", () => {
    fc.assert(
      fc.property(epoch, zone, (time, where) => {
        const parts = new Intl.DateTimeFormat("en-US", {
          timeZone: where,
          hourCycle: "h23",
          weekday: "long",
          year: "numeric",
          month: "long",
          day: "2-digit",
          hour: "2-digit",
          minute: "2-digit",
          second: "2-digit",
          timeZoneName: "longOffset",
        }).formatToParts(time * 1000);
        const part = (type: string) => parts.find((one) => one.type === type)!.value;
        expect(show(time, "%A|%Y|%B|%d|%H|%M|%S", where)).toBe(
          ["weekday", "year", "month", "day", "hour", "minute", "second"].map(part).join("|"),
        );
        const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
        expect(show(time, "%:z", where)).toBe(offset);
        expect(show(time, "%z", where)).toBe(offset.replace(":", ""));
      }),
      seeded,
    );
  });

  it.each([
    ["%F %T", "2019-07-18 09:30:05"],
    ["%y-%m-%e|%k|%I %p", "19-07-18| 9|09 AM"],
    ["%a %b %j %w %U", "Thu Jul 199 4 28"],
    ["%s", "1563442205"],
    ["%N %3N %6N %9N", "250000000 250 250000 250000000"],
    ["%Q %3Q %6Q %9Q %f", "250 250 250000 250000000 250000"],
    ["%Z %z %:z %::z %:::z", "UTC +0000 +00:00 +00:00:00 +00"],
    ["100%% %d", "100% 18"],
  ])("%s", (format, wanted) => expect(show(iso("2019-07-18T09:30:05.250Z"), format)).toBe(wanted));

  it("shows offsets east and west, and abbreviations where they are known", () => {
    const time = iso("2020-01-21T10:15:00Z");
    expect(show(time, "%z %:z %::z %:::z", "Asia/Kolkata")).toBe("+0530 +05:30 +05:30:00 +05");
    expect(show(time, "%z %Z", "America/New_York")).toBe("-0500 EST");
    expect(show(iso("2020-07-21T10:15:00Z"), "%z %Z", "America/New_York")).toBe("-0400 EDT");
    expect(() => show(time, "%Z", "Asia/Kathmandu")).toThrow(/abbreviation/);
  });

  it.each([
    "%c",
    "%+",
    "%x",
    "%X",
    "%V",
    "%Ez",
    "%D",
    "%h",
    "%n",
    "%R",
    "%u",
    "%G",
    "%C",
    "%l",
    "%P",
    "%4N",
    "%3Y",
    "%:Y",
    "%",
    "%K",
  ])("rejects %s", (format) => expect(() => parseFormat(format)).toThrow(SplError));

  it("rejects to choose between cutting and rounding subseconds", () => {
    expect(show(0.1234, "%3Q")).toBe("123");
    expect(() => show(0.1235, "%3Q")).toThrow(/cut off or rounded/);
    expect(show(0.1235, "%6Q")).toBe("123500");
  });
});

describe("strptime", () => {
  it("reads back what was written", () => {
    fc.assert(
      fc.property(
        epoch,
        zone,
        fc.constantFrom(
          "%Y-%m-%d %H:%M:%S %z",
          "%d %B %Y %I:%M:%S %p %:z",
          "%j/%Y %T %z",
          "%s",
          "%a, %d %b %Y %T%z",
        ),
        (time, where, format) => {
          expect(read(show(time, format, where), format, "UTC")).toBe(time);
        },
      ),
      seeded,
    );
  });

  it("reads local times in the search's zone, rejecting those that the clock shows twice or never", () => {
    fc.assert(
      fc.property(epoch, zone, (time, where) => {
        const text = show(time, "%F %T", where);
        let found: number | null;
        try {
          found = read(text, "%F %T", where);
        } catch (error) {
          if (!(error instanceof SplError && error.code === "ambiguous")) throw error;
          const earlier =
            show(time - 3600, "%F %T", where) === text || show(time - 1800, "%F %T", where) === text;
          const later =
            show(time + 3600, "%F %T", where) === text || show(time + 1800, "%F %T", where) === text;
          expect(earlier || later).toBe(true);
          return;
        }
        expect(found).toBe(time);
      }),
      { ...seeded, numRuns: 3000 },
    );
    expect(() => read("2023-11-05 01:30:00", "%F %T", "America/New_York")).toThrow(/twice/);
    expect(() => read("2023-03-12 02:30:00", "%F %T", "America/New_York")).toThrow(/never/);
    expect(read("2023-11-05 01:30:00 -0400", "%F %T %z", "America/New_York")).toBe(
      iso("2023-11-05T05:30:00Z"),
    );
  });

  it.each([
    ["2022-08-13 11:22:33", "%Y-%m-%d %H:%M:%S", "2022-08-13T11:22:33Z"],
    ["Mon July 23 2022 17:19:01.89", "%a %B %d %Y %H:%M:%S.%N", "2022-07-23T17:19:01.890Z"],
    ["Mon 7/23/2022 17:19:01.89", "%a %m/%d/%Y %H:%M:%S.%N", "2022-07-23T17:19:01.890Z"],
    ["2022-07-23T17:19:01.89", "%Y-%m-%dT%H:%M:%S.%N", "2022-07-23T17:19:01.890Z"],
    ["1/2/22 1:02 PM", "%m/%d/%y %I:%M %p", "2022-01-02T13:02:00Z"],
    ["12:00 AM 2022-01-02", "%I:%M %p %F", "2022-01-02T00:00:00Z"],
    ["2022-01-02 03:04:05 UTC", "%F %T %Z", "2022-01-02T03:04:05Z"],
  ])("reads %s", (text, format, wanted) => expect(read(text, format)).toBeCloseTo(iso(wanted), 6));

  it.each([
    ["no time", "%F"],
    ["2022-13-01", "%F"],
    ["2022-01-01 24:00", "%F %H:%M"],
    ["2022-01", "%F"],
    ["22", "%Y-%m-%d"],
    ["2022-366", "%Y-%j"],
    ["", "%F"],
  ])("gives null for %j with %s", (text, format) => expect(read(text, format)).toBeNull());

  it.each([
    ["2022-01-01 rest", "%F"],
    ["2022-02-30", "%F"],
    ["1970-05-01", "%F"],
    ["01/01/70", "%m/%d/%y"],
    ["2022-01-01 EST", "%F %Z"],
    ["2022-01-01Z", "%F%z"],
    ["2022-01-01 +01:00", "%F %z"],
    ["1 jan 2022", "%d %b %Y"],
  ])("rejects to guess %j with %s", (text, format) => expect(() => read(text, format)).toThrow(SplError));

  it("needs year, month and day", () => {
    for (const format of ["%H:%M", "%Y-%m", "%m-%d", "%Y %d", "%F %I", "%F %p", "%F %U"]) {
      expect(() => checkReadable(parseFormat(format))).toThrow(SplError);
    }
    for (const format of ["%F", "%s", "%Y %j", "%d %b %y", "%F %I%p"]) checkReadable(parseFormat(format));
  });
});

describe("relative times", () => {
  const from = iso("2023-11-14T22:13:20Z"); // a Tuesday
  it.each([
    ["-70m@m", "2023-11-14T21:03:00Z"],
    ["-7d@d", "2023-11-07T00:00:00Z"],
    ["@w0", "2023-11-12T00:00:00Z"],
    ["@w", "2023-11-12T00:00:00Z"],
    ["@w7", "2023-11-12T00:00:00Z"],
    ["@w1", "2023-11-13T00:00:00Z"],
    ["@w2", "2023-11-14T00:00:00Z"],
    ["@w3", "2023-11-08T00:00:00Z"],
    ["@w6", "2023-11-11T00:00:00Z"],
    ["+1d@h", "2023-11-15T22:00:00Z"],
    ["-h", "2023-11-14T21:13:20Z"],
    ["@d-2h", "2023-11-13T22:00:00Z"],
    ["-1mon@mon", "2023-10-01T00:00:00Z"],
    ["@q", "2023-10-01T00:00:00Z"],
    ["-1qtr@q", "2023-07-01T00:00:00Z"],
    ["@y", "2023-01-01T00:00:00Z"],
    ["-1y", "2022-11-14T22:13:20Z"],
    ["@mon-1d", "2023-10-31T00:00:00Z"],
    ["-30minutes", "2023-11-14T21:43:20Z"],
    ["@s", "2023-11-14T22:13:20Z"],
    ["-1d@d+6h", "2023-11-13T06:00:00Z"],
    ["-2weeks@w1", "2023-10-30T00:00:00Z"],
    ["+13mon", "2024-12-14T22:13:20Z"],
    ["@month", "2023-11-01T00:00:00Z"],
  ])("%s", (text, wanted) => expect(relative(text, from)).toBe(iso(wanted)));

  it("snaps to local midnight in any zone, and never forward", () => {
    fc.assert(
      fc.property(
        epoch,
        zone,
        fc.constantFrom("@d", "@h", "@m", "@w", "@mon", "@y", "@q"),
        (time, where, text) => {
          let snapped: number;
          try {
            snapped = relative(text, time, where);
          } catch (error) {
            if (error instanceof SplError && error.code === "ambiguous") return;
            throw error;
          }
          expect(snapped).toBeLessThanOrEqual(time);
          expect(relative(text, snapped, where)).toBe(snapped);
          const wanted = {
            "@d": "00:00:00",
            "@h": ":00:00",
            "@m": ":00",
            "@w": "00:00:00",
            "@mon": "01 00:00:00",
            "@y": "01-01 00:00:00",
            "@q": "01 00:00:00",
          };
          expect(show(snapped, "%F %T", where).endsWith(wanted[text as "@d"])).toBe(true);
          if (text === "@d") expect(show(snapped, "%F", where)).toBe(show(time, "%F", where));
        },
      ),
      { ...seeded, numRuns: 3000 },
    );
  });

  it("rejects days across a change of the clock, but not hours or snapped days", () => {
    const monday = iso("2023-11-06T12:00:00Z");
    expect(() => relative("-1d", monday + 3600 - 86_400 * 0.5, "America/New_York")).toThrow(
      /change of the clock/,
    );
    expect(relative("-36h", monday, "America/New_York")).toBe(monday - 36 * 3600);
    expect(relative("@d", monday, "America/New_York")).toBe(iso("2023-11-06T05:00:00Z"));
  });

  it("rejects the 31st in a shorter month", () => {
    expect(() => relative("-1mon", iso("2023-03-31T00:00:00Z"))).toThrow(/shorter month/);
    expect(relative("-1mon", iso("2023-03-28T00:00:00Z"))).toBe(iso("2023-02-28T00:00:00Z"));
    expect(() => relative("-1y", iso("2024-02-29T00:00:00Z"))).toThrow(/shorter month/);
  });

  it.each([
    "",
    "1d",
    "-1x",
    "@",
    "@w8",
    "@d0",
    "-d@",
    "- 1d",
    "-1d @d",
    "-1D",
    "-1.5d",
    "now-1d",
    "rt",
    "+9999999999999d",
  ])("%j is not a time modifier", (text) => {
    if (text === "") expect(parseRelative(text)).toEqual([]);
    else expect(() => relative(text, from)).toThrow(SplError);
  });

  it("reads the absolute forms of earliest and latest", () => {
    expect(parseTime("now", from, "UTC")).toBe(from);
    expect(parseTime("1500000000.5", from, "UTC")).toBe(1500000000.5);
    expect(parseTime("10/19/2018:00:00:00", from, "America/New_York")).toBe(iso("2018-10-19T04:00:00Z"));
    expect(parseTime("-1d", from, "UTC")).toBe(from - 86_400);
    for (const text of [
      "rt",
      "-rt-5m",
      "rt-5m",
      "10/32/2018:00:00:00",
      "yesterday",
      "2018-10-19",
      "1d",
      "13/1/2018:0:0:0",
    ]) {
      expect(() => parseTime(text, from, "UTC")).toThrow(SplError);
    }
  });
});

describe("zones", () => {
  it("knows IANA names only", () => {
    expect(isTimezone("Europe/Berlin")).toBe(true);
    expect(isTimezone("Mars/Olympus")).toBe(false);
    expect(isTimezone("")).toBe(false);
    expect(() => offsetAt("Mars/Olympus", 0)).toThrow(SplError);
  });
});
