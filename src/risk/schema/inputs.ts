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
  /** The option of the command that names another field to be read in place of these. */
  readonly option?: string;
  /**
   * Readings of one group differ from event to event, and the model mostly uses them together, so that many are equivalent: the key
   * of an event then has one number for all of them (portrisk/keys.ts).
   */
  readonly group?: "ends" | "program" | "volume";
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
export const INPUTS = {
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
    group: "ends",
    about: "zone where the connection came in",
  },
  dest_zone: {
    form: "kind",
    fields: ["dest_zone", "EgressZone"],
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

export const isNumberReading = (name: string): name is NumberReading =>
  name in INPUTS && inputOf(name as Reading).form === "count";

/** The options that name fields, each with its reading, in the order of the command's syntax. */
export const FIELD_OPTIONS = READINGS.filter((reading) => inputOf(reading).option !== undefined).map(
  (reading) => [inputOf(reading).option as FieldOption, reading] as const,
);
