/**
 * Reads the definition of a lookup of an app: a transforms.conf stanza with a CSV file or a collection of the KV store, or a file in
 * lookups/ by its name. Gives where it is kept and how it is matched; lookup-table.ts reads the rows. Rejects external lookups, lookups
 * with a time field, and settings that it does not know.
 *
 * Settings (transforms.conf.spec): filename, collection, fields_list, filter, match_type, case_sensitive_match (true), max_matches (100
 * without a time field), min_matches (0), default_match.
 */
import { type App, ConfError, type LayeredConf } from "@suspicious-ports/conf";
import type { LookupMatching, LookupStore, MatchType } from "../contract/lookup.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { readCollection } from "./collection.ts";
import { booleanSetting, integerSetting, settingsOf } from "./setting.ts";

/** A lookup without its rows. */
export interface LookupStanza extends LookupMatching {
  readonly name: string;
  /** Of its definition: "default/transforms.conf:12", or its file. */
  readonly defined: string;
  readonly store: LookupStore;
}

const MATCH_SETTINGS = ["match_type", "case_sensitive_match", "max_matches", "min_matches", "default_match"];
/** Settings that change nothing about what a search gets. */
const IDLE_SETTINGS = ["batch_index_query", "allow_caching", "cache_size", "replicate", "check_permission"];
const CSV_SETTINGS = new Set([
  ...MATCH_SETTINGS,
  ...IDLE_SETTINGS,
  "filename",
  "reverse_lookup_honor_case_sensitive_match",
]);
const COLLECTION_SETTINGS = new Set([
  ...MATCH_SETTINGS,
  ...IDLE_SETTINGS,
  "external_type",
  "collection",
  "fields_list",
  "filter",
  "max_ext_batch",
]);
const REASONS: ReadonlyMap<string, string> = new Map([
  ["external_cmd", "it runs a script"],
  ["external_type", "only external_type = kvstore is read"],
  ["collection", "a collection needs external_type = kvstore"],
  ["fields_list", "fields_list belongs to external_type = kvstore"],
  ["filename", "a collection has no file"],
  ["time_field", "it is bound to time"],
  ["filter", "it filters its file by a condition"],
  ["index_fields_list", "it hides columns from matching"],
]);

/** The definition called `name`. Null if the app has none. Throws SplError. */
export function readStanza(app: App, name: string, span: Span): LookupStanza | null {
  try {
    const transforms = app.conf("transforms");
    if (name === "default" || !transforms.stanzas.has(name)) return null;
    return transforms.value(name, "external_type")?.toLowerCase() === "kvstore"
      ? collectionStanza(app, transforms, name, span)
      : csvStanza(app, transforms, name, span);
  } catch (error) {
    if (error instanceof ConfError)
      throw new SplError("malformed_lookup", `Lookup ${name}: ${error.message}`, span);
    throw error;
  }
}

/** One object for all files, because indexes of tables are kept by it. */
const EXACT: LookupMatching["matchTypes"] = new Map();

/** A file of lookups/ as a lookup. */
export function fileStanza(app: App, file: string): LookupStanza {
  return {
    name: file,
    defined: `lookups/${file}`,
    store: { kind: "csv", app: app.name, file },
    matchTypes: EXACT,
    caseSensitive: true,
    maxMatches: 100,
    minMatches: 0,
    defaultMatch: null,
  };
}

export function isLookupFile(name: string): boolean {
  return /^[^/\\]+\.csv$/i.test(name);
}

function csvStanza(app: App, transforms: LayeredConf, name: string, span: Span): LookupStanza {
  const defined = assertSettings(transforms, name, CSV_SETTINGS, span);
  const file = transforms.value(name, "filename");
  if (file === undefined || file === "") {
    throw new SplError("malformed_lookup", `Lookup ${name} (${defined}) names no file.`, span);
  }
  if (/[/\\]/.test(file))
    throw new SplError("malformed_lookup", `The lookup file ${file} must lie in lookups/ itself.`, span);
  const store: LookupStore = { kind: "csv", app: app.name, file };
  return { name, defined, store, ...matching(transforms, name, defined, span) };
}

function collectionStanza(app: App, transforms: LayeredConf, name: string, span: Span): LookupStanza {
  const defined = assertSettings(transforms, name, COLLECTION_SETTINGS, span);
  const rejected = (what: string) =>
    new SplError("malformed_lookup", `Lookup ${name} (${defined}) ${what}.`, span);
  const collection = transforms.value(name, "collection") || name;
  const fields = (transforms.value(name, "fields_list") ?? "")
    .split(/[\s,]+/)
    .filter((field) => field !== "");
  if (fields.length === 0) throw rejected("has no fields_list");
  if (new Set(fields).size !== fields.length) throw rejected("lists a field twice in fields_list");
  const rules = matching(transforms, name, defined, span);
  if (!rules.caseSensitive)
    throw rejected(
      "has case_sensitive_match = false, which does not apply to collections or only to lower case",
    );
  const store: LookupStore = {
    kind: "collection",
    app: app.name,
    name: collection,
    fields,
    filter: transforms.value(name, "filter") || null,
    ...readCollection(app, collection, name, span),
  };
  return { name, defined, store, ...rules };
}

/** @returns where the stanza is. Throws SplError for a setting that is not among those known. */
function assertSettings(
  transforms: LayeredConf,
  name: string,
  known: ReadonlySet<string>,
  span: Span,
): string {
  for (const { key, file, line } of settingsOf(transforms, name)) {
    if (known.has(key)) continue;
    const reason = REASONS.get(key) ?? `the setting ${key} is not known`;
    const message = `Lookup ${name} (${file}:${line}) is not supported: ${reason}.`;
    throw new SplError("malformed_lookup", message, span);
  }
  const stanza = transforms.stanzas.get(name)!;
  return `${stanza.file}:${stanza.line}`;
}

function matching(transforms: LayeredConf, name: string, place: string, span: Span): LookupMatching {
  return {
    matchTypes: matchTypes(transforms.value(name, "match_type") ?? "", name, place, span),
    caseSensitive: booleanSetting(transforms, name, "case_sensitive_match", true, span),
    maxMatches: integerSetting(transforms, name, "max_matches", 100, [1, 1000], span),
    minMatches: integerSetting(transforms, name, "min_matches", 0, [0, 1000], span),
    defaultMatch: transforms.value(name, "default_match") || null,
  };
}

function matchTypes(text: string, name: string, place: string, span: Span): Map<string, MatchType> {
  const types = new Map<string, MatchType>();
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
