/**
 * A row → the event that collect makes of it in a summary index, as a later search sees it. Sources: Search Reference, collect; segmenters
 * (a value with a breaker in it is put in quotes).
 *
 * output_format=raw writes a line `<time>, info_min_time=…, …, field=value, …` and the fields are read back from that line, so that only
 * names and values are taken that come back as they were. output_format=hec keeps fields as they are, and _raw, source, sourcetype and host
 * of the row.
 */
import type { RunContext } from "../../contract/command.ts";
import type { Span } from "../../errors/spl-error.ts";
import { isBreaker } from "../../search/breakers.ts";
import { parseFormat } from "../../time/format.ts";
import { formatTime } from "../../time/write.ts";
import { isMultiple, textOf } from "../../values/entries.ts";
import { readNumber } from "../../values/number.ts";
import type { Row, Value } from "../../values/table.ts";
import { ambiguous } from "./step.ts";

export interface SummaryOptions {
  readonly index: string;
  readonly format: "raw" | "hec";
  readonly addInfo: boolean;
  readonly source: string | null;
  readonly sourcetype: string | null;
  readonly host: string | null;
  /** The pairs of marker, in order. */
  readonly marker: ReadonlyMap<string, string>;
  readonly span: Span;
}

/** "Default: %m/%d/%Y %H:%M:%S %z" */
const TIME = parseFormat("%m/%d/%Y %H:%M:%S %z");
const INFO = ["info_min_time", "info_max_time", "info_search_time"];
/** Fields of every event in an index. A raw summary event has its own, and those of the row get other names. */
const OF_EVENTS = new Set(["index", "source", "sourcetype", "host", "splunk_server"]);

/** Throws SplError ambiguous for a row that the reference gives no event for. */
export function summaryEvent(row: Row, options: SummaryOptions, run: RunContext): Row {
  const seconds = timeOf(row, options, run);
  const event: Row = new Map<string, Value>([
    ["_time", options.format === "raw" ? Math.floor(seconds) : seconds],
    ["_indextime", run.now],
    ["index", options.index],
  ]);
  const fields = new Map<string, string>([
    ...infoOf(options, run),
    ...fieldsOf(row, options),
    ...options.marker,
  ]);
  if (options.format === "hec") {
    event.set("sourcetype", "stash_hec");
    for (const [field, text] of fields) event.set(field, text);
    return event;
  }
  event.set("sourcetype", options.sourcetype ?? "stash");
  if (options.source !== null) event.set("source", options.source);
  if (options.host !== null) event.set("host", options.host);
  const pairs = [...fields].map(([field, text]) => `${field}=${isInfo(field) ? text : quoted(text)}`);
  event.set("_raw", [formatTime(seconds, TIME, run.timezone, options.span), ...pairs].join(", "));
  for (const [field, text] of fields) event.set(field, text);
  return event;
}

/** `_time`; without it "the command designates a time … using the earliest (or minimum) time of the search range", else now. */
function timeOf(row: Row, { span }: SummaryOptions, run: RunContext): number {
  const time = row.get("_time");
  if (time === undefined) return run.earliest === 0 ? run.now : run.earliest;
  const seconds = isMultiple(time) ? null : readNumber(time);
  if (typeof seconds === "number" && seconds >= 0) return seconds;
  throw ambiguous(
    "The _time of a row is not a number of seconds since 1970, so that its event has no documented time: set it with eval before.",
    span,
  );
}

function infoOf({ addInfo, span }: SummaryOptions, run: RunContext): [string, string][] {
  if (!addInfo) return [];
  if (run.earliest === 0) {
    throw ambiguous(
      "What collect writes as info_min_time and info_max_time over all time is not documented. Set earliest and latest, or addinfo=false.",
      span,
    );
  }
  return [run.earliest, run.latest, run.now].map((time, index) => [INFO[index]!, time.toFixed(3)]);
}

function isInfo(field: string): boolean {
  return INFO.includes(field);
}

function* fieldsOf(row: Row, options: SummaryOptions): Generator<[string, string]> {
  for (const [field, value] of row) {
    if (field === "_time" || (options.format === "hec" && (field === "index" || field === "splunk_server")))
      continue;
    assertName(field, options);
    if (isMultiple(value)) {
      throw ambiguous(
        `${field} has several values, and what a search reads back of them is not documented; join them with mvjoin().`,
        options.span,
      );
    }
    const text = textOf(value);
    assertText(field, text, options);
    yield [field, text];
  }
}

function assertName(field: string, { format, marker, span }: SummaryOptions): void {
  if (isInfo(field)) {
    throw ambiguous(
      `collect adds ${field} itself, and which of the two counts is not documented; leave out addinfo, or remove the field.`,
      span,
    );
  }
  if (marker.has(field))
    throw ambiguous(
      `${field} is a field of the rows and of marker; which counts is not documented. Rename the field before.`,
      span,
    );
  if (format === "hec") {
    if (field === "_raw" || !field.startsWith("_")) return;
    throw ambiguous(
      `What collect makes of the internal field ${field} is not documented; remove it with fields - ${field}.`,
      span,
    );
  }
  if (OF_EVENTS.has(field)) {
    throw ambiguous(
      `A summary event has a ${field} of its own, and how the one of the row is called then is not documented; rename it to orig_${field} before.`,
      span,
    );
  }
  if (field === "_raw") {
    throw ambiguous(
      "A row with _raw is written as that text, and which fields it has then is not documented; use fields - _raw, or output_format=hec.",
      span,
    );
  }
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field)) {
    throw ambiguous(
      `Under which name ${field} is read back from a summary index is not documented; rename it to letters, digits and underscores, or use output_format=hec.`,
      span,
    );
  }
}

function assertText(field: string, text: string, { format, span }: SummaryOptions): void {
  if (text === "") {
    throw ambiguous(
      `Whether a summary event has the field ${field} where it is empty is not documented; give it a value, or remove it with nullif().`,
      span,
    );
  }
  if (format === "hec" || !/["\\\r\n]/.test(text)) return;
  throw ambiguous(
    `How ${field} is read back from a summary index is not documented, because it has a quote, a backslash or a line end; use output_format=hec.`,
    span,
  );
}

function quoted(text: string): string {
  return [...text].some(isBreaker) ? `"${text}"` : text;
}
