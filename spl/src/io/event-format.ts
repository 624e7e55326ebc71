/**
 * Raw events → the fields that an add-on gives them at search time. An event format is data: another one is another entry of EVENT_FORMATS,
 * or the caller's own. The raw names stay; a field that the event has itself is not replaced.
 */
import type { Row } from "../values/table.ts";

export interface EventFormat {
  readonly name: string;
  /** What writes events like these, and whose names they get. */
  readonly description: string;
  /** Raw name → name in the Common Information Model. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Fields that hold epoch seconds; the first one that an event has becomes _time. */
  readonly time: readonly string[];
  readonly sourcetype: string;
  /** What a user must know about these names, in sentences. */
  readonly note: string;
}

/**
 * Cisco Secure Firewall events as the eStreamer client writes them, with the names that Cisco's add-ons give them.
 */
export const ESTREAMER: EventFormat = {
  name: "estreamer",
  description: "raw Cisco Secure Firewall events (eStreamer), with the field names of Cisco's add-on",
  aliases: new Map([
    ["InitiatorIP", "src"],
    ["ResponderIP", "dest"],
    ["InitiatorPort", "src_port"],
    ["ResponderPort", "dest_port"],
    ["Protocol", "transport"],
    ["AC_RuleAction", "action"],
    ["FirewallRule", "rule"],
    ["URL", "url"],
    ["Application", "app"],
    ["InitiatorBytes", "bytes_in"],
    ["ResponderBytes", "bytes_out"],
    ["IngressZone", "src_zone"],
    ["EgressZone", "dest_zone"],
  ]),
  time: ["FirstPacketSecond", "EventSecond"],
  sourcetype: "cisco:sfw:estreamer",
  note:
    "What the initiator sent is `bytes_in`, as in Cisco's eNcore add-on. Other add-ons have it the other way round: searches that must not " +
    "depend on it use `InitiatorBytes` and `ResponderBytes`.",
};

/** The formats that the command line has, by name. */
export const EVENT_FORMATS: ReadonlyMap<string, EventFormat> = new Map(
  [ESTREAMER].map((format) => [format.name, format]),
);

/** Adds the aliases, _time, _raw (the line as it was) and sourcetype to a row, in place. */
export function applyEventFormat(row: Row, line: string, format: EventFormat): void {
  for (const [raw, alias] of format.aliases) {
    const value = row.get(raw);
    if (value !== undefined && !row.has(alias)) row.set(alias, value);
  }
  const time = format.time.map((field) => row.get(field)).find((value) => value !== undefined);
  if (time !== undefined && !row.has("_time")) row.set("_time", time);
  if (!row.has("_raw")) row.set("_raw", line);
  if (!row.has("sourcetype")) row.set("sourcetype", format.sourcetype);
}
