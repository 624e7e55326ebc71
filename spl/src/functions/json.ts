/**
 * JSON functions: json_object, json_array, json_extract and others. Source: Search Reference, JSON functions. JSON is
 * text; it is written without spaces. Rejected: texts that look like numbers as members (string or number is open).
 */
import type { EvalContext } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { isMultiValue } from "../evaluation/scalar.ts";
import { isJsonArray, isJsonObject, type Json, JsonNumber, parseJson, writeJson } from "../values/json.ts";
import { readNumber, scalarText } from "../values/number.ts";
import type { Row, Value } from "../values/table.ts";
import { type Arguments, conditionAt, family, fromList, listAt, MANY, open, textAt } from "./family.ts";
import { parsePath, reach } from "./json-path.ts";

/** A value as a member of an object or array. */
function member(argument: Arguments, index: number, row: Row, context: EvalContext): Json {
  const expression = argument[index]!;
  const value = expression.evaluate(row, context);
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  const convert = (one: string | number): Json => {
    if (typeof one === "number") return one;
    const looksLikeJson = /^\s*[[{]/.test(one) && parseJson(one, expression.span) !== undefined;
    if (expression.literal !== undefined) {
      if (looksLikeJson)
        throw open(
          "whether a text literal that is JSON becomes text or JSON",
          "put it into a field, or build it with json_object() and json_array()",
          expression.span,
        );
      return one;
    }
    if (looksLikeJson) return parseJson(one, expression.span)!;
    if (expression.type !== "string" && readNumber(one) !== null) {
      throw open(
        `whether the field's ${JSON.stringify(one)} becomes a JSON string or number`,
        `use tonumber() or tostring()`,
        expression.span,
      );
    }
    return one;
  };
  return isMultiValue(value) ? value.map(convert) : convert(value);
}

/** A JSON value as a field's value: JSON text for objects and arrays, numbers with the digits of their text. */
function native(value: Json): Value | boolean | null {
  if (value instanceof JsonNumber) return value.digits;
  return isJsonArray(value) || isJsonObject(value)
    ? writeJson(value)
    : (value as string | number | boolean | null);
}

function documentAt(argument: Arguments, index: number, row: Row, context: EvalContext): Json | undefined {
  const text = textAt(argument, index, row, context);
  return text === null ? undefined : parseJson(text, argument[index]!.span);
}

function extract(
  argument: Arguments,
  row: Row,
  context: EvalContext,
  span: Span,
  find: (document: Json, path: string, place: Span) => Json | undefined,
) {
  const document = documentAt(argument, 0, row, context);
  if (document === undefined) return null;
  if (argument.length === 1) return native(document);
  const found: (Json | undefined)[] = [];
  for (let i = 1; i < argument.length; i++) {
    const path = textAt(argument, i, row, context);
    if (path === null) return null;
    found.push(find(document, path, argument[i]!.span));
  }
  if (found.length === 1) return found[0] === undefined ? null : native(found[0]);
  if (found.some((one) => one === undefined))
    throw open(
      "what a path that reaches nothing adds to the array",
      "name paths that are there, or use json_extract() for each",
      span,
    );
  return writeJson(found as Json[]);
}

function byPath(document: Json, path: string, span: Span): Json | undefined {
  const steps = parsePath(path, span);
  const { values, several } = reach(document, steps);
  if (several) {
    if (values.length === 0)
      throw open(
        "what a path through {} that reaches nothing gives",
        "test for the array first, as with json_extract()",
        span,
      );
    return values;
  }
  return values[0];
}

const someText = { kind: "value" as const, type: "string" as const };

export const JSON_FUNCTIONS = family("JSON functions", [
  {
    ...someText,
    name: "json_object",
    syntax: "json_object(<members>)",
    summary: "A JSON object of keys and values in turn.",
    arity: [0, MANY],
    parameters: ["any"],
    examples: [
      ['json_object("name", "maria", "age", 25)', '"{\\"name\\":\\"maria\\",\\"age\\":25}"'],
      [
        'json_object("cities", json_array("London", "Sydney"))',
        '"{\\"cities\\":[\\"London\\",\\"Sydney\\"]}"',
      ],
    ],
    check: (argument, span) => {
      if (argument.length % 2 !== 0) {
        throw new SplError("wrong_argument_count", "json_object() takes pairs of a key and a value.", span);
      }
      argument.forEach((child, i) => {
        if (i % 2 === 0 && (child.type === "number" || child.kind === "boolean")) {
          throw new SplError("wrong_type", "A key of json_object() must be a text.", child.span);
        }
      });
    },
    apply: (argument, row, context) => {
      const members = new Map<string, Json>();
      for (let i = 0; i < argument.length; i += 2) {
        const key = textAt(argument, i, row, context);
        const { span } = argument[i]!;
        if (key === null)
          throw open("what a missing key does", "give the key a value, as with coalesce()", span);
        if (members.has(key))
          throw open(`what the key "${key}" does when it comes twice`, "name each key once", span);
        members.set(key, member(argument, i + 1, row, context));
      }
      return writeJson(members);
    },
  },
  {
    ...someText,
    name: "json_array",
    syntax: "json_array(<values>)",
    summary: "A JSON array of the values.",
    arity: [0, MANY],
    parameters: ["any"],
    examples: [
      ['json_array("buttercup", "rarity")', '"[\\"buttercup\\",\\"rarity\\"]"'],
      ['json_array("dubois", json_object("name", "patel"))', '"[\\"dubois\\",{\\"name\\":\\"patel\\"}]"'],
    ],
    apply: (argument, row, context) => writeJson(argument.map((_, i) => member(argument, i, row, context))),
  },
  {
    name: "json_extract",
    syntax: "json_extract(<json>, <paths>)",
    summary:
      "The value at a path (a.b{0}.c); an array of all where {} passes through one, or for several paths.",
    arity: [1, MANY],
    kind: "any",
    parameters: ["string"],
    check: (argument) => {
      for (const { literal, span } of argument.slice(1))
        if (typeof literal === "string") parsePath(literal, span);
    },
    examples: [
      ['json_extract("{\\"a\\":{\\"b\\":[1,2]}}", "a.b{1}")', "2"],
      [
        'json_extract("[{\\"n\\":\\"London\\"},{\\"n\\":\\"Venice\\"}]", "{}.n")',
        '"[\\"London\\",\\"Venice\\"]"',
      ],
      ['json_extract("no json", "a")', "null"],
    ],
    apply: (argument, row, context, span) => extract(argument, row, context, span, byPath),
  },
  {
    name: "json_extract_exact",
    syntax: "json_extract_exact(<json>, <keys>)",
    summary: "The value of a key taken literally, periods and all.",
    arity: [1, MANY],
    kind: "any",
    parameters: ["string"],
    examples: [
      [
        'json_extract_exact("{\\"system.splunk.path\\":\\"/opt/splunk/\\"}", "system.splunk.path")',
        '"/opt/splunk/"',
      ],
      ['json_extract_exact("{\\"a\\":1}", "b")', "null"],
    ],
    apply: (argument, row, context, span) =>
      extract(argument, row, context, span, (document, key) =>
        isJsonObject(document) ? document.get(key) : undefined,
      ),
  },
  {
    ...someText,
    name: "json_keys",
    syntax: "json_keys(<json>)",
    summary: "The keys of a JSON object as a JSON array.",
    arity: [1, 1],
    parameters: ["string"],
    examples: [
      ['json_keys("{\\"b\\":1,\\"a\\":2}")', '"[\\"b\\",\\"a\\"]"'],
      ['json_keys("{}")', '"[]"'],
    ],
    apply: (argument, row, context, span) => {
      const document = documentAt(argument, 0, row, context);
      if (document === undefined) return null;
      if (!isJsonObject(document))
        throw open(
          "what json_keys() gives for JSON that is not an object",
          "give it an object, as with json_extract()",
          span,
        );
      return writeJson([...document.keys()]);
    },
  },
  {
    name: "json_valid",
    syntax: "json_valid(<json>)",
    summary: "Whether the text is JSON.",
    arity: [1, 1],
    kind: "boolean",
    parameters: ["string"],
    examples: [
      ['if(json_valid("{\\"a\\":1}"), 1, 0)', "1"],
      ['if(json_valid("{a:1}"), 1, 0)', "0"],
    ],
    apply: (argument, row, context) => {
      const text = textAt(argument, 0, row, context);
      return text === null ? null : parseJson(text, argument[0]!.span) !== undefined;
    },
  },
  {
    name: "json_has_key_exact",
    syntax: "json_has_key_exact(<object>, <key>)",
    summary: "Whether a JSON object has the key, periods taken literally.",
    arity: [2, 2],
    kind: "boolean",
    parameters: ["string"],
    examples: [
      ['if(json_has_key_exact("{\\"charlie.garcia\\":10}", "charlie.garcia"), 1, 0)', "1"],
      ['if(json_has_key_exact(json_object("name", "charlie"), "age"), 1, 0)', "0"],
    ],
    apply: (argument, row, context) => {
      const document = documentAt(argument, 0, row, context);
      const key = textAt(argument, 1, row, context);
      if (document === undefined || key === null) return null;
      return isJsonObject(document) && document.has(key);
    },
  },
  {
    name: "json_array_to_mv",
    syntax: "json_array_to_mv(<json_array>, <boolean>)",
    summary: "The elements of a JSON array as several values; with true() strings keep their quotes.",
    arity: [1, 2],
    kind: "value",
    parameters: ["string", "boolean"],
    examples: [
      ['json_array_to_mv(json_array("Buttercup", "Rarity"))', '["Buttercup", "Rarity"]'],
      ['json_array_to_mv(json_array("a"), true())', '"\\"a\\""'],
    ],
    apply: (argument, row, context, span) => {
      const document = documentAt(argument, 0, row, context);
      const keep = argument.length === 2 && conditionAt(argument, 1, row, context) === true;
      if (!isJsonArray(document)) return null;
      return fromList(
        document.map((one) => {
          if (one === null)
            throw open("what a null in the array becomes", "build the array without it", span);
          if (typeof one === "number") return one;
          if (one instanceof JsonNumber) return one.digits;
          return typeof one === "string" && !keep ? one : writeJson(one);
        }),
      );
    },
  },
  {
    ...someText,
    name: "mv_to_json_array",
    syntax: "mv_to_json_array(<field>, <infer_types>)",
    summary: "The values of a field as a JSON array of strings; with true() as the JSON that each value is.",
    arity: [1, 2],
    parameters: ["value", "boolean"],
    examples: [
      ['mv_to_json_array(mvappend("a", "1"))', '"[\\"a\\",\\"1\\"]"'],
      [
        'mv_to_json_array(mvappend("\\"Buttercup\\"", "true", "null"), true())',
        '"[\\"Buttercup\\",true,null]"',
      ],
    ],
    apply: (argument, row, context) => {
      const list = listAt(argument, 0, row, context).map(scalarText);
      if (list.length === 0) return null;
      const infer = argument.length === 2 && conditionAt(argument, 1, row, context) === true;
      return writeJson(infer ? list.map((text) => parseJson(text, argument[0]!.span) ?? null) : list);
    },
  },
]);
