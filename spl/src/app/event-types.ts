/** Reads event types and tags of an app. Source: Admin Manual, eventtypes.conf and tags.conf. */
import type { LayeredConf } from "@suspicious-ports/conf";
import type { EventType, Tagged } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";

/** Null where the event type is disabled. Throws SplError malformed_conf. */
export function readEventType(conf: LayeredConf, name: string): EventType | null {
  if (/^(?:1|t|true|yes)$/i.test(conf.value(name, "disabled")?.trim() ?? "")) return null;
  const stanza = conf.stanzas.get(name)!;
  const search = conf.setting(name, "search");
  if (search === undefined || search.value.trim() === "") {
    throw new SplError("malformed_conf", `Event type ${name} (${stanza.file}:${stanza.line}) has no search.`);
  }
  // "The value of $FIELD is substituted into the event type name for that event": eventtypes.conf.spec.
  if (/%[^%]+%/.test(name)) {
    const message = `Event type ${name} (${stanza.file}:${stanza.line}): a name with a field between % is not supported; write one event type for each value.`;
    throw new SplError("unsupported_option", message);
  }
  return { name, search: search.value, place: `${search.file}:${search.line}` };
}

/** "[field=value]" with its tags; null where none is enabled. The value may be URL-encoded. Throws SplError malformed_conf. */
export function readTags(conf: LayeredConf, name: string): Tagged | null {
  const stanza = conf.stanzas.get(name)!;
  const place = `${stanza.file}:${stanza.line}`;
  const equals = name.indexOf("=");
  if (equals < 1) throw new SplError("malformed_conf", `Tags (${place}): "${name}" is not field=value.`);
  const tags: string[] = [];
  for (const [tag, { value }] of stanza.settings) {
    const state = value.trim().toLowerCase();
    if (state !== "enabled" && state !== "disabled") {
      throw new SplError("malformed_conf", `Tags (${place}): ${tag} is neither enabled nor disabled.`);
    }
    if (state === "enabled") tags.push(tag);
  }
  if (tags.length === 0) return null;
  try {
    return { field: name.slice(0, equals), value: decodeURIComponent(name.slice(equals + 1)), tags };
  } catch {
    throw new SplError("malformed_conf", `Tags (${place}): "${name}" is not URL-encoded.`);
  }
}
