/**
 * What is measured: kinds of events, in chunks of a size, with the command's options. Events are the same in every run, and
 * written as splunkd writes them: all fields, then all `__mv_` fields; a cell is unquoted only where it is letters and digits.
 */
import { encodeMultivalue, multivalueColumn } from "../csv/index.ts";
import { Random } from "../random/index.ts";
import { type Connection, type KnownPort, Traffic } from "./traffic.ts";

/** A cell of an event: one value, or several. */
export type Value = string | readonly string[];

export interface Workload {
  readonly name: string;
  /** For the results' tables. */
  readonly title: string;
  readonly fields: readonly string[];
  readonly rowsPerChunk: number;
  /** How many chunks a fast engine gets, and one on the SDK, which is compared by the row. */
  readonly chunks: number;
  readonly slowChunks: number;
  /** As splunkd passes them. */
  readonly arguments: readonly string[];
  readonly event: (traffic: Traffic, random: Random, index: number) => readonly Value[];
}

/** In the order of the fields that splunkd sends when a command names the fields it needs. */
const NARROW = [
  "action",
  "app",
  "bytes_in",
  "bytes_out",
  "dest",
  "dest_port",
  "rule",
  "src",
  "src_port",
  "transport",
  "user",
  "_chunked_idx",
];

function narrowEvent(traffic: Traffic, random: Random, index: number): readonly Value[] {
  return [...narrowFrom(traffic.connection(random)), String(index)];
}

function narrowFrom(event: Connection): readonly string[] {
  return [
    event.action,
    event.application,
    String(event.bytesIn),
    String(event.bytesOut),
    event.dest,
    event.port,
    event.rule,
    event.src,
    event.sourcePort,
    event.transport,
    event.user,
  ];
}

/** What Splunk itself knows of an event. */
const SPLUNK = [
  "_bkt",
  "_cd",
  "_indextime",
  "_raw",
  "_serial",
  "_si",
  "_sourcetype",
  "_time",
  "eventtype",
  "host",
  "index",
  "linecount",
  "punct",
  "source",
  "sourcetype",
  "splunk_server",
  "tag",
];
const CIM = NARROW.slice(0, -1);
/** The names in the firewall's own event (examples/estreamer_json_real.log). */
const ESTREAMER = [
  "EventType",
  "FirstPacketSecond",
  "LastPacketSecond",
  "DeviceUUID",
  "InstanceID",
  "ConnectionID",
  "AC_RuleAction",
  "InitiatorIP",
  "ResponderIP",
  "InitiatorPort",
  "ResponderPort",
  "Protocol",
  "IngressInterface",
  "EgressInterface",
  "IngressZone",
  "EgressZone",
  "FirewallPolicy",
  "FirewallRule",
  "PrefilterPolicy",
  "ClientApplication",
  "ClientApplicationVersion",
  "Application",
  "WebApplication",
  "URL",
  "URL_Category",
  "URL_Reputation",
  "InitiatorPackets",
  "ResponderPackets",
  "InitiatorBytes",
  "ResponderBytes",
  "ConnectionDuration",
  "NAP_Policy",
  "SSL_CipherSuite",
  "SSL_Version",
  "SSL_ServerName",
  "EVE_Fingerprint",
  "EVE_Process",
  "EVE_ProcessConfidencePct",
  "EVE_ThreatConfidencePct",
  "EVE_ThreatConfidenceIndex",
  "User",
];
const RULE_ACTIONS = new Map([
  ["allowed", "Allow"],
  ["blocked", "Block"],
]);
const ZONES = ["inside", "users-lan", "servers", "dmz", "guest-wifi"];
const CLIENTS = ["SSL client", "Firefox", "Chrome", "Web browser", "DNS client"];
const PROCESSES = [
  "firefox browser",
  "chromium browser",
  "svchost.exe",
  "teams",
  "unknown",
  "powershell.exe",
];
const DOMAINS = ["example.net", "example.org", "cdn.example.com", "update.example.com"];

function wideEvent(traffic: Traffic, random: Random, index: number): readonly Value[] {
  const event = traffic.connection(random);
  const time = 1_743_500_000 + index;
  const host = `host${random.between(1, 9999)}.${random.pick(DOMAINS)}`;
  const values: readonly (string | number)[] = [
    "ConnectionEvent",
    time - 3,
    time,
    `11bc8e94-f604-11ef-bcfe-${random.next().toString(16).padStart(8, "0")}8a63`,
    random.between(1, 8),
    random.between(1, 65535),
    RULE_ACTIONS.get(event.action) ?? "Trust",
    event.src,
    event.dest,
    event.sourcePort,
    event.port,
    event.transport,
    "GigabitEthernet0/0",
    "GigabitEthernet0/1",
    random.pick(ZONES),
    random.chance(900) ? "outside" : random.pick(ZONES),
    "Corporate Access Control Policy",
    event.rule,
    "Default Prefilter Policy",
    random.pick(CLIENTS),
    "",
    event.application,
    "Web Browsing",
    `https://${host}/path/${random.next().toString(16)}?q="${random.next().toString(16)}"`,
    "Computers and Internet",
    "Favorable",
    random.between(1, 5000),
    random.between(0, 5000),
    event.bytesOut,
    event.bytesIn,
    random.size(0, 4),
    "Balanced Security and Connectivity",
    "TLS_AES_128_GCM_SHA256",
    "TLSv1.3",
    host,
    `tls/1/(0303)(130113031302c02bc02fcca9cca8)[(0000)(000500050100000000)(000a000e000c)(${random.next().toString(16)})]`,
    random.pick(PROCESSES),
    random.between(0, 100),
    random.chance(985) ? random.between(0, 20) : random.between(20, 100),
    1,
    event.user,
  ];
  const raw = JSON.stringify(Object.fromEntries(ESTREAMER.map((name, at) => [name, values[at]])));
  return [
    `firewall~${index % 40}~A1B2C3D4-E5F6-4711`,
    `${index % 40}:${index * 31}`,
    String(time + 2),
    raw,
    String(index),
    ["idx01.corp.example.com", "firewall"],
    "cisco:sfw:estreamer",
    `${time}.${String(index % 1000).padStart(3, "0")}`,
    ["cisco_secure_firewall_connection", "firewall_traffic"],
    "ftd-edge-01.corp.example.com",
    "netfw",
    "1",
    '{"":"","":,"":,"":"----',
    "/opt/splunk/var/log/estreamer/connection.log",
    "cisco:sfw:estreamer",
    "idx01.corp.example.com",
    ["communicate", "network"],
    ...narrowFrom(event),
    ...values.map(String),
  ];
}

/** The fields that the model reads beside the narrow ones, so that a key can differ in each. */
const HOSTILE = [
  "action",
  "app",
  "dest",
  "dest_port",
  "rule",
  "src",
  "transport",
  "url",
  "EVE_Process",
  "EVE_ThreatConfidencePct",
  "InitiatorBytes",
  "ResponderBytes",
  "ConnectionDuration",
  "_chunked_idx",
];

/** No text comes twice, so that whatever is remembered is in vain. */
function hostileEvent(_: Traffic, random: Random, index: number): readonly Value[] {
  const ipv4 = () => [0, 0, 0, 0].map(() => random.between(1, 254)).join(".");
  const ipv6 = () => `2a01:${[0, 0, 0, 0].map(() => random.between(1, 65535).toString(16)).join(":")}::1`;
  return [
    random.chance(500) ? "allowed" : "blocked",
    random.word(10),
    random.chance(500) ? ipv4() : ipv6(),
    String(random.between(1, 65535)),
    random.word(12),
    random.chance(500) ? ipv4() : ipv6(),
    random.chance(500) ? "tcp" : "udp",
    `http://${random.word(12)}.example.net/`,
    random.word(9),
    String(random.between(0, 100)),
    String(random.next()),
    String(random.next()),
    String(random.between(0, 100_000)),
    String(index),
  ];
}

/** Seven in ten events have IPv6 addresses; some have several destinations, applications or users. */
function multivalueEvent(traffic: Traffic, random: Random, index: number): readonly Value[] {
  const event = traffic.connection(random, 700);
  const several = (one: string, other: string): Value => (random.chance(200) ? [one, other] : one);
  const other = traffic.connection(random, 700);
  return [
    event.action,
    several(event.application, other.application),
    String(event.bytesIn),
    String(event.bytesOut),
    several(event.dest, other.dest),
    event.port,
    event.rule,
    event.src,
    event.sourcePort,
    event.transport,
    several(event.user, `cost$center ${other.user}`),
    String(index),
  ];
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: "narrow",
    title: "12 fields, chunks of 50,000",
    fields: NARROW,
    rowsPerChunk: 50_000,
    chunks: 8,
    slowChunks: 2,
    arguments: [],
    event: narrowEvent,
  },
  {
    name: "wide",
    title: "69 fields with JSON, chunks of 5,000",
    fields: [...SPLUNK, ...CIM, ...ESTREAMER],
    rowsPerChunk: 5000,
    chunks: 12,
    slowChunks: 3,
    arguments: [],
    event: wideEvent,
  },
  {
    name: "thousand",
    title: "12 fields, chunks of 1,000",
    fields: NARROW,
    rowsPerChunk: 1000,
    chunks: 200,
    slowChunks: 40,
    arguments: [],
    event: narrowEvent,
  },
  {
    name: "one",
    title: "12 fields, chunks of one",
    fields: NARROW,
    rowsPerChunk: 1,
    chunks: 2000,
    slowChunks: 500,
    arguments: [],
    event: narrowEvent,
  },
  {
    name: "hostile",
    title: "14 fields, every key new, chunks of 50,000",
    fields: HOSTILE,
    rowsPerChunk: 50_000,
    chunks: 4,
    slowChunks: 1,
    arguments: [],
    event: hostileEvent,
  },
  {
    name: "removal",
    title: "12 fields, min_score=50, chunks of 50,000",
    fields: NARROW,
    rowsPerChunk: 50_000,
    chunks: 8,
    slowChunks: 2,
    arguments: ["min_score=50"],
    event: narrowEvent,
  },
  {
    name: "multivalue",
    title: "12 fields, IPv6 and several values, chunks of 50,000",
    fields: NARROW,
    rowsPerChunk: 50_000,
    chunks: 8,
    slowChunks: 2,
    arguments: [],
    event: multivalueEvent,
  },
];

/** The header of a workload's chunks: all fields, then all `__mv_` fields; LF behind it. */
export function headerOf({ fields }: Workload): string {
  return `${[...fields, ...fields.map(multivalueColumn)].map(cell).join(",")}\n`;
}

/** Rows without end, each with its LF. The same for the same seed and ports. */
export function* rowsOf(workload: Workload, known: readonly KnownPort[], seed = 42): Generator<string> {
  const traffic = new Traffic(known);
  const random = new Random(seed);
  for (let index = 0; ; index++) yield rowOf(workload.event(traffic, random, index));
}

/** Bodies of chunks, without end; each has a header. */
export function* bodiesOf(workload: Workload, known: readonly KnownPort[], seed?: number): Generator<Buffer> {
  const rows = rowsOf(workload, known, seed);
  const header = headerOf(workload);
  for (;;) {
    const chunk = Array.from({ length: workload.rowsPerChunk }, () => rows.next().value as string);
    yield Buffer.from(header + chunk.join(""));
  }
}

function rowOf(values: readonly Value[]): string {
  let scalars = "";
  let lists = "";
  for (const value of values) {
    scalars += `${cell(typeof value === "string" ? value : value.join("\n"))},`;
    lists += `${typeof value === "string" ? "" : cell(encodeMultivalue(value))},`;
  }
  return `${scalars}${lists.slice(0, -1)}\n`;
}

function cell(text: string): string {
  return /^[A-Za-z0-9]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
