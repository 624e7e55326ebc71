/**
 * foreach over fields: runs a template of streaming commands once for each field whose name matches, with the name in place of <<FIELD>>,
 * <<MATCHSTR>> and <<MATCHSEG1>> to <<MATCHSEG3>>. Rejects the modes for multivalue fields and JSON, and templates whose result depends on the
 * order of the fields, which the reference does not give.
 */
import type { Command, CompileContext, Pipeline, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts } from "../text/quoting.ts";
import type { Row, Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { assertDistinct, type FieldName, printNames, someFields } from "./support/fields.ts";
import { type GivenOption, supported, unsupported, wordOption } from "./support/options.ts";
import { ambiguous, makeStep } from "./support/step.ts";
import { bracketed, runPipeline } from "./support/subsearch.ts";
import { captureWildcards } from "./support/wildcards.ts";

const TOKENS = "tokens keep their names here: write <<FIELD>>, <<MATCHSTR>> and <<MATCHSEG1>>.";

const OPTIONS = [
  supported("mode", "multifield"),
  unsupported("fieldstr", "<string>", TOKENS),
  unsupported("matchstr", "<string>", TOKENS),
  unsupported("matchseg1", "<string>", TOKENS),
  unsupported("matchseg2", "<string>", TOKENS),
  unsupported("matchseg3", "<string>", TOKENS),
];

/** Commands that treat each row by itself. */
const STREAMING = new Set([
  "convert",
  "eval",
  "fillnull",
  "makemv",
  "regex",
  "replace",
  "rex",
  "search",
  "strcat",
  "where",
]);

/** A field that the template is run for. */
interface Match {
  readonly field: string;
  /** What its wildcards stand for. */
  readonly captured: readonly string[];
}

export const foreach: Command = {
  name: "foreach",
  syntax: "foreach [mode=multifield] <wc-field-list> <subsearch>",
  summary: "Runs a template of commands for each field whose name matches.",
  page: "Search Reference, foreach",
  options: OPTIONS,
  differences: [
    "Fields are those that the rows have when foreach begins. * does not stand for internal fields.",
    "A template whose result depends on the order of the fields is rejected, and so is a name without wildcard that no row has.",
    `The template consists of these commands: ${[...STREAMING].join(", ")}.`,
    "<<MATCHSTR>> is what a single wildcard stands for; a pattern with several needs <<MATCHSEG1>> to <<MATCHSEG3>>.",
  ],
  examples: ["foreach bytes_* [eval kb_<<MATCHSTR>> = '<<FIELD>>' / 1024]"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "foreach", OPTIONS, options);
    if (options.has("mode")) assertMode(options.get("mode")!);
    const names = someFields(cursor, "foreach", { wildcard: "wildcard" });
    assertDistinct(names, "foreach");
    const place = bracketed(cursor, "foreach");
    const template = cursor.source.text.slice(place.start + 1, place.end - 1);
    cursor.finish("foreach");
    if (/(?:^|\|)\s*foreach\b/i.test(template)) {
      throw new SplError(
        "unsupported_command",
        "foreach inside foreach is not run; write the inner one out.",
        place,
      );
    }
    for (const name of names) assertTemplate(template, name, context, place);
    const text = joinParts(printOptions(options), printNames(names), `[${template}]`);
    return makeStep("foreach", span, text, async (input, run) => {
      const matches = matchesOf(names, input);
      run.spend(matches.length * template.length);
      const pipelines = matches.map((match) => compileFor(template, match, context, place));
      const result = await runAll(pipelines, input, run, place);
      for (const order of otherOrders(pipelines)) {
        if (sameRows(result, await runAll(order, input, run, place))) continue;
        throw ambiguous(
          "The result depends on the order in which foreach takes the fields, which is not documented. Write one eval for each field.",
          place,
        );
      }
      return result;
    });
  },
};

/** Orders that show where the order counts: backward, and with the first one last, which finds what the middle one decides. */
function otherOrders<T>(all: readonly T[]): T[][] {
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return [];
  return others.length === 1 ? [[...others, first]] : [[...all].reverse(), [...others, first]];
}

function assertMode(option: GivenOption): void {
  const mode = wordOption(option, ["multifield", "multivalue", "json_array", "auto_collections"]);
  if (mode === "multifield") return;
  const message = `foreach cannot support mode=${mode}; use mvmap() or mvexpand, or JSON functions of eval.`;
  throw new SplError("unsupported_option", message, option.value.span);
}

/** Rejects a template that cannot be run for any field, before a row is read. */
function assertTemplate(template: string, name: FieldName, context: CompileContext, place: Span): void {
  const wildcards = name.name.split("*").length - 1;
  if (wildcards !== 1 && template.includes("<<MATCHSTR>>")) {
    throw ambiguous(
      `<<MATCHSTR>> needs a pattern with one wildcard, unlike "${name.name}": use <<FIELD>>, or <<MATCHSEG1>> to <<MATCHSEG3>>.`,
      place,
    );
  }
  for (const [token, number] of template.matchAll(/<<MATCHSEG(\d)>>/g)) {
    if (Number(number) <= wildcards && Number(number) <= 3) continue;
    throw ambiguous(`${token} has no wildcard in "${name.name}": write one there, or use <<FIELD>>.`, place);
  }
  const sample = name.name.replaceAll("*", "x");
  compileFor(template, { field: sample, captured: Array(wildcards).fill("x") }, context, place);
}

function compileFor(
  template: string,
  { field, captured }: Match,
  context: CompileContext,
  place: Span,
): Pipeline {
  const text = template.replace(/<<(FIELD|MATCHSTR|MATCHSEG(\d))>>/g, (_, token: string, number?: string) => {
    if (token === "FIELD") return field;
    return captured[number === undefined ? 0 : Number(number) - 1] ?? "";
  });
  const pipeline = context.template(text, place);
  const other = pipeline.steps.find((step) => !STREAMING.has(step.command));
  if (other === undefined) return pipeline;
  const message = `foreach runs streaming commands only, and ${other.command} is not among those that it runs here: use eval or where, or write ${other.command} behind foreach.`;
  throw new SplError("unsupported_command", message, place);
}

function matchesOf(names: readonly FieldName[], { fields, rows }: Table): Match[] {
  const present = fields.filter((field) => rows.some((row) => row.has(field)));
  const matches: Match[] = [];
  for (const name of names) {
    if (!name.name.includes("*")) {
      if (!present.includes(name.name) && rows.length > 0) {
        throw ambiguous(
          `What foreach does for "${name.name}", which no row has, is not documented. Leave it out, or give rows the field before.`,
          name.token.span,
        );
      }
      matches.push({ field: name.name, captured: [] });
      continue;
    }
    for (const field of present) {
      const captured = captureWildcards(name, field);
      if (captured !== null) matches.push({ field, captured });
    }
  }
  const seen = new Set<string>();
  for (const { field } of matches) {
    if (seen.has(field)) {
      throw ambiguous(
        `Whether foreach takes "${field}" twice, which two names match, is not documented. Name it once.`,
        names[0]?.token.span,
      );
    }
    seen.add(field);
  }
  return matches;
}

/** What is rejected while it runs is reported at the template, because its own places are in another text. */
async function runAll(
  pipelines: readonly Pipeline[],
  input: Table,
  run: RunContext,
  place: Span,
): Promise<Table> {
  let table = input;
  for (const pipeline of pipelines) {
    try {
      table = await runPipeline(pipeline, table, run);
    } catch (error) {
      if (!(error instanceof SplError)) throw error;
      throw new SplError(error.code, `${error.message} (in: ${pipeline.text})`, place);
    }
  }
  return table;
}

function sameRows(left: Table, right: Table): boolean {
  if (left.rows.length !== right.rows.length) return false;
  return left.rows.every((row, index) => canonical(row) === canonical(right.rows[index]!));
}

function canonical(row: Row): string {
  return JSON.stringify([...row].sort(([left], [right]) => (left < right ? -1 : 1)));
}
