/**
 * collect: writes the rows as events of a summary index in the state of the search, and hands them on. Base searches that name the index
 * read them. Source: Search Reference, collect. Nothing is written before the search has succeeded. Rejected: what the page leaves open,
 * and everything without a state.
 */
import type { Command } from "../contract/command.ts";
import { assertIndexName } from "../contract/state-names.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { assertWritable } from "./outputlookup.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, supported, unsupported, wordOption } from "./support/options.ts";
import { ambiguous, makeStep } from "./support/step.ts";
import { type SummaryOptions, summaryEvent } from "./support/summary-event.ts";

const FILE = "there is no spool folder here; the events are in the folder of state; leave it out.";

const OPTIONS = [
  supported("index", "<event-index-name>"),
  supported("source", "<string>"),
  supported("sourcetype", "<string>"),
  supported("host", "<string>"),
  supported("marker", "<string>"),
  supported("addinfo", "<bool>"),
  supported("addtime", "true"),
  supported("output_format", "raw|hec"),
  supported("testmode", "false"),
  supported("spool", "true"),
  supported("uselb", "true"),
  supported("run_in_preview", "<bool>"),
  unsupported("file", "<string>", FILE),
  unsupported(
    "timeformat",
    "<string>",
    "a time in another format is read back by date detection; leave it out.",
  ),
];

/** Options that have one value here, and why not the other. */
const SINGLE: readonly (readonly [name: string, value: boolean, why: string])[] = [
  ["addtime", true, "the time would be found by date detection; leave it out."],
  ["testmode", false, "the form of its rows is not documented; leave it out."],
  ["spool", true, FILE],
  ["uselb", true, "lines would be events of their own; leave it out."],
];

/** "This option is not valid when output_format=hec." */
const NOT_WITH_HEC = ["addtime", "host", "marker", "source", "sourcetype", "uselb"];

export const collect: Command = {
  name: "collect",
  syntax:
    "collect [index=<event-index-name>] [source=<string>] [sourcetype=<string>] [host=<string>] [marker=<string>] [addinfo=<bool>] [output_format=raw|hec]",
  summary: "Writes the rows as events of a summary index in the state of the search, and hands them on.",
  page: "Search Reference, collect",
  options: OPTIONS,
  differences: [
    "It writes to the state that is given (--state); without one it is rejected. An index need not exist before.",
    "Only a base search that names an index reads collected events, beside the events that are given.",
    "_raw has the fields in the order of the row. info_min_time, info_max_time and info_search_time have three decimals, as in the page's example.",
    "Without source=, and without host=, an event has none, and a base search that names it is rejected.",
    "Of output_format=raw, fields that the page gives other names (source, host …), several values, and what needs an escape are rejected; of hec, several values.",
    "Without a time range addinfo=true, the default, is rejected.",
  ],
  examples: [
    "collect index=summary source=hourly addinfo=false",
    String.raw`collect index=mysummary marker="summary_type=vpn, search_name=\"vpn starts and stops\""`,
  ],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "collect", OPTIONS, options);
    cursor.finish("collect");
    assertWritable(context.state, "collect", span);
    context.state?.declareWriting("events", span);
    const summary = readOptions(options, span);
    return makeStep("collect", span, printOptions(options), (input, run) => {
      const rows = input.rows.map((row) => summaryEvent(row, summary, run));
      run.state!.write({ kind: "events", index: summary.index, rows }, span);
      return input;
    });
  },
};

function readOptions(options: ReadonlyMap<string, GivenOption>, span: Span): SummaryOptions {
  for (const [name, value, why] of SINGLE) {
    const given = options.get(name);
    if (given === undefined || booleanOption(given) === value) continue;
    throw new SplError(
      "unsupported_option",
      `collect cannot support ${name}=${given.value.text}: ${why}`,
      given.value.span,
    );
  }
  // Previews do not exist here, so the option changes nothing.
  if (options.has("run_in_preview")) booleanOption(options.get("run_in_preview")!);
  const format = options.has("output_format")
    ? wordOption(options.get("output_format")!, ["raw", "hec"])
    : "raw";
  const wrong = format === "hec" ? NOT_WITH_HEC.find((name) => options.has(name)) : undefined;
  if (wrong !== undefined) {
    const { value } = options.get(wrong)!;
    throw new SplError(
      "unsupported_option",
      `${wrong} is not valid with output_format=hec: leave it out.`,
      value.span,
    );
  }
  const index = options.get("index")?.value;
  // "If omitted, the default summary index is used."
  assertIndexName(index?.text ?? "summary", index?.span);
  const text = (name: string): string | null => options.get(name)?.value.text ?? null;
  return {
    index: index?.text ?? "summary",
    format,
    addInfo: options.has("addinfo") ? booleanOption(options.get("addinfo")!) : true,
    source: text("source"),
    sourcetype: text("sourcetype"),
    host: text("host"),
    marker: readMarker(options.get("marker")),
    span,
  };
}

/** "Each key-value pair must be separated by a comma and a space. If the value contains spaces or commas, it must be escape quoted." */
function readMarker(option: GivenOption | undefined): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  if (option === undefined) return pairs;
  const { text, span } = option.value;
  const pair = /([A-Za-z][A-Za-z0-9_]*)=(?:"([^"\\]+)"|([^\s,"\\=]+))(?:,\s+|$)/y;
  while (pair.lastIndex < text.length) {
    const found = pair.exec(text);
    if (found === null) {
      throw new SplError(
        "invalid_option_value",
        `The marker "${text}" is not a list of key=value pairs, each separated by a comma and a space.`,
        span,
      );
    }
    const [, key, quoted, bare] = found;
    if (pairs.has(key!)) throw ambiguous(`The marker has ${key} twice: name it once.`, span);
    pairs.set(key!, (quoted ?? bare)!);
  }
  return pairs;
}
