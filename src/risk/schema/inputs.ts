/**
 * Every field that is read of an event. To add one, add an entry here and use its reading in model/.
 *
 * The command needs this before the first event, so patterns and tables of names are in files of their own (kinds.ts, names.ts).
 */

/** How the text of a field is read; reading.ts does it for the command, src/macros/read.ts for the macros. */
export type Form =
  /** A number from 1 to 65535. */
  | "port"
  /** An IP address: its side, "internal" or "external" (networks.ts). */
  | "address"
  /** One of the names that names.ts lists for the reading: what it stands for. */
  | "name"
  /** Any name: the kind whose pattern in kinds.ts matches first. */
  | "kind"
  /** A URL: the kind of its beginning, scheme and host; no pattern may look behind these. */
  | "url"
  /** A whole number, 0 or more: bytes, packets, seconds, per cent. */
  | "count";

export interface Input {
  readonly form: Form;
  /** Where it is looked for: the CIM name, then the firewall's own (eStreamer, syslog). The first field that has a value counts. */
  readonly fields: readonly string[];
  /**
   * The field that a lookup of this app adds to a row (macros portrisk_networks, portrisk_history, portrisk_site). It counts before the
   * event's own fields. No event has it, so no base search can select by it.
   */
  readonly added?: string;
  /** The option of the command that names another field to be read in place of these. */
  readonly option?: string;
  /**
   * Readings of one group differ from event to event, and the model mostly uses them together, so that many are equivalent: the key
   * of an event then has one number for all of them (portrisk/keys.ts).
   */
  readonly group?: "ends" | "program" | "volume" | "history" | "site";
  /**
   * For a count: from which number on few connections reach it, so that a base search gains by asking for it. The prefilter
   * (src/macros/prefilter.ts) asks for no count without it.
   */
  readonly rareFrom?: number;
  /** What the field holds, for documents and help. */
  readonly about: string;
}

/**
 * By the name of the reading, which the model uses. For volume only the firewall's own names count: which way
 * bytes_in and bytes_out go differs between add-ons.
 */
const INPUTS = {
  src_side: {
    form: "address",
    fields: ["src", "InitiatorIP", "SrcIP"],
    option: "src",
    group: "ends",
    about: "address of the host that opened the connection",
  },
  dest_side: {
    form: "address",
    fields: ["dest", "ResponderIP", "DstIP"],
    option: "dest",
    group: "ends",
    about: "address of the host that it connected to",
  },
  port: {
    form: "port",
    fields: ["dest_port", "ResponderPort", "DstPort"],
    option: "dest_port",
    about: "destination port",
  },
  transport: {
    form: "name",
    fields: ["transport", "Protocol"],
    option: "transport",
    group: "volume",
    about: "transport protocol, by name or IANA number",
  },
  action: {
    form: "name",
    fields: ["action", "AC_RuleAction", "AccessControlRuleAction"],
    option: "action",
    about: "action of the firewall, in its own words or CIM's",
  },
  application: {
    form: "kind",
    fields: ["app", "Application", "ApplicationProtocol"],
    about: "application that the firewall recognised",
  },
  client: {
    form: "kind",
    fields: ["ClientApplication", "Client"],
    group: "program",
    about: "client program that the firewall recognised",
  },
  process: {
    form: "kind",
    fields: ["EVE_Process"],
    group: "program",
    about: "process behind the client's fingerprint (Encrypted Visibility Engine)",
  },
  threat_confidence: {
    form: "count",
    fields: ["EVE_ThreatConfidencePct"],
    group: "program",
    rareFrom: 1,
    about: "how sure the Encrypted Visibility Engine is that the process is malware",
  },
  url: { form: "url", fields: ["url", "URL"], about: "URL" },
  src_zone: {
    form: "kind",
    fields: ["src_zone", "IngressZone"],
    added: "site_src_zone",
    group: "ends",
    about: "zone where the connection came in",
  },
  dest_zone: {
    form: "kind",
    fields: ["dest_zone", "EgressZone"],
    added: "site_dest_zone",
    group: "ends",
    about: "zone where the connection went out",
  },
  bytes_sent: {
    form: "count",
    fields: ["InitiatorBytes"],
    group: "volume",
    rareFrom: 1_000_000,
    about: "bytes sent by the host that opened the connection",
  },
  bytes_received: {
    form: "count",
    fields: ["ResponderBytes"],
    group: "volume",
    about: "bytes sent by the other host",
  },
  packets_sent: {
    form: "count",
    fields: ["InitiatorPackets"],
    group: "volume",
    about: "packets sent by the host that opened the connection",
  },
  packets_received: {
    form: "count",
    fields: ["ResponderPackets"],
    group: "volume",
    about: "packets sent by the other host",
  },
  duration: {
    form: "count",
    fields: ["ConnectionDuration", "duration"],
    group: "volume",
    rareFrom: 600,
    about: "how long the connection lasted",
  },
  history_connections: {
    form: "count",
    fields: [],
    added: "history_connections",
    group: "history",
    about: "connections of the pair in 24 hours",
  },
  history_regularity: {
    form: "count",
    fields: [],
    added: "history_regularity",
    group: "history",
    about: "how regular the gaps between the pair's connections are, 0 to 100",
  },
  history_same_size: {
    form: "count",
    fields: [],
    added: "history_same_size",
    group: "history",
    about: "how equal in size the pair's connections are, 0 to 100",
  },
  history_failed: {
    form: "count",
    fields: [],
    added: "history_failed",
    group: "history",
    about: "share of the pair's connections that were blocked or not answered, in per cent",
  },
  history_sources: {
    form: "count",
    fields: [],
    added: "history_sources",
    group: "history",
    about: "hosts that used the same destination, port and transport in its busiest hour",
  },
  history_destinations: {
    form: "count",
    fields: [],
    added: "history_destinations",
    group: "history",
    about: "destinations that the source tried on this port without an answer, in its busiest hour",
  },
  history_attempts: {
    form: "count",
    fields: [],
    added: "history_attempts",
    group: "history",
    about: "short sessions of the pair to a port where users log in, in its busiest hour",
  },
  history_days: {
    form: "count",
    fields: [],
    added: "history_days",
    group: "history",
    about: "days before today on which the site used the destination, port and transport",
  },
  history_spread: {
    form: "count",
    fields: [],
    added: "history_spread",
    group: "history",
    about: "how many times more hosts than usual use the destination, port and transport",
  },
  site_points_off: {
    form: "count",
    fields: [],
    added: "site_points_off",
    group: "site",
    about: "points that the site's exceptions take away",
  },
  site_points_on: {
    form: "count",
    fields: [],
    added: "site_points_on",
    group: "site",
    about: "points that the site's exceptions add",
  },
} as const satisfies { readonly [reading: string]: Input };

/** The name of a reading. */
export type Reading = keyof typeof INPUTS;
/** The readings of a form. */
export type ReadingOf<Wanted extends Form> = {
  [reading in Reading]: (typeof INPUTS)[reading]["form"] extends Wanted ? reading : never;
}[Reading];
/** A number, whole, 0 or more. The port is apart: an event without one gets no score. */
export type NumberReading = ReadingOf<"count">;
/** One of a few texts. */
export type TextReading = Exclude<Reading, NumberReading | "port">;
/** An option that names a field. */
export type FieldOption = Extract<(typeof INPUTS)[Reading], { option: string }>["option"];

export const READINGS = Object.keys(INPUTS) as readonly Reading[];

export const inputOf = (reading: Reading): Input => INPUTS[reading];

/** Every field in which a reading is looked for. The first that has a value counts. */
export function fieldsRead(reading: Reading): readonly string[] {
  const { added, fields } = inputOf(reading);
  return added === undefined ? fields : [added, ...fields];
}

/** Whether only a lookup of this app can give the reading: no event has it. */
export const isAdded = (reading: Reading): boolean => inputOf(reading).fields.length === 0;

export const isReading = (name: string): name is Reading => name in INPUTS;

export const isNumberReading = (name: string): name is NumberReading =>
  isReading(name) && inputOf(name).form === "count";

/** The options that name fields, each with its reading, in the order of the command's syntax. */
export const FIELD_OPTIONS = READINGS.filter((reading) => inputOf(reading).option !== undefined).map(
  (reading) => [inputOf(reading).option as FieldOption, reading] as const,
);
