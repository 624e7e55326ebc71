/**
 * Bins of time and of numbers: `span=5m`, `span=1d`, `span=w@w1`, `span=10`. Seconds, minutes and hours are counted from
 * epoch 0 ("base UTC time") or from aligntime; days, months and quarters begin at midnight in the zone of the search;
 * a bin holds its start and not its end (Search Reference, bin; Search Manual, Search using time bins and spans).
 * Rejects spans whose alignment is not documented (several days or months, bare weeks) and logarithmic ones.
 */

import type { CommandOption, RunContext } from "../../contract/command.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { applyRelative, parseRelative, parseTime } from "../../time/modifier.ts";
import { offsetAt } from "../../time/timezone.ts";
import { scalarText } from "../../values/number.ts";
import { type GivenOption, supported, unsupported } from "./options.ts";
import { ambiguous } from "./step.ts";

const DERIVED = "the size of the bins that Splunk derives from it is not documented well enough; set span.";

/** The options of every command that bins. */
export const BIN_OPTIONS: readonly CommandOption[] = [
  supported("span", "<span-length>"),
  supported("aligntime", "earliest|latest|<time-specifier>"),
  unsupported("bins", "<int>", DERIVED),
  unsupported("minspan", "<span-length>", DERIVED),
  unsupported("start", "<num>", DERIVED),
  unsupported("end", "<num>", DERIVED),
];

/** Seconds in the units that are a fixed time long. */
const FIXED = new Map<string, number>([
  ...["s", "sec", "secs", "second", "seconds"].map((name): [string, number] => [name, 1]),
  ...["m", "min", "mins", "minute", "minutes"].map((name): [string, number] => [name, 60]),
  ...["h", "hr", "hrs", "hour", "hours"].map((name): [string, number] => [name, 3600]),
]);
/** Units of the calendar: the modifier that snaps to their start, and a time after which the next has begun. */
const CALENDAR = new Map<string, { snap: string; beyond: number }>([
  ...["d", "day", "days"].map((name): [string, { snap: string; beyond: number }] => [
    name,
    { snap: "@d", beyond: 129_600 },
  ]),
  ...["mon", "month", "months"].map((name): [string, { snap: string; beyond: number }] => [
    name,
    { snap: "@mon", beyond: 33 * 86_400 },
  ]),
  ...["q", "qtr", "qtrs", "quarter", "quarters"].map((name): [string, { snap: string; beyond: number }] => [
    name,
    { snap: "@q", beyond: 95 * 86_400 },
  ]),
]);

export type BinSpan =
  /** A length without a unit: seconds for _time, else a number. */
  | { readonly kind: "bare"; readonly length: number }
  | { readonly kind: "fixed"; readonly seconds: number }
  | { readonly kind: "calendar"; readonly snap: string; readonly beyond: number };

/** Read the value of `span`. Throws SplError invalid_option_value, ambiguous, unsupported_option. */
export function readSpan(option: GivenOption): BinSpan {
  const { text, span } = option.value;
  const bad = (why: string): SplError =>
    new SplError("invalid_option_value", `The span "${text}" is not understood: ${why}`, span);
  if (/^[\d.]*log[\d.]*$/i.test(text)) {
    throw new SplError(
      "unsupported_option",
      "Logarithmic spans are unsupported: their labels are not documented. Use eval with log() and pow().",
      span,
    );
  }
  const snapped = /^1?w(?:eeks?)?@(w[0-7]?)$/.exec(text);
  if (snapped !== null) return { kind: "calendar", snap: `@${snapped[1]}`, beyond: 10 * 86_400 };
  const parts = /^(\d+(?:\.\d+)?)?([a-z]*)(?:@([a-z]+\d?))?$/i.exec(text);
  if (parts === null || text === "") throw bad("write a whole number and a unit, as in 5m or 1d.");
  const [, digits, unit = "", snap] = parts;
  if (digits?.includes(".")) throw bad("the reference allows whole numbers only. Multiply the field before.");
  const amount = digits === undefined ? 1 : Number(digits);
  if (amount === 0) throw bad("it must be greater than 0.");
  if (snap !== undefined && !(amount === 1 && snap === unit)) {
    throw new SplError(
      "unsupported_option",
      `Spans that snap are only run for weeks, as in w@w1, not "${text}".`,
      span,
    );
  }
  if (unit === "") return { kind: "bare", length: amount };
  const seconds = FIXED.get(unit);
  if (seconds !== undefined) return { kind: "fixed", seconds: amount * seconds };
  const calendar = CALENDAR.get(unit);
  if (calendar !== undefined) {
    if (amount === 1) return { kind: "calendar", ...calendar };
    throw ambiguous(
      `From which day a span of ${text} is counted is not documented. Use 1${unit}, or hours.`,
      span,
    );
  }
  if (/^w(eeks?)?$/.test(unit)) {
    throw ambiguous(`On which day a week of span=${text} begins is not documented. Use w@w0 to w@w6.`, span);
  }
  if (/^(us|ms|cs|ds)$/.test(unit)) {
    throw new SplError(
      "unsupported_option",
      "Spans below a second are unsupported: doubles cannot hold their bounds exactly. Use a span of whole seconds.",
      span,
    );
  }
  throw bad(`"${unit}" is not a unit of time.`);
}

/** What aligntime says, worked out against the time range of the search; null where it is not given. */
export function alignment(option: GivenOption | undefined, context: RunContext): number | null {
  if (option === undefined) return null;
  const { text, span } = option.value;
  if (text === "earliest" || text === "latest") {
    if (context.earliest === 0) throw ambiguous(`aligntime=${text} needs a time range of the search.`, span);
    return text === "earliest" ? context.earliest : context.latest;
  }
  return parseTime(text, context.now, context.timezone, span);
}

/** Seconds in which a clock changes once at most. */
const QUARTER = 900;

/** Bins on a line of numbers. `start` gives the bin of a value, `next` the start of the bin after one. */
export class Bins {
  private from = Number.NaN;
  private to = Number.NaN;
  private readonly length: number | null;
  private readonly moves: ReturnType<typeof parseRelative>;
  /** Quarters of an hour in which the clock has the minutes of UTC throughout. */
  private readonly sameClock = new Set<number>();

  constructor(
    private readonly span: BinSpan,
    /** Where bins of a fixed length are counted from; null for bins of time that nothing aligns, which is epoch 0. */
    private readonly align: number | null,
    private readonly zone: string,
    private readonly place: Span,
  ) {
    this.length = span.kind === "bare" ? span.length : span.kind === "fixed" ? span.seconds : null;
    this.moves = span.kind === "calendar" ? parseRelative(span.snap, place) : [];
  }

  start(value: number): number {
    if (this.align === null && this.length !== null) this.assertSameClock(value);
    // Rows mostly come in order of time, so most fall into the bin of the row before.
    if (value >= this.from && value < this.to) return this.from;
    this.from = this.startOf(value);
    this.to = this.next(this.from);
    return this.from;
  }

  next(start: number): number {
    if (this.length !== null) return start + this.length;
    return this.startOf(start + (this.span as { beyond: number }).beyond);
  }

  private startOf(value: number): number {
    if (this.length === null) return applyRelative(value, this.moves, this.zone, this.place);
    const align = this.align ?? 0;
    return Math.floor((value - align) / this.length) * this.length + align;
  }

  /**
   * Bins of hours count from an hour of UTC, relative_time(…, "@h") from one of the zone. Where the zone is off by a part of
   * an hour, documentation gives "no guarantee that the bin start time … corresponds to your local timezone" (timechart).
   */
  private assertSameClock(value: number): void {
    const quarter = Math.floor(value / QUARTER);
    if (this.sameClock.has(quarter)) return;
    const divisor = commonDivisor(this.length!, 3600);
    const fits = (time: number) => offsetAt(this.zone, time, this.place) % divisor === 0;
    if (fits(value)) {
      if (fits(quarter * QUARTER) && fits((quarter + 1) * QUARTER - 1)) this.sameClock.add(quarter);
      return;
    }
    throw ambiguous(
      `In ${this.zone} hours begin between the hours of UTC, and documentation does not say which of them a span counts from: ` +
        "set aligntime, or choose a span that divides the difference, such as 30m or 15m.",
      this.place,
    );
  }
}

function commonDivisor(left: number, right: number): number {
  return right === 0 ? left : commonDivisor(right, left % right);
}

/** The label of a bin of numbers: "10-20". */
export function binLabel(start: number, end: number): string {
  return `${scalarText(start)}-${scalarText(end)}`;
}
