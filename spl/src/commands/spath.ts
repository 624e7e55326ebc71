/**
 * spath: values out of JSON text. Supports input, output and path (with {} for all elements of an array); without a path
 * takes all values of nested objects. Rejects XML, whole objects and arrays as values, null, positions in arrays, and the
 * names that values inside arrays get without a path, about which the reference contradicts itself.
 */
import type { Command, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts, printName, printText } from "../text/quoting.ts";
import { isMultiple, textOf, valueFrom } from "../values/entries.ts";
import { isJsonArray, isJsonObject, type Json, JsonNumber, parseJson } from "../values/json.ts";
import type { Row, Value } from "../values/table.ts";
import { takeOptions } from "./stats/arguments.ts";
import { fieldName } from "./support/fields.ts";
import { type GivenOption, supported } from "./support/options.ts";
import { ambiguous, rowStep, streamingStep, withFields } from "./support/step.ts";

const OPTIONS = [
  supported("input", "<field>"),
  supported("output", "<field>"),
  supported("path", "<datapath>"),
];
/** Without a path Splunk reads only so many characters (limits.conf extraction_cutoff). */
const CUTOFF = 5000;

interface PathStep {
  readonly name: string;
  /** How many arrays to go into, one in the other. */
  readonly arrays: number;
}

function readPath(text: string, span: Span): PathStep[] {
  return text.split(".").map((part) => {
    const parts = /^([^{}]*)((?:\{[^{}]*\})*)$/.exec(part);
    if (parts === null || (parts[1] === "" && parts[2] === "")) {
      throw new SplError("invalid_option_value", `The path "${text}" is not understood at "${part}".`, span);
    }
    const indices = [...parts[2]!.matchAll(/\{([^{}]*)\}/g)].map(([, index]) => index!);
    for (const index of indices) {
      if (index === "") continue;
      if (/^\d+$/.test(index)) {
        throw ambiguous(
          `Documentation does not say from which number {${index}} counts in spath ("this differs between JSON and XML"): ` +
            "use eval with json_extract(), which counts from 0.",
          span,
        );
      }
      const text = `"{${index}}" is an attribute of XML, which spath does not read here: use rex.`;
      throw new SplError("unsupported_option", text, span);
    }
    return { name: parts[1]!, arrays: indices.length };
  });
}

function follow(root: Json, path: readonly PathStep[]): Json[] {
  let values: Json[] = [root];
  for (const { name, arrays } of path) {
    if (name !== "") {
      values = values.flatMap((value) => {
        const member = isJsonObject(value) ? value.get(name) : undefined;
        return member === undefined ? [] : [member];
      });
    }
    for (let i = 0; i < arrays; i++) values = values.flatMap((value) => (isJsonArray(value) ? value : []));
  }
  return values;
}

function leaf(value: Json, span: Span): string {
  if (typeof value === "string") return value;
  if (value instanceof JsonNumber) return value.digits;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const what = value === null ? "null" : isJsonArray(value) ? "a whole array" : "a whole object";
  throw ambiguous(`How spath writes ${what} into a field is not documented. Choose values below it.`, span);
}

/** Without a path: every value of the nested objects, named by its way down. */
function collect(value: Json, name: string, into: Map<string, string>, span: Span): void {
  if (isJsonArray(value)) {
    throw ambiguous(
      `The name that spath gives to values of the array "${name}" is not settled; give a path such as path=${name || "a"}{}.`,
      span,
    );
  }
  if (!isJsonObject(value)) {
    into.set(name, leaf(value, span));
    return;
  }
  for (const [member, below] of value) {
    if (member.includes(".") || member === "")
      throw ambiguous(`How spath names the member "${member}" is not documented.`, span);
    collect(below, name === "" ? member : `${name}.${member}`, into, span);
  }
}

function parse(row: Row, input: string, span: Span): Json | undefined {
  const value = row.get(input);
  if (value === undefined) return undefined;
  if (isMultiple(value))
    throw ambiguous(`How spath reads the multi-value field "${input}" is not documented.`, span);
  const text = textOf(value);
  if (/^\s*</.test(text))
    throw ambiguous(`"${input}" looks like XML, which spath does not read here: use rex.`, span);
  const tree = parseJson(text, span);
  if (tree !== undefined) return tree;
  throw ambiguous(`"${input}" is not well-formed JSON; what spath takes from it is not documented.`, span);
}

export const spath: Command = {
  name: "spath",
  syntax: "spath [input=<field>] [output=<field>] [path=<datapath> | <datapath>]",
  summary: "Extracts values of JSON text into fields.",
  page: "Search Reference, spath",
  options: OPTIONS,
  differences: [
    "XML, text that is not well-formed JSON, a name twice in one object, null, whole objects or arrays as values, and positions such as {1} are rejected.",
    "Without a path, texts of more than 5,000 characters are rejected, and so are arrays: the reference's example names their values without braces (widget.text.size), its paths name them with braces (commits{}.id).",
  ],
  examples: ["spath output=user path=commits{}.author.name", "spath input=body"],
  compile(cursor, _context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "spath", OPTIONS, options);
    let pathToken = options.get("path")?.value;
    if (pathToken === undefined && !cursor.done) pathToken = cursor.token("The path");
    takeOptions(cursor, "spath", OPTIONS, options);
    cursor.finish("spath");
    const inputToken = options.get("input")?.value;
    const input = inputToken === undefined ? "_raw" : fieldName(inputToken).name;
    const outputToken = options.get("output")?.value;
    if (pathToken === undefined) {
      if (outputToken !== undefined)
        throw new SplError("missing_argument", "output of spath needs a path.", outputToken.span);
      return streamingStep("spath", span, joinParts(`input=${printName(input)}`), (run) => {
        const added = new Set<string>();
        const extract = (row: Row): Row => {
          const text = row.get(input);
          if (text !== undefined && !isMultiple(text) && textOf(text).length > CUTOFF) {
            throw new SplError(
              "limit",
              `Without a path spath reads ${CUTOFF} characters only; "${input}" has more. Give paths.`,
              span,
            );
          }
          const tree = parse(row, input, span);
          if (tree === undefined) return row;
          const found = new Map<string, string>();
          collect(tree, "", found, span);
          const changed = new Map(row);
          for (const [name, value] of found) {
            if (name === "") throw ambiguous("spath needs a JSON object.", span);
            added.add(name);
            run.hold(value);
            changed.set(name, value);
          }
          return changed;
        };
        return {
          push: (rows) => rows.map(extract),
          finish: (fields) => ({ fields: withFields(fields, added), rows: [] }),
        };
      });
    }
    const place = pathToken.span;
    const path = readPath(pathToken.text, place);
    const output = outputToken === undefined ? pathToken.text : fieldName(outputToken).name;
    const text = joinParts(
      `input=${printName(input)}`,
      `output=${printName(output)}`,
      `path=${printText(pathToken.text)}`,
    );
    const extract = (row: Row, run: RunContext): Row => {
      const tree = parse(row, input, place);
      const found = tree === undefined ? [] : follow(tree, path);
      const value: Value | null = valueFrom(found.map((node) => leaf(node, place)));
      if (value !== null) {
        run.hold(value, place);
        return new Map(row).set(output, value);
      }
      if (!row.has(output)) return row;
      throw ambiguous(
        `What spath does to the existing "${output}" when the path leads nowhere is not documented. Use another name for output.`,
        place,
      );
    };
    return rowStep("spath", span, text, extract, (fields) => withFields(fields, [output]));
  },
};
