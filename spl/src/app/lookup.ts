/**
 * Reads a lookup of an app: a transforms.conf stanza with a CSV file, or a file in lookups/ by its name. Gives the table
 * and how it is matched. Rejects external and KV Store lookups, lookups with a time field, and settings it does not know.
 *
 * Settings (transforms.conf.spec): filename, match_type, case_sensitive_match (true), max_matches (100 without a time
 * field), min_matches (0), default_match.
 */
import { type App, ConfError, type LayeredConf } from "@suspicious-ports/conf";
import { CsvError } from "@suspicious-ports/csv";
import type { LookupDefinition } from "../contract/lookup.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { readCsvTable } from "../io/csv-table.ts";
import type { Table } from "../values/table.ts";

const MATCH_SETTINGS = new Set([
  "match_type",
  "case_sensitive_match",
  "max_matches",
  "min_matches",
  "default_match",
]);
/** Settings that change nothing about what a search gets. */
const IDLE_SETTINGS = new Set([
  "filename",
  "batch_index_query",
  "allow_caching",
  "cache_size",
  "replicate",
  "check_permission",
  "reverse_lookup_honor_case_sensitive_match",
]);
const REASONS: ReadonlyMap<string, string> = new Map([
  ["external_cmd", "it runs a script"],
  ["external_type", "it is not a CSV file"],
  ["collection", "it is in the KV Store"],
  ["time_field", "it is bound to time"],
  ["filter", "it filters its table by a condition"],
  ["index_fields_list", "it hides columns from matching"],
]);

/** Read the definition called `name`, or the file of that name. Null if the app has neither. Throws SplError. */
export function readLookup(app: App, name: string, span: Span): LookupDefinition | null {
  try {
    const transforms = app.conf("transforms");
    const stanza = transforms.stanzas.get(name);
    if (stanza !== undefined && name !== "default") return fromStanza(app, transforms, name, span);
    if (!/^[^/\\]+\.csv$/i.test(name) || !app.has(`lookups/${name}`)) return null;
    return { ...defaults(name), place: `lookups/${name}`, table: readTable(app, name, span) };
  } catch (error) {
    if (error instanceof ConfError)
      throw new SplError("malformed_lookup", `Lookup ${name}: ${error.message}`, span);
    throw error;
  }
}

function defaults(name: string): Omit<LookupDefinition, "place" | "table"> {
  return {
    name,
    matchTypes: new Map(),
    caseSensitive: true,
    maxMatches: 100,
    minMatches: 0,
    defaultMatch: null,
  };
}

function fromStanza(app: App, transforms: LayeredConf, name: string, span: Span): LookupDefinition {
  const stanza = transforms.stanzas.get(name)!;
  const place = `${stanza.file}:${stanza.line}`;
  const keys = new Set([
    ...stanza.settings.keys(),
    ...(transforms.stanzas.get("default")?.settings.keys() ?? []),
  ]);
  for (const key of keys) {
    if (MATCH_SETTINGS.has(key) || IDLE_SETTINGS.has(key)) continue;
    const setting = transforms.setting(name, key)!;
    const reason = REASONS.get(key) ?? `the setting ${key} is not known`;
    throw new SplError(
      "malformed_lookup",
      `Lookup ${name} (${setting.file}:${setting.line}) is not supported: ${reason}.`,
      span,
    );
  }
  const file = transforms.value(name, "filename");
  if (file === undefined || file === "") {
    throw new SplError("malformed_lookup", `Lookup ${name} (${place}) names no file.`, span);
  }
  const table = readTable(app, file, span);
  return {
    name,
    place: `lookups/${file}`,
    table,
    matchTypes: matchTypes(transforms.value(name, "match_type") ?? "", name, place, span),
    caseSensitive: boolean(transforms, name, "case_sensitive_match", true, span),
    maxMatches: integer(transforms, name, "max_matches", 100, [1, 1000], span),
    minMatches: integer(transforms, name, "min_matches", 0, [0, 1000], span),
    defaultMatch: transforms.value(name, "default_match") || null,
  };
}

function readTable(app: App, file: string, span: Span): Table {
  if (/[/\\]/.test(file))
    throw new SplError("malformed_lookup", `The lookup file ${file} must lie in lookups/ itself.`, span);
  try {
    return readCsvTable(app.read(`lookups/${file}`));
  } catch (error) {
    if (error instanceof CsvError) {
      const row = error.row === 0 ? "" : ` (row ${error.row})`;
      throw new SplError("malformed_lookup", `lookups/${file}${row}: ${error.message}.`, span);
    }
    if (error instanceof ConfError) throw new SplError("malformed_lookup", error.message, span);
    throw error;
  }
}

function matchTypes(
  text: string,
  name: string,
  place: string,
  span: Span,
): Map<string, "exact" | "cidr" | "wildcard"> {
  const types = new Map<string, "exact" | "cidr" | "wildcard">();
  const rest = text.replace(/(\w+)\s*\(([^()]*)\)\s*,?/g, (_, kind: string, fields: string) => {
    const lower = kind.toLowerCase();
    if (lower !== "exact" && lower !== "cidr" && lower !== "wildcard") return kind;
    for (const field of fields.split(/[\s,]+/)) if (field !== "") types.set(field, lower);
    return "";
  });
  if (rest.trim() === "") return types;
  throw new SplError(
    "malformed_lookup",
    `The match_type of lookup ${name} (${place}) is not understood: ${text}`,
    span,
  );
}

function boolean(conf: LayeredConf, name: string, key: string, otherwise: boolean, span: Span): boolean {
  const setting = conf.setting(name, key);
  if (setting === undefined) return otherwise;
  if (/^(?:1|t|true|yes)$/i.test(setting.value)) return true;
  if (/^(?:0|f|false|no)$/i.test(setting.value)) return false;
  throw new SplError(
    "malformed_lookup",
    `${setting.file}:${setting.line}: ${key} is neither true nor false.`,
    span,
  );
}

function integer(
  conf: LayeredConf,
  name: string,
  key: string,
  otherwise: number,
  [minimum, maximum]: readonly [number, number],
  span: Span,
): number {
  const setting = conf.setting(name, key);
  if (setting === undefined) return otherwise;
  const value = /^\d+$/.test(setting.value) ? Number(setting.value) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new SplError(
    "malformed_lookup",
    `${setting.file}:${setting.line}: ${key} is not a number from ${minimum} to ${maximum}.`,
    span,
  );
}
