/**
 * The factors: everything that adds points to a connection's score or takes points away, as data. They add up. A factor
 * reads what an event says (readings), what follows from it (derived.ts) and the catalogue's row for the port.
 *
 * What makes a connection notable stands first; the circumstances that strengthen or weaken it count only where something
 * is notable, so that ordinary traffic stays at 0 whichever way it goes. How high a score may rise depends on how many kinds of
 * evidence there are (limits.ts).
 */
import type { ColumnName } from "../catalogue.ts";
import {
  all,
  any,
  atLeast,
  type Condition,
  column,
  field,
  is,
  isAnyOf,
  not,
  present,
  type Template,
} from "../expression.ts";
import {
  anonymiserProgram,
  badPort,
  betweenWorkstations,
  browser,
  contradicts,
  direction,
  exposed,
  internalServiceOut,
  maliciousProgram,
  oneWay,
  openTunnel,
  otherPort,
  quiet,
  remoteSupportOut,
  seen,
  systemTool,
  unknownService,
  unrecognised,
  upload,
  webOnOtherPort,
} from "./derived.ts";

/**
 * What a factor's points rest on. The port is what the catalogue knows of the number; the others are evidence of this event: what the
 * firewall identified, how the connection behaved, and the fingerprint of the client. Circumstances are no evidence by themselves.
 */
export type EvidenceKind = "port" | "identification" | "behaviour" | "fingerprint" | "circumstance";

/** The kinds that raise a score's limit (limits.ts). */
export const BEYOND_THE_PORT: readonly EvidenceKind[] = ["identification", "behaviour", "fingerprint"];

export interface Factor {
  /** Shown as `name=+points`; a public name, so it does not change. */
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly when: Condition;
  /** A fixed number, or what the catalogue's row holds in a column, or half of it rounded down. Whole numbers. */
  readonly points: number | { readonly column: ColumnName; readonly sign: 1 | -1; readonly half?: true };
  /** Its part of the sentence; absent where the opening of the reason says it already. */
  readonly clause: Template | null;
  /** ATT&CK techniques that it speaks for, beside those of the catalogue's row. */
  readonly mitre?: readonly string[];
  /** Why it counts so much, for docs/scoring.md. */
  readonly why: string;
  /**
   * Why it adds points although captured traffic shows it in more of the benign than of the malicious rows (`npm run evaluate -- FILE`
   * marks such factors).
   */
  readonly keptBecause?: string;
}

const notable = is(field("notable"), "yes");
const leavesOrComes = direction("outbound", "inbound", "external");
const lateral = isAnyOf(column("category"), "lateral_movement");
/** The port has an ordinary use, but the firewall looked and saw something else. */
const otherThanExpected = any(
  unrecognised,
  seen("anonymiser", "miner", "chat_relay"),
  otherPort,
  all(seen("tunnel"), not(is(column("category"), "tunnel"))),
);
const application = field("seen");
/** The fingerprint is the client's. What comes in from a public address is a stranger's. */
const clientMayBeOurs = not(direction("inbound"));
/** The catalogue knows nothing ordinary that is often met on the port, and the firewall recognised nothing: being internal explains little. */
const unexplained = all(not(isAnyOf(column("prevalence"), "common", "ubiquitous")), unrecognised);

export const FACTORS: readonly Factor[] = [
  {
    name: "known_for",
    kind: "port",
    when: badPort,
    points: { column: "points", sign: 1 },
    clause: null,
    why: "What the catalogue's sources say of the port: a tool's own code says more than a list, several projects more than one.",
  },
  {
    name: "other_transport",
    kind: "port",
    when: all(badPort, is(field("listing"), "other_transport")),
    points: -15,
    clause: ["that use is known over another transport than ", field("transport")],
    why: "The catalogue knows the port over tcp and the event is udp, or the other way round.",
  },
  {
    name: "legitimate_use",
    kind: "port",
    when: all(badPort, atLeast(column("legitimate_points"), 1), not(otherThanExpected)),
    points: { column: "legitimate_points", sign: -1 },
    clause: ["the port also serves ", column("legitimate_use")],
    why: "What else lives on the port: nearly nothing, something registered, something common, or what every network uses all day. Where it takes all, neither is counted: the port says nothing.",
  },
  {
    name: "doubtful_legitimate_use",
    kind: "port",
    when: all(badPort, atLeast(column("legitimate_points"), 1), otherThanExpected),
    points: { column: "legitimate_points", sign: -1, half: true },
    clause: ["the port also serves ", column("legitimate_use"), ", which the firewall did not see"],
    why: "The ordinary use explains less where the firewall looked at the payload and saw something else.",
  },
  {
    name: "contradicting_application",
    kind: "identification",
    when: contradicts,
    points: 45,
    clause: ["the firewall identified ", application, ", which does not belong on this port"],
    mitre: ["T1571"],
    why: "A port that firewalls leave open for one protocol, carrying another by name, is how command and control hides. A missing name is no contradiction: resumed TLS and events of a connection's start have none.",
  },
  {
    name: "suspicious_application",
    kind: "identification",
    when: all(seen("anonymiser"), not(contradicts)),
    points: 25,
    clause: ["the firewall identified ", application],
    mitre: ["T1090"],
    why: "Tor, SOCKS and other anonymisers say what the connection is for, whatever the port.",
  },
  {
    name: "mining_application",
    kind: "identification",
    when: all(seen("miner"), not(contradicts)),
    points: 25,
    clause: ["the firewall identified ", application],
    mitre: ["T1496"],
    why: "Mining protocols say what the connection is for, whatever the port.",
  },
  {
    name: "chat_relay_out",
    kind: "identification",
    when: all(seen("chat_relay"), not(contradicts), direction("outbound", "external")),
    points: 20,
    clause: ["the firewall identified IRC to a public address"],
    mitre: ["T1071.003"],
    why: "Few companies use IRC; botnets are still controlled through it.",
  },
  {
    name: "threat_confidence",
    kind: "fingerprint",
    when: all(atLeast(field("threat_confidence"), 80), clientMayBeOurs),
    points: 45,
    clause: ["Cisco EVE rates the client process as malware (80 % or more)"],
    why: "The Encrypted Visibility Engine is nearly sure of it. 80 is the bound of Splunk's own detection of high EVE confidence.",
  },
  {
    name: "raised_threat_confidence",
    kind: "fingerprint",
    when: all(
      atLeast(field("threat_confidence"), 50),
      not(atLeast(field("threat_confidence"), 80)),
      clientMayBeOurs,
    ),
    points: 25,
    clause: ["Cisco EVE rates the client process as possible malware (50 to 79 %)"],
    why: "The Encrypted Visibility Engine finds it more likely than not.",
  },
  {
    name: "stranger_fingerprint",
    kind: "circumstance",
    when: all(atLeast(field("threat_confidence"), 80), not(clientMayBeOurs)),
    points: 10,
    clause: ["Cisco EVE rates the client that came in as malware (80 % or more)"],
    why: "The fingerprint is that of a stranger's program: scanners call on every web server, and the server is not infected by it.",
  },
  {
    name: "malicious_process",
    kind: "fingerprint",
    when: all(maliciousProgram, clientMayBeOurs),
    points: 15,
    clause: ["the client program has a name of malware or of an attack tool"],
    why: "Cisco EVE or the firewall's client detector names it. Of a name alone nobody knows how sure it is, so it counts less than a high confidence.",
  },
  {
    name: "anonymiser_process",
    kind: "fingerprint",
    when: all(anonymiserProgram, not(maliciousProgram), clientMayBeOurs),
    points: 15,
    clause: ["the client program is an anonymiser"],
    mitre: ["T1090"],
    why: "Tor's browser and its like hide where a connection goes.",
  },
  {
    name: "suspicious_process",
    kind: "fingerprint",
    when: all(systemTool, not(maliciousProgram), not(anonymiserProgram), clientMayBeOurs),
    points: 15,
    clause: ["the client program is a tool of the operating system"],
    mitre: ["T1059"],
    why: "PowerShell, rundll32 and their like seldom speak to the Internet by themselves (T1218, T1059). Both Cisco EVE's process and the firewall's client application count.",
  },
  {
    name: "remote_control_out",
    kind: "identification",
    when: all(internalServiceOut, seen("remote_desktop", "telnet", "file_sharing")),
    points: 40,
    clause: [application, " to a public address"],
    mitre: ["T1021"],
    why: "Remote desktop, Telnet and file sharing belong inside; on their way out they serve intruders (T1021, T1187).",
  },
  {
    name: "data_service_out",
    kind: "identification",
    when: all(internalServiceOut, seen("directory", "database")),
    points: 40,
    clause: [application, " to a public address"],
    why: "Directories and databases belong inside; on their way out they serve intruders.",
    keptBecause:
      "The one row is Kerberos between two public addresses, from a test of protocol detectors. No capture has an intruder's directory query to the Internet, and whoever allows one wants to know of it.",
  },
  {
    name: "domain_port_out",
    kind: "identification",
    when: all(internalServiceOut, seen("unrecognised")),
    points: 30,
    clause: ["a port of a Windows domain to a public address"],
    why: "Kerberos, RPC, LDAP, SMB and WinRM serve a domain, not the Internet; payload went both ways.",
  },
  {
    name: "remote_support_out",
    kind: "circumstance",
    when: all(remoteSupportOut, not(all(badPort, is(column("category"), "remote_access")))),
    points: 15,
    clause: ["the firewall identified ", application],
    mitre: ["T1219"],
    why: "Help desks use these programs, and so do intruders: worth knowing who. It is no evidence by itself, and on the program's own port the catalogue says it already.",
  },
  {
    name: "exposed_service",
    kind: "behaviour",
    when: exposed,
    points: 40,
    clause: ["a service meant for inside answers to the Internet"],
    mitre: ["T1133"],
    why: "Databases, container engines, controllers and remote access open to everyone are found and used within hours (T1133, T1190). It needs an answer with payload.",
  },
  {
    name: "between_workstations",
    kind: "behaviour",
    when: betweenWorkstations,
    points: 60,
    clause: ["remote access or file sharing between two user zones"],
    mitre: ["T1021"],
    why: "Workstations have no reason to administer one another; intruders move that way.",
  },
  {
    name: "upload",
    kind: "behaviour",
    when: upload,
    points: 25,
    clause: ["20 MB or more sent, and much less received"],
    mitre: ["T1048"],
    why: "At least 100 MB out against less than 50 MB in, or 20 MB against less than 2 MB.",
  },
  {
    name: "one_way",
    kind: "behaviour",
    when: all(notable, oneWay),
    points: 25,
    clause: ["data went out and only acknowledgements came back"],
    mitre: ["T1041"],
    why: "Whoever asks gets an answer; a key logger or a stealer only delivers, and so do logs and files that are sent on. Peers and games, which make unrecognised conversations common, answer one another. Uploads so large that their acknowledgements look like payload are the factor upload.",
  },
  {
    name: "dynamic_name",
    kind: "identification",
    when: is(field("url"), "dynamic_name"),
    points: 20,
    clause: ["the host has a dynamic DNS or tunnel name"],
    mitre: ["T1568"],
    why: "Free dynamic DNS and tunnel names are cheap to take and to leave.",
  },
  {
    name: "address_in_url",
    kind: "identification",
    when: all(
      notable,
      direction("outbound", "external"),
      seen("web", "encrypted_web"),
      is(field("url"), "address"),
    ),
    points: 10,
    clause: ["the URL has an address in place of a name"],
    why: "People and updates use names; implants are often given the bare address.",
  },
  {
    name: "other_port",
    kind: "identification",
    when: all(notable, otherPort, not(contradicts), not(betweenWorkstations)),
    points: 15,
    clause: ["the firewall identified ", application, " on a port that is not its own"],
    mitre: ["T1571"],
    why: "Remote desktop, SSH, file sharing, databases and IRC have ports of their own; elsewhere they hide, or somebody moved them.",
    keptBecause:
      "The one row is an IRC server on port 8000, which is this factor's meaning; the captures hold no remote desktop or shell on a port that is not its own.",
  },
  {
    name: "web_on_other_port",
    kind: "identification",
    when: all(webOnOtherPort, not(contradicts)),
    points: 15,
    clause: ["the firewall identified ", application, " on a port that is no web port"],
    mitre: ["T1571"],
    why: "Command and control often speaks TLS or HTTP on a port of its own; so do hosting panels and devices, so it counts little.",
  },
  {
    name: "digit_pattern",
    kind: "port",
    when: all(badPort, leavesOrComes, present(field("digits")), not(seen("named"))),
    points: 5,
    clause: ["the port's digits form a pattern"],
    why: "Repeated, rising and falling digits are picked by people, as version 9 of the published detection assumes.",
    keptBecause:
      "It adds 5 points to a port that already has a bad reputation, never decides alone, and the published detection searches by it.",
  },
  {
    name: "ephemeral_port",
    kind: "port",
    when: all(
      badPort,
      leavesOrComes,
      atLeast(field("port"), 49_152),
      not(seen("named", "web", "encrypted_web")),
    ),
    points: 5,
    clause: ["a server on a port of the ephemeral range"],
    why: "Ports from 49152 up are for clients (RFC 6335); services that want to be found do not live there.",
  },
  {
    name: "unknown_service",
    kind: "port",
    when: unknownService,
    points: 5,
    clause: null,
    why: "Neither the catalogue nor the firewall knows what this is.",
  },
  {
    name: "unrecognised_application",
    kind: "identification",
    when: all(notable, unrecognised, not(contradicts)),
    points: 20,
    clause: ["the firewall recognised no application in the payload"],
    why: "Shells and home-made protocols are like nothing that the firewall knows; services of everyday are recognised. It needs payload in both directions, and a port where a missing name says something: no web port, no datagrams, no tool with a protocol of its own.",
  },
  {
    name: "quiet_session",
    kind: "behaviour",
    when: all(badPort, unrecognised, any(not(direction("internal")), unexplained), quiet),
    points: 15,
    clause: ["open for 30 minutes or more with under 500 kB each way"],
    mitre: ["T1095"],
    why: "Half an hour or more with less than half a megabyte each way is a shell or an implant that waits. On its way out on a port of no reputation push services and devices do the same; inside, on a port with a common ordinary use, it is that use.",
  },
  {
    name: "quiet_internal_session",
    kind: "behaviour",
    when: all(direction("internal"), not(badPort), unexplained, quiet),
    points: 15,
    clause: ["open for 30 minutes or more with under 500 kB each way"],
    mitre: ["T1095"],
    why: "Between two internal hosts, on a port where neither the catalogue nor the firewall knows a use, it is a shell that waits, or a program that nobody wrote down.",
  },
  {
    name: "long_unnamed_session",
    kind: "circumstance",
    when: all(
      not(notable),
      direction("outbound", "external"),
      is(field("transport"), "tcp"),
      is(column("prevalence"), "ubiquitous"),
      seen("unrecognised"),
      not(present(field("url"))),
      quiet,
    ),
    points: 10,
    clause: ["open for 30 minutes or more, with under 500 kB each way that the firewall did not recognise"],
    why: "On 443 and 80 a missing name says nearly nothing: resumed TLS has none. Resumed sessions are short or busy, though; one that stays open and says little may be a shell. It is no evidence, and counts only where nothing else is notable. No capture has such a shell: the factor rests on its reason and on one of the made-up events.",
  },
  {
    name: "long_session",
    kind: "behaviour",
    when: all(
      notable,
      direction("outbound", "external"),
      any(unrecognised, openTunnel, seen("ssh", "remote_desktop", "anonymiser")),
      atLeast(field("duration"), 7200),
    ),
    points: 10,
    clause: ["open for 2 hours or more"],
    why: "Tunnels and interactive sessions stay; queries and downloads end.",
  },
  {
    name: "outbound",
    kind: "circumstance",
    when: all(notable, direction("outbound")),
    points: 20,
    clause: ["the connection goes to a public address"],
    why: "Call-backs, tunnels and exfiltration go out, through a firewall that lets them.",
  },
  {
    name: "inbound",
    kind: "circumstance",
    when: all(notable, direction("inbound")),
    points: 10,
    clause: ["the connection comes from a public address"],
    why: "Back doors listen; but the Internet knocks on every port.",
  },
  {
    name: "external",
    kind: "circumstance",
    when: all(notable, direction("external")),
    points: 10,
    clause: ["both ends have public addresses"],
    why: "Mostly an inside host with a public (IPv6) address that goes out; zones would tell.",
    keptBecause:
      "It strengthens what is notable otherwise and counts half of outbound. The captures were made at private addresses, so that their malware is outbound; without zones an IPv6 network is external.",
  },
  {
    name: "internal",
    kind: "circumstance",
    when: all(
      notable,
      direction("internal"),
      not(lateral),
      not(betweenWorkstations),
      not(contradicts),
      not(unexplained),
    ),
    points: -25,
    clause: ["both ends are internal"],
    why: "Update servers, storage and alternate SSH live inside; call-backs cross the firewall's edge.",
  },
  {
    name: "internal_lateral",
    kind: "circumstance",
    when: all(notable, direction("internal"), any(lateral, betweenWorkstations, contradicts, unexplained)),
    points: -10,
    clause: ["both ends are internal"],
    why: "Lateral movement is internal by nature, and where neither the catalogue nor the firewall knows an ordinary use, being internal explains little.",
  },
  {
    name: "server_calls_out",
    kind: "circumstance",
    when: all(any(badPort, webOnOtherPort), direction("outbound"), is(field("src_zone"), "dmz")),
    points: 5,
    clause: ["a host of the DMZ opened it"],
    why: "Published servers answer; they seldom open connections to unknown hosts.",
  },
  {
    name: "blocked",
    kind: "circumstance",
    when: all(notable, is(field("action"), "blocked")),
    points: -5,
    clause: ["the firewall blocked it"],
    why: "A blocked attempt did no harm by itself, but somebody or something tried.",
  },
  {
    name: "browser",
    kind: "circumstance",
    when: all(notable, browser, not(atLeast(field("threat_confidence"), 50))),
    points: -25,
    clause: ["a web browser opened it"],
    why: "A person with a browser looks at panels and consoles on odd ports; implants bring their own client.",
  },
  {
    name: "known_application",
    kind: "circumstance",
    when: all(notable, seen("named"), not(betweenWorkstations), not(exposed), not(upload)),
    points: -25,
    clause: ["the firewall recognised an ordinary application"],
    why: "What the firewall knows by name and is none of the kinds above is what the port is used for.",
  },
  {
    name: "expected_tunnel",
    kind: "circumstance",
    when: all(notable, seen("tunnel"), is(column("category"), "tunnel"), not(contradicts)),
    points: -10,
    clause: ["the firewall recognised the tunnel that belongs on this port"],
    why: "A tunnel that does not hide is mostly the one that the company runs.",
  },
  {
    name: "web_inside",
    kind: "circumstance",
    when: all(notable, direction("internal"), seen("web", "encrypted_web"), not(lateral), not(contradicts)),
    points: -15,
    clause: ["web traffic between internal hosts"],
    why: "Developers' services and consoles; shells do not speak HTTP.",
  },
  {
    name: "named_host",
    kind: "circumstance",
    when: all(notable, direction("outbound", "external"), is(field("url"), "name")),
    points: -10,
    clause: ["the host has an ordinary name"],
    why: "A little better than a bare address; names are cheap too.",
  },
  {
    name: "harmless_fingerprint",
    kind: "circumstance",
    when: all(
      notable,
      not(direction("inbound")),
      present(field("process")),
      present(field("threat_confidence")),
      not(atLeast(field("threat_confidence"), 20)),
    ),
    points: -10,
    clause: ["Cisco EVE knows the client process and rates it as harmless (under 20 %)"],
    why: "The Encrypted Visibility Engine knows the client and suspects nothing.",
  },
  {
    name: "administration",
    kind: "circumstance",
    when: all(notable, is(field("src_zone"), "management")),
    points: -25,
    clause: ["it comes from a management zone"],
    why: "Administrators use the same ports; they do so from their own zone. The name of a rule does not count: anybody may name a rule.",
  },
];
