/**
 * The factors: everything that adds points to a connection's score or takes points away, as data. They add up. A factor
 * reads what an event says (readings), what follows from it (derived.ts) and the catalogue's row for the port.
 *
 * What makes a connection notable stands first; the circumstances that strengthen or weaken it count only where something
 * is notable, so that ordinary traffic stays at 0 whichever way it goes.
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
  badPort,
  betweenWorkstations,
  contradicts,
  direction,
  exposed,
  remoteControlOut,
  remoteSupportOut,
  seen,
  unknownService,
  upload,
} from "./derived.ts";

export interface Factor {
  /** Shown as `name=+points`; a public name, so it does not change. */
  readonly name: string;
  readonly when: Condition;
  /** A fixed number, or what the catalogue's row holds in a column. Whole numbers. */
  readonly points: number | { readonly column: ColumnName; readonly sign: 1 | -1 };
  /** Its part of the sentence; absent where the opening of the reason says it already. */
  readonly clause: Template | null;
  /** Why it counts so much, for docs/scoring.md. */
  readonly why: string;
}

const notable = is(field("notable"), "yes");
const leavesOrComes = direction("outbound", "inbound", "external");
const lateral = isAnyOf(column("category"), "lateral_movement");

export const FACTORS: readonly Factor[] = [
  {
    name: "known_for",
    when: badPort,
    points: { column: "points", sign: 1 },
    clause: null,
    why: "What the catalogue's sources say of the port: a tool's own code says more than a list, several projects more than one.",
  },
  {
    name: "other_transport",
    when: all(badPort, is(field("listing"), "other_transport")),
    points: -15,
    clause: ["that use is known over another transport than ", field("transport")],
    why: "The catalogue knows the port over tcp and the event is udp, or the other way round.",
  },
  {
    name: "legitimate_use",
    when: all(badPort, atLeast(column("legitimate_points"), 1)),
    points: { column: "legitimate_points", sign: -1 },
    clause: ["the port also serves ", column("legitimate_use")],
    why: "What else lives on the port: nearly nothing, something registered, something common, or what every network uses all day. Where it takes all, neither is counted: the port says nothing.",
  },
  {
    name: "contradicting_application",
    when: contradicts,
    points: 45,
    clause: ["the application seen there does not belong on this port"],
    why: "A port that firewalls leave open for one protocol, carrying another, is how command and control hides (T1571, T1572).",
  },
  {
    name: "suspicious_application",
    when: all(seen("anonymiser", "miner"), not(contradicts)),
    points: 25,
    clause: ["the firewall saw an anonymiser or a miner"],
    why: "Tor, SOCKS and mining protocols say what the connection is for, whatever the port (T1090, T1496).",
  },
  {
    name: "threat_confidence",
    when: atLeast(field("threat_confidence"), 80),
    points: 45,
    clause: ["the client's fingerprint is that of malware"],
    why: "The Encrypted Visibility Engine is nearly sure of it.",
  },
  {
    name: "raised_threat_confidence",
    when: all(atLeast(field("threat_confidence"), 50), not(atLeast(field("threat_confidence"), 80))),
    points: 25,
    clause: ["the client's fingerprint may be that of malware"],
    why: "The Encrypted Visibility Engine thinks it more likely than not.",
  },
  {
    name: "suspicious_process",
    when: isAnyOf(field("process"), "malware", "system_tool", "anonymiser"),
    points: 15,
    clause: ["the fingerprint names a process that intruders use"],
    why: "PowerShell, rundll32 and their like seldom speak to the Internet by themselves (T1218, T1059).",
  },
  {
    name: "remote_control_out",
    when: remoteControlOut,
    points: 40,
    clause: ["remote control, shares or directories leave for a public address"],
    why: "Remote desktop, telnet, SMB and WinRM belong inside; on their way out they serve intruders (T1021, T1219, T1187).",
  },
  {
    name: "remote_support_out",
    when: remoteSupportOut,
    points: 15,
    clause: ["a remote support program connects"],
    why: "Help desks use these programs, and so do intruders (T1219): worth knowing who.",
  },
  {
    name: "exposed_service",
    when: exposed,
    points: 40,
    clause: ["a service meant for inside answers to the Internet"],
    why: "Databases, container engines, controllers and remote access open to everyone are found and used within hours (T1133, T1190).",
  },
  {
    name: "between_workstations",
    when: betweenWorkstations,
    points: 60,
    clause: ["a workstation administers another workstation"],
    why: "Workstations have no reason to administer one another; intruders move that way (T1021).",
  },
  {
    name: "upload",
    when: upload,
    points: 25,
    clause: ["much more goes out than comes back"],
    why: "At least 100 MB out against less than 50 MB in, or 20 MB against less than 2 MB (T1048).",
  },
  {
    name: "dynamic_name",
    when: is(field("url"), "dynamic_name"),
    points: 20,
    clause: ["the host has a dynamic name"],
    why: "Free dynamic DNS and tunnel names are cheap to take and to leave (T1568).",
  },
  {
    name: "address_in_url",
    when: all(notable, direction("outbound", "external"), is(field("url"), "address")),
    points: 10,
    clause: ["the URL has an address in place of a name"],
    why: "People and updates use names; implants are often given the bare address.",
  },
  {
    name: "digit_pattern",
    when: all(notable, leavesOrComes, present(field("digits")), not(seen("named"))),
    points: 5,
    clause: ["the port's digits form a pattern"],
    why: "Repeated, rising and falling digits are picked by people, as version 9 of the published detection assumes.",
  },
  {
    name: "ephemeral_port",
    when: all(
      notable,
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
    when: unknownService,
    points: 10,
    clause: ["the port is in no list"],
    why: "Neither the catalogue nor the firewall knows what this is.",
  },
  {
    name: "unrecognised_application",
    when: all(notable, seen("unrecognised"), not(contradicts)),
    points: 10,
    clause: ["the firewall recognised no application"],
    why: "Shells and home-made protocols are like nothing that the firewall knows; services of everyday are recognised.",
  },
  {
    name: "hidden_ssh",
    when: all(
      notable,
      leavesOrComes,
      seen("ssh"),
      isAnyOf(column("prevalence"), "common"),
      not(is(column("category"), "ssh")),
    ),
    points: 10,
    clause: ["it is SSH on another service's port"],
    why: "Where a common service of another kind is expected, SSH hides (T1571).",
  },
  {
    name: "quiet_session",
    when: all(
      notable,
      seen("unrecognised"),
      atLeast(field("duration"), 1800),
      not(atLeast(field("bytes_sent"), 500_000)),
      not(atLeast(field("bytes_received"), 500_000)),
    ),
    points: 15,
    clause: ["the session stays open for long and says little"],
    why: "Half an hour or more with less than half a megabyte each way is a shell or an implant that waits (T1095).",
  },
  {
    name: "long_session",
    when: all(
      notable,
      direction("outbound", "external"),
      seen("unrecognised", "ssh", "remote_desktop", "anonymiser"),
      atLeast(field("duration"), 7200),
    ),
    points: 10,
    clause: ["the session lasts for hours"],
    why: "Tunnels and interactive sessions stay; queries and downloads end.",
  },
  {
    name: "outbound",
    when: all(notable, direction("outbound")),
    points: 20,
    clause: ["the connection goes out to a public address"],
    why: "Call-backs, tunnels and exfiltration go out, through a firewall that lets them.",
  },
  {
    name: "inbound",
    when: all(notable, direction("inbound")),
    points: 10,
    clause: ["the connection comes in from a public address"],
    why: "Back doors listen; but the Internet knocks on every port.",
  },
  {
    name: "external",
    when: all(notable, direction("external")),
    points: 10,
    clause: ["both ends have public addresses"],
    why: "Mostly an inside host with a public (IPv6) address that goes out; zones would tell.",
  },
  {
    name: "internal",
    when: all(notable, direction("internal"), not(lateral), not(betweenWorkstations), not(contradicts)),
    points: -25,
    clause: ["both ends are internal"],
    why: "Update servers, storage and alternate SSH live inside; call-backs cross the firewall's edge.",
  },
  {
    name: "internal_lateral",
    when: all(notable, direction("internal"), any(lateral, betweenWorkstations, contradicts)),
    points: -10,
    clause: ["both ends are internal"],
    why: "Lateral movement is internal by nature, so being internal speaks less against it.",
  },
  {
    name: "server_calls_out",
    when: all(notable, direction("outbound"), is(field("src_zone"), "dmz")),
    points: 5,
    clause: ["a host of the DMZ opened it"],
    why: "Published servers answer; they seldom open connections to unknown hosts.",
  },
  {
    name: "blocked",
    when: all(notable, is(field("action"), "blocked")),
    points: -5,
    clause: ["the firewall blocked the attempt"],
    why: "A blocked attempt did no harm by itself, but somebody or something tried.",
  },
  {
    name: "unanswered",
    when: all(
      notable,
      leavesOrComes,
      not(is(field("action"), "blocked")),
      any(
        all(present(field("packets_received")), not(atLeast(field("packets_received"), 1))),
        all(
          present(field("packets_sent")),
          not(atLeast(field("packets_sent"), 2)),
          not(atLeast(field("bytes_received"), 1)),
        ),
      ),
    ),
    points: -10,
    clause: ["nothing answered the attempt"],
    why: "A single packet without an answer is a probe, or a call to a server that is gone.",
  },
  {
    name: "browser",
    when: all(
      notable,
      any(is(field("client"), "browser"), is(field("process"), "browser")),
      not(atLeast(field("threat_confidence"), 50)),
    ),
    points: -25,
    clause: ["a web browser opened it"],
    why: "A person with a browser looks at panels and consoles on odd ports; implants bring their own client.",
  },
  {
    name: "known_application",
    when: all(notable, seen("named"), not(betweenWorkstations), not(exposed), not(upload)),
    points: -25,
    clause: ["the firewall recognised an ordinary application"],
    why: "What the firewall knows by name and is none of the kinds above is what the port is used for.",
  },
  {
    name: "expected_tunnel",
    when: all(notable, seen("tunnel"), is(column("category"), "tunnel"), not(contradicts)),
    points: -10,
    clause: ["the firewall recognised the tunnel that belongs on this port"],
    why: "A tunnel that does not hide is mostly the one that the company runs.",
  },
  {
    name: "web_inside",
    when: all(notable, direction("internal"), seen("web", "encrypted_web"), not(lateral), not(contradicts)),
    points: -15,
    clause: ["it is web traffic between internal hosts"],
    why: "Developers' services and consoles; shells do not speak HTTP.",
  },
  {
    name: "named_host",
    when: all(notable, direction("outbound", "external"), is(field("url"), "name")),
    points: -10,
    clause: ["the host has an ordinary name"],
    why: "A little better than a bare address; names are cheap too.",
  },
  {
    name: "harmless_fingerprint",
    when: all(
      notable,
      not(direction("inbound")),
      present(field("threat_confidence")),
      not(atLeast(field("threat_confidence"), 20)),
    ),
    points: -10,
    clause: ["the client's fingerprint is known and harmless"],
    why: "The Encrypted Visibility Engine knows the client and suspects nothing.",
  },
  {
    name: "administration",
    when: all(notable, any(is(field("src_zone"), "management"), is(field("rule"), "administration"))),
    points: -25,
    clause: ["it comes from a management zone or under a rule made for it"],
    why: "Administrators use the same ports; they do so from their own zone, by a rule that somebody wrote for it.",
  },
];
