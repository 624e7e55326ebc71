/**
 * All eval functions that run, by name, and those of Splunk's reference that are rejected, with the reason. A Map, so that
 * names such as "constructor" are not found.
 */
import type { EvalFunction } from "../contract/function.ts";
import { BITWISE_FUNCTIONS } from "./bitwise.ts";
import { COMPARISON_FUNCTIONS } from "./comparison.ts";
import { CONDITION_FUNCTIONS } from "./condition.ts";
import { CONVERSION_FUNCTIONS } from "./conversion.ts";
import { CRYPTOGRAPHIC_FUNCTIONS } from "./cryptographic.ts";
import { DATETIME_FUNCTIONS } from "./datetime.ts";
import { INFORMATIONAL_FUNCTIONS } from "./informational.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { MATHEMATICAL_FUNCTIONS } from "./mathematical.ts";
import { MULTIVALUE_FUNCTIONS } from "./multivalue.ts";
import { STATISTICAL_FUNCTIONS } from "./statistical.ts";
import { TEXT_FUNCTIONS } from "./text.ts";
import { TRIGONOMETRY_FUNCTIONS } from "./trigonometry.ts";

export const EVAL_FUNCTIONS: ReadonlyMap<string, EvalFunction> = new Map(
  [
    BITWISE_FUNCTIONS,
    COMPARISON_FUNCTIONS,
    CONDITION_FUNCTIONS,
    CONVERSION_FUNCTIONS,
    CRYPTOGRAPHIC_FUNCTIONS,
    DATETIME_FUNCTIONS,
    INFORMATIONAL_FUNCTIONS,
    JSON_FUNCTIONS,
    MATHEMATICAL_FUNCTIONS,
    MULTIVALUE_FUNCTIONS,
    STATISTICAL_FUNCTIONS,
    TEXT_FUNCTIONS,
    TRIGONOMETRY_FUNCTIONS,
  ].flatMap((entries) => entries.map((entry): [string, EvalFunction] => [entry.name, entry])),
);

const TYPED =
  "it makes or tests a typed value (array or object), which a field here cannot hold apart from its text; use json_object(), json_array(), split() or tostring().";
const JSON_CHANGE = "changing JSON in place is not supported; build it with json_object() and json_array().";

export const UNSUPPORTED_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["isarray", TYPED],
  ["isobject", TYPED],
  ["toarray", TYPED],
  ["toobject", TYPED],
  ["tomv", TYPED],
  ["json", "whether it returns the text as it is or written anew is not documented; use json_valid()."],
  ["json_append", JSON_CHANGE],
  ["json_delete", JSON_CHANGE],
  ["json_entries", JSON_CHANGE],
  ["json_extend", JSON_CHANGE],
  ["json_set", JSON_CHANGE],
  ["json_set_exact", JSON_CHANGE],
  ["lookup", "it reads a lookup shared by the whole system; use the lookup command."],
  ["random", "its result differs in every run, and a run must be repeatable."],
  [
    "searchmatch",
    "it runs the search language inside an expression; use the search command or compare the fields.",
  ],
  ["time", "its result differs in every run, and a run must be repeatable; use now()."],
]);
