/**
 * Cisco Secure Firewall eStreamer events: the raw JSON lines → the field names that the add-on gives them at search time
 * (Common Information Model). The raw names stay; a name that the line has itself is not replaced.
 *
 * The direction of bytes differs between add-ons. Here it is that of the eNcore add-on: what the initiator sent is
 * bytes_in. Searches that must not depend on it use InitiatorBytes and ResponderBytes.
 */
import type { EventAdapter } from "./events.ts";

/** Raw name → name in the Common Information Model. */
export const ESTREAMER_ALIASES: ReadonlyMap<string, string> = new Map([
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
]);

export const ESTREAMER_SOURCETYPE = "cisco:sfw:estreamer";

/** Adds the aliases, _time (first packet, else the event's second), _raw and sourcetype to a row. */
export const adaptEstreamer: EventAdapter = (row, line) => {
  for (const [raw, alias] of ESTREAMER_ALIASES) {
    const value = row.get(raw);
    if (value !== undefined && !row.has(alias)) row.set(alias, value);
  }
  const time = row.get("FirstPacketSecond") ?? row.get("EventSecond");
  if (time !== undefined && !row.has("_time")) row.set("_time", time);
  if (!row.has("_raw")) row.set("_raw", line);
  if (!row.has("sourcetype")) row.set("sourcetype", ESTREAMER_SOURCETYPE);
};
