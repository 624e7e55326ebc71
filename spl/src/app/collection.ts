/**
 * Reads what collections.conf says of a collection of the KV store. Source: collections.conf.spec; array and cidr are types of the
 * REST API (KV store endpoints). Rejects settings that it does not know.
 */
import type { App } from "@suspicious-ports/conf";
import type { FieldType } from "../contract/lookup.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { booleanSetting, invalidSetting, settingsOf } from "./setting.ts";

const TYPES: readonly FieldType[] = ["number", "string", "bool", "time", "array", "cidr"];
/** Settings that change nothing about what a search reads or writes. */
const IDLE =
  /^(?:accelerated_fields\..+|replicate|profilingEnabled|profilingThresholdMs|type)$|^replication_dump_/;

export interface CollectionSettings {
  readonly types: ReadonlyMap<string, FieldType>;
  readonly enforceTypes: boolean;
}

/** Throws SplError malformed_lookup, and ConfError for a file that cannot be read. */
export function readCollection(app: App, name: string, lookup: string, span: Span): CollectionSettings {
  const conf = app.conf("collections");
  if (name === "default" || !conf.stanzas.has(name)) {
    const message = `Lookup ${lookup} uses the collection ${name}, which ${app.name}/default/collections.conf does not define.`;
    throw new SplError("malformed_lookup", message, span);
  }
  const types = new Map<string, FieldType>();
  for (const setting of settingsOf(conf, name)) {
    const { key, value } = setting;
    if (key.startsWith("field.")) {
      const type = TYPES.find((known) => known === value);
      if (type === undefined) throw invalidSetting(setting, `is none of ${TYPES.join(", ")}`, span);
      types.set(key.slice("field.".length), type);
    } else if (key !== "enforceTypes" && !IDLE.test(key)) {
      throw invalidSetting(setting, "is an unknown setting of a collection", span);
    }
  }
  return { types, enforceTypes: booleanSetting(conf, name, "enforceTypes", false, span) };
}
