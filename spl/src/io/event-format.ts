/**
 * Raw events → the fields that an add-on gives them at search time. An event format is data: another one is another entry of EVENT_FORMATS,
 * or the caller's own. The raw names stay; a field that the event has itself is not replaced.
 */
import type { Assumptions } from "../assumptions/index.ts";
import { isoSeconds } from "../values/iso-time.ts";
import type { Row, Value } from "../values/table.ts";
import { parseCiscoFtd } from "./formats/cisco-ftd.ts";
import { parseNestedJson } from "./formats/json.ts";
import { parseKeyValue } from "./formats/key-value.ts";
import { textFormat } from "./formats/line.ts";
import { parseWindowsXml } from "./formats/windows-xml.ts";

/** Reads one line; `flat` reads a line as a flat JSON object. Throws SplError malformed_event. */
export type LineParser = (
  line: string,
  number: number,
  flat: (line: string, number: number) => Row,
  assumptions: Assumptions,
) => Row;

export interface EventFormat {
  readonly name: string;
  /** What writes events like these, and whose names they get. */
  readonly description: string;
  /** Raw name → name in the Common Information Model. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Fields that hold epoch seconds, or a time in ISO 8601; the first one that an event has becomes _time. */
  readonly time: readonly string[];
  /** Null where the events may be of any. */
  readonly sourcetype: string | null;
  /** Absent: a line is a flat JSON object. */
  readonly parse?: LineParser;
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

const CISCO_FTD: EventFormat = {
  name: "cisco-ftd",
  description:
    "connection events of Cisco Secure Firewall Threat Defense in syslog (messages 430002 and 430003)",
  aliases: new Map([
    ["SrcIP", "src"],
    ["DstIP", "dest"],
    ["SrcPort", "src_port"],
    ["DstPort", "dest_port"],
    ["Protocol", "transport"],
    ["AccessControlRuleAction", "action"],
    ["AccessControlRuleName", "rule"],
    ["URL", "url"],
    ["ApplicationProtocol", "app"],
    ["InitiatorBytes", "bytes_in"],
    ["ResponderBytes", "bytes_out"],
    ["IngressZone", "src_zone"],
    ["EgressZone", "dest_zone"],
  ]),
  time: ["FirstPacketSecond"],
  sourcetype: "cisco:ftd:syslog",
  note:
    "A line is the message, or a JSON object with the message in `_raw`. Each `Key: value` is a field. A time in ISO 8601 in front of the " +
    "message is `_time`; one without a zone is not read.",
  parse: textFormat(parseCiscoFtd),
};

const NESTED_JSON: EventFormat = {
  name: "json",
  description: "nested JSON, with the field names of Splunk's automatic extraction (a.b, a{}.c)",
  aliases: new Map(),
  time: [],
  sourcetype: null,
  note:
    "Elements of arrays are `a{}`, members of their elements `a{}.c`; several values are a multivalue field. `_time` is a member of the " +
    "object. null is rejected without `--assume json-null=absent` or `json-null=text`.",
  parse: (line, number, _flat, assumptions) => parseNestedJson(line, number, assumptions),
};

const KEY_VALUE: EventFormat = {
  name: "key-value",
  description: 'text with key=value and key="value", as automatic key-value extraction takes it',
  aliases: new Map(),
  time: [],
  sourcetype: null,
  note:
    "A line is the text, or a JSON object with the text in `_raw` and other fields beside it, such as `_time`. Spaces, commas, semicolons and " +
    "pipes separate pairs. Of a key that comes twice the first value counts. Other characters in keys, keys that begin with an underscore, escapes " +
    "in quotes, and quotes or equal signs inside bare values are rejected, because documentation has no rule for them.",
  parse: textFormat(parseKeyValue),
};

const WINDOWS_XML: EventFormat = {
  name: "windows-xml",
  description: "Windows events in XML (XmlWinEventLog), with the field names of Splunk's add-on",
  aliases: new Map(),
  time: ["SystemTime"],
  sourcetype: "XmlWinEventLog",
  note:
    "A line is the event, or a JSON object with the event in `_raw`. Children of System and their attributes, and each Data with a name, are " +
    "fields; EventCode is EventID. A name keeps its letters and digits, every other character is an underscore, and none stands in front " +
    "(`Process Name` is `Process_Name`). Values keep their entities (`&gt;`). Attributes in double quotes are rejected, because the add-on " +
    "takes none from them.",
  parse: textFormat(parseWindowsXml),
};

/** The formats that the command line has, by name. */
export const EVENT_FORMATS: ReadonlyMap<string, EventFormat> = new Map(
  [CISCO_FTD, ESTREAMER, NESTED_JSON, KEY_VALUE, WINDOWS_XML].map((format) => [format.name, format]),
);

/** Adds the aliases, _time, _raw (the line as it was) and sourcetype to a row, in place. */
export function applyEventFormat(row: Row, line: string, format: EventFormat): void {
  for (const [raw, alias] of format.aliases) {
    const value = row.get(raw);
    if (value !== undefined && !row.has(alias)) row.set(alias, value);
  }
  const time = ["_time", ...format.time].map((field) => row.get(field)).find((value) => value !== undefined);
  if (time !== undefined) row.set("_time", timeValue(time));
  if (!row.has("_raw")) row.set("_raw", line);
  if (format.sourcetype !== null && !row.has("sourcetype")) row.set("sourcetype", format.sourcetype);
}

/** Epoch seconds of a time in ISO 8601; any other value as it is. */
export function timeValue(value: Value): Value {
  return typeof value === "string" ? (isoSeconds(value) ?? value) : value;
}
