/**
 * from and datamodel: the rows of a dataset of a data model as they are given. Rows that would come from events by their tags are rejected,
 * because which of an event's fields a dataset has is unknown.
 */
import type { Command, CompileContext, RunContext, Step } from "../contract/command.ts";
import { type Dataset, datasetRows, findDataset, INHERITED_FIELDS } from "../datamodel/dataset.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Cursor, Token } from "../text/cursor.ts";
import { joinParts } from "../text/quoting.ts";
import type { Row, Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, supported } from "./support/options.ts";
import { makeStep } from "./support/step.ts";

const ALWAYS_OPEN = { earliest: null, latest: null };

const GIVEN_ONLY =
  "Only rows given for the dataset are returned (--datamodel); events with its tags are rejected, because which of their fields the dataset has is unknown.";

/** A dataset whose rows are given. Throws SplError unknown_dataset. */
function givenDataset(text: string, context: CompileContext, span: Span): Dataset {
  const dataset = findDataset(text, context, span);
  if (dataset.given) return dataset;
  const message = `Which fields of events the dataset ${dataset.path} has is unknown: give its rows with --datamodel ${dataset.path}=FILE`;
  throw new SplError("unknown_dataset", `${message}, or aggregate with tstats.`, span);
}

function rowsOf(dataset: Dataset, run: RunContext): Table {
  return datasetRows(dataset, ALWAYS_OPEN, "given only", run);
}

export const from: Command = {
  name: "from",
  generating: true,
  syntax: "from datamodel:<model>.<dataset>",
  summary: "The rows of a dataset of a data model.",
  page: "Search Reference, from",
  options: [],
  differences: [GIVEN_ONLY, "Lookups and saved searches as datasets are rejected; use inputlookup."],
  examples: ["from datamodel:Web.Web"],
  compile(cursor, context, span) {
    const { kind, name } = readDatasetName(cursor);
    cursor.finish("from");
    if (kind.text.toLowerCase() !== "datamodel") {
      const message = `from reads datasets of data models only, not ${kind.text}; use inputlookup, or the search itself.`;
      throw new SplError("unsupported_option", message, kind.span);
    }
    const dataset = givenDataset(name.text, context, name.span);
    return makeStep("from", span, `datamodel:${dataset.path}`, (_input, run) => rowsOf(dataset, run));
  },
};

/** `datamodel:Web.Web`, `datamodel:"Web.Web"`, `datamodel Web.Web`, and the whole in quotes. */
function readDatasetName(cursor: Cursor): { kind: Token; name: Token } {
  const first = cursor.token("The dataset of from");
  const colon = first.text.indexOf(":");
  const kind = colon < 0 ? first : { ...first, text: first.text.slice(0, colon) };
  if (colon >= 0 && colon < first.text.length - 1) {
    return { kind, name: { ...first, text: first.text.slice(colon + 1) } };
  }
  return { kind, name: cursor.token("The name of the dataset") };
}

const OPTIONS = [
  supported("strict_fields", "<bool>"),
  supported("summariesonly", "<bool>"),
  supported("allow_old_summaries", "<bool>"),
];

export const datamodel: Command = {
  name: "datamodel",
  generating: true,
  syntax: "datamodel <model> <dataset> search|flat [summariesonly=<bool>] [strict_fields=<bool>]",
  summary:
    "The rows of a dataset of a data model, their fields with the dataset's name in front (search) or without (flat).",
  page: "Search Reference, datamodel",
  options: OPTIONS,
  differences: [
    GIVEN_ONLY,
    "Without search or flat, Splunk gives the definition of the data model; that is rejected.",
  ],
  examples: ["datamodel Web Web search"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "datamodel", OPTIONS, options);
    const model = cursor.token("The data model");
    const name = cursor.token("The dataset");
    const mode = cursor.token("search or flat");
    takeOptions(cursor, "datamodel", OPTIONS, options);
    cursor.finish("datamodel");
    for (const option of options.values()) booleanOption(option);
    const way = mode.text.toLowerCase();
    if (way !== "search" && way !== "flat") {
      throw new SplError(
        "unsupported_option",
        `datamodel gives no rows by "${mode.text}": write search or flat.`,
        mode.span,
      );
    }
    const dataset = givenDataset(`${model.text}.${name.text}`, context, name.span);
    return step(dataset, way, joinParts(dataset.model, dataset.root, way, printOptions(options)), span);
  },
};

function step(dataset: Dataset, way: "search" | "flat", text: string, span: Span): Step {
  if (way === "flat") return makeStep("datamodel", span, text, (_input, run) => rowsOf(dataset, run));
  const named = (field: string): string =>
    INHERITED_FIELDS.has(field) || field.startsWith("_") ? field : `${dataset.root}.${field}`;
  return makeStep("datamodel", span, text, (_input, run) => {
    const { fields, rows } = rowsOf(dataset, run);
    return {
      fields: fields.map(named),
      rows: rows.map((row): Row => new Map([...row].map(([field, value]) => [named(field), value]))),
    };
  });
}
