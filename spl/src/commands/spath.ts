/**
 * spath: values out of JSON text. Supports input, output and path (with array indices from 0 and {} for all); without a
 * path takes all values of nested objects. Rejects XML, whole objects and arrays as values, null, and the names that
 * values inside arrays get without a path, about which the reference contradicts itself.
 */
import type { Command } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts, printName, printText } from "../text/quoting.ts";
import { isMultiple, textOf, valueFrom } from "../values/entries.ts";
import type { Row, Value } from "../values/table.ts";
import { takeOptions } from "./stats/arguments.ts";
import { fieldName } from "./support/fields.ts";
import { type JsonNode, readJson } from "./support/json.ts";
import { type GivenOption, supported } from "./support/options.ts";
import { ambiguous, makeStep, withFields } from "./support/step.ts";

const OPTIONS = [
  supported("input", "<field>"),
  supported("output", "<field>"),
  supported("path", "<datapath>"),
];
/** Without a path Splunk reads only so many characters (limits.conf extraction_cutoff). */
const CUTOFF = 5000;

interface PathStep {
  readonly name: string;
  /** Positions to take one after the other: an index from 0, or all. */
  readonly indices: readonly (number | "all")[];
}

function readPath(text: string, span: Span): PathStep[] {
  return text.split(".").map((part) => {
    const parts = /^([^{}]*)((?:\{[^{}]*\})*)$/.exec(part);
    if (parts === null || (parts[1] === "" && parts[2] === "")) {
      throw new SplError("invalid_option_value", `The path "${text}" is not understood at "${part}".`, span);
    }
    const indices = [...parts[2]!.matchAll(/\{([^{}]*)\}/g)].map(([, index]) => {
      if (index === "") return "all" as const;
      if (/^\d{1,9}$/.test(index!)) return Number(index);
      throw new SplError(
        "unsupported_option",
        `"{${index}}" is an attribute of XML, which is rejected; JSON has numbers here.`,
        span,
      );
    });
    return { name: parts[1]!, indices };
  });
}

function follow(root: JsonNode, path: readonly PathStep[], span: Span): JsonNode[] {
  let nodes: JsonNode[] = [root];
  for (const { name, indices } of path) {
    if (name !== "") {
      nodes = nodes.flatMap((node) => {
        if (node.kind !== "object") return [];
        assertSingleNames(node, span);
        const member = node.members.get(name);
        return member === undefined ? [] : [member];
      });
    }
    for (const index of indices) {
      nodes = nodes.flatMap((node) => {
        if (node.kind !== "array") return [];
        if (index === "all") return node.items;
        const item = node.items[index];
        return item === undefined ? [] : [item];
      });
    }
  }
  return nodes;
}

function assertSingleNames(node: JsonNode & { kind: "object" }, span: Span): void {
  if (node.repeated)
    throw ambiguous("Which of several members of the same name spath takes is not documented.", span);
}

function leaf(node: JsonNode, span: Span): string {
  if (node.kind === "text") return node.text;
  const what = node.kind === "null" ? "null" : `a whole ${node.kind}`;
  throw ambiguous(`How spath writes ${what} into a field is not documented. Choose values below it.`, span);
}

/** Without a path: every value of the nested objects, named by its way down. */
function collect(node: JsonNode, name: string, into: Map<string, string>, span: Span): void {
  if (node.kind === "array") {
    throw ambiguous(
      `The name that spath gives to values of the array "${name}" is not settled; give a path such as path=${name || "a"}{}.`,
      span,
    );
  }
  if (node.kind !== "object") {
    into.set(name, leaf(node, span));
    return;
  }
  assertSingleNames(node, span);
  for (const [member, value] of node.members) {
    if (member.includes(".") || member === "")
      throw ambiguous(`How spath names the member "${member}" is not documented.`, span);
    collect(value, name === "" ? member : `${name}.${member}`, into, span);
  }
}

function parse(row: Row, input: string, span: Span): JsonNode | null {
  const value = row.get(input);
  if (value === undefined) return null;
  if (isMultiple(value))
    throw ambiguous(`How spath reads the multi-value field "${input}" is not documented.`, span);
  const text = textOf(value);
  if (/^\s*</.test(text)) throw ambiguous(`"${input}" looks like XML, which spath does not read here.`, span);
  const tree = readJson(text);
  if (tree !== null) return tree;
  throw ambiguous(`"${input}" is not well-formed JSON; what spath takes from it is not documented.`, span);
}

export const spath: Command = {
  name: "spath",
  syntax: "spath [input=<field>] [output=<field>] [path=<datapath> | <datapath>]",
  summary: "Extracts values of JSON text into fields.",
  page: "Search Reference, spath",
  options: OPTIONS,
  differences: [
    "XML, text that is not well-formed JSON, null, and whole objects or arrays as values are rejected.",
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
      return makeStep("spath", span, joinParts(`input=${printName(input)}`), (table) => {
        const added = new Set<string>();
        const rows = table.rows.map((row) => {
          const text = row.get(input);
          if (text !== undefined && !isMultiple(text) && textOf(text).length > CUTOFF) {
            throw new SplError(
              "limit",
              `Without a path spath reads ${CUTOFF} characters only; "${input}" has more. Give paths.`,
              span,
            );
          }
          const tree = parse(row, input, span);
          if (tree === null) return row;
          const found = new Map<string, string>();
          collect(tree, "", found, span);
          const changed = new Map(row);
          for (const [name, value] of found) {
            if (name === "") throw ambiguous("spath needs a JSON object.", span);
            added.add(name);
            changed.set(name, value);
          }
          return changed;
        });
        return { fields: withFields(table.fields, added), rows };
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
    return makeStep("spath", span, text, (table) => ({
      fields: withFields(table.fields, [output]),
      rows: table.rows.map((row) => {
        const tree = parse(row, input, place);
        const found = tree === null ? [] : follow(tree, path, place);
        const value: Value | null = valueFrom(found.map((node) => leaf(node, place)));
        if (value !== null) return new Map(row).set(output, value);
        if (!row.has(output)) return row;
        throw ambiguous(
          `What spath does to the existing "${output}" when the path leads nowhere is not documented.`,
          place,
        );
      }),
    }));
  },
};
