/**
 * outputlookup: writes the rows to a CSV lookup or a collection of the KV store, and hands them on. Reads append, key_field,
 * override_if_empty, create_empty, max, allow_updates, createinapp, create_context and output_format. Source: Search Reference,
 * outputlookup. Nothing is written before the search has succeeded. Rejected: what the page leaves open, and everything without a state.
 */
import type { Command } from "../contract/command.ts";
import type { SearchState } from "../contract/state.ts";
import { assertSafeName } from "../contract/state-names.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, integerOption, supported, wordOption } from "./support/options.ts";
import { ambiguous, makeStep } from "./support/step.ts";
import { collectionUpdate } from "./support/write-collection.ts";
import { fileUpdate } from "./support/write-file.ts";

const OPTIONS = [
  supported("append", "<bool>"),
  supported("create_empty", "<bool>"),
  supported("override_if_empty", "<bool>"),
  supported("max", "<int>"),
  supported("key_field", "<field>"),
  supported("allow_updates", "true"),
  supported("createinapp", "true"),
  supported("create_context", "app"),
  supported("output_format", "splunk_sv_csv"),
];

const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["create_context", ["app", "user", "system"]],
  ["output_format", ["splunk_sv_csv", "splunk_mv_csv"]],
]);

/** Options that have one value here, and why not the others. */
const SINGLE: readonly (readonly [name: string, value: string, why: string])[] = [
  [
    "createinapp",
    "true",
    "a file is written for the app of the search, and there is no system folder here; leave it out.",
  ],
  [
    "create_context",
    "app",
    "a file is written for the app of the search, and there is no user or system folder here; leave it out.",
  ],
  [
    "output_format",
    "splunk_sv_csv",
    "the columns of splunk_mv_csv are not documented; use a collection, which keeps lists.",
  ],
  [
    "allow_updates",
    "true",
    "what allow_updates=false makes of a row whose record exists is not documented; remove such rows with lookup and where.",
  ],
];

export const outputlookup: Command = {
  name: "outputlookup",
  syntax:
    "outputlookup [append=<bool>] [create_empty=<bool>] [override_if_empty=<bool>] [max=<int>] [key_field=<field>] <filename>|<tablename>",
  summary: "Writes the rows to a lookup file or a collection in the state of the search, and hands them on.",
  page: "Search Reference, outputlookup",
  options: OPTIONS,
  differences: [
    "It writes to the state that is given (--state), never to the app; without one it is rejected.",
    "Nothing is written where the search ends in an error, and everything at its end. To read in the same search what it wrote, or to write a lookup twice, is rejected.",
    "Generated keys count up; Splunk's are other texts of 24 hexadecimal digits.",
    "A collection gets the fields of fields_list only; number, string, array and cidr are its types here.",
    "Two rows with one key, a row without its key_field, an empty text, and append=true without key_field for a row that lacks a field of its record are rejected.",
    "Of a file, fields that begin with an underscore are rejected, except _time; so is a column with append=true and no rows, unless override_if_empty=false.",
  ],
  examples: ["outputlookup append=true services", "outputlookup users.csv override_if_empty=false"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "outputlookup", OPTIONS, options);
    const name = cursor.token("The name of the lookup");
    takeOptions(cursor, "outputlookup", OPTIONS, options);
    cursor.finish("outputlookup");
    assertSingle(options);
    assertWritable(context.state, "outputlookup", span);
    if (context.app === null) {
      throw new SplError(
        "unknown_lookup",
        `The lookup "${name.text}" needs an app to be written for.`,
        name.span,
      );
    }
    const store = context.app.lookupStore(name.text, name.span);
    if (store.kind === "csv") assertSafeName(store.file, "a lookup file", name.span);
    else assertSafeName(store.name, "a collection", name.span);
    context.state?.declareWriting(store, span);
    const flag = (option: string, otherwise: boolean): boolean =>
      options.has(option) ? booleanOption(options.get(option)!) : otherwise;
    const keyField = options.get("key_field")?.value ?? null;
    const append = flag("append", keyField !== null);
    if (options.has("allow_updates") && !append) {
      throw ambiguous(
        "allow_updates has no documented meaning without append=true or key_field: leave it out.",
        span,
      );
    }
    const limit = options.has("max") ? integerOption(options.get("max")!, 1) : Number.POSITIVE_INFINITY;
    const whenEmpty = { override: flag("override_if_empty", true), create: flag("create_empty", false) };
    const text = joinParts(printOptions(options), printName(name.text));
    if (store.kind === "collection") {
      if (options.has("create_empty"))
        throw ambiguous("create_empty is documented for files only, and this is a collection.", span);
      if (store.filter !== null)
        throw ambiguous(
          "What outputlookup does to records outside of the lookup's filter is not documented. Use append=true, or a lookup without a filter.",
          span,
        );
      const update = collectionUpdate(store, { append, keyField, override: whenEmpty.override, span });
      return makeStep("outputlookup", span, text, (input, run) => {
        const change = update(input.rows.slice(0, limit));
        run.state!.write({ kind: "collection", app: store.app, name: store.name, update: change }, span);
        return input;
      });
    }
    if (keyField !== null) {
      throw new SplError(
        "unsupported_option",
        `key_field is for collections of the KV store, and ${name.text} is a file: leave it out.`,
        keyField.span,
      );
    }
    const update = fileUpdate({
      append,
      whenEmpty,
      shipped: context.app.shippedFile(store, name.span),
      span,
    });
    return makeStep("outputlookup", span, text, (input, run) => {
      const change = update({ fields: input.fields, rows: input.rows.slice(0, limit) }, run);
      run.state!.write({ kind: "file", app: store.app, name: store.file, update: change }, span);
      return input;
    });
  },
};

/** Throws SplError missing_state. */
export function assertWritable(state: SearchState | undefined, command: string, span: Span): void {
  if (state?.writable === true) return;
  throw new SplError(
    "missing_state",
    `${command} writes, and a search may write only to a state: name a folder with --state DIR, or set state in the request.`,
    span,
  );
}

function assertSingle(options: ReadonlyMap<string, GivenOption>): void {
  for (const [name, value, why] of SINGLE) {
    const given = options.get(name);
    if (given === undefined) continue;
    const isSupported =
      value === "true" ? booleanOption(given) : wordOption(given, WORDS.get(name)!) === value;
    if (!isSupported)
      throw new SplError(
        "unsupported_option",
        `outputlookup cannot support ${name}=${given.value.text}: ${why}`,
        given.value.span,
      );
  }
}
