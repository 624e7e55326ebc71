/**
 * What follows from the readings of a connection before any point is given: on which side its ends lie, which way it goes, whether
 * anybody answered, what the firewall saw of it, and whether there is anything to score at all. Each value is worked out after
 * those above it.
 */
import {
  all,
  any,
  atLeast,
  type Case,
  type Condition,
  column,
  type DerivedName,
  type Expression,
  field,
  is,
  isAnyOf,
  isPort,
  not,
  present,
  text,
} from "../expression.ts";
import { type ApplicationGroup, applicationsOf } from "../kinds.ts";
import type { NumberReading } from "../schema/index.ts";
import { HISTORY_BOUNDS } from "./history-bounds.ts";
import { OWN_PORTS, PLAIN_HTTP_NEVER, TLS_PORTS, WEB_PORTS } from "./ports.ts";

export type Direction = "outbound" | "inbound" | "internal" | "external" | "unknown";

export interface Derived {
  readonly name: DerivedName;
  readonly cases: readonly Case<Expression>[];
}

/**
 * An address that is private by itself is internal. A public one is internal too where its zone says so (IPv6, and networks
 * that own public addresses); without an address the zone alone decides.
 */
const end = (side: Expression, zone: Expression): readonly Case<Expression>[] => [
  { when: is(side, "internal"), value: text("internal") },
  { when: all(present(zone), not(is(zone, "outside"))), value: text("internal") },
  { when: any(present(side), is(zone, "outside")), value: text("external") },
];

const src = field("src_end");
const dest = field("dest_end");
const way = (from: string, to: string) => all(is(src, from), is(dest, to));

export const DIRECTION: readonly Case<Direction>[] = [
  { when: way("internal", "external"), value: "outbound" },
  { when: way("external", "internal"), value: "inbound" },
  { when: way("internal", "internal"), value: "internal" },
  { when: way("external", "external"), value: "external" },
  { when: all(), value: "unknown" },
];

export const direction = (...ways: Direction[]) => isAnyOf(field("direction"), ...ways);

const yes = (name: DerivedName) => is(field(name), "yes");

/** Something about the connection is worth weighing at all. */
export const notable = yes("notable");

/**
 * Whether one end sent payload. The firewall counts whole frames: a TCP segment without payload is 54 to 78 bytes (Ethernet 14,
 * IPv4 20, TCP 20 to 44), and a handshake with its end takes three to five of them. So the bytes have to exceed what so many
 * bare segments can hold. A UDP datagram always carries payload.
 */
function payload(bytes: NumberReading, packets: NumberReading): Condition {
  const within = (most: number, least: number) =>
    all(atLeast(field(bytes), least), not(atLeast(field(packets), most + 1)));
  const datagrams = any(atLeast(field(packets), 1), atLeast(field(bytes), 1));
  return any(
    all(is(field("transport"), "udp"), datagrams),
    all(
      not(is(field("transport"), "udp")),
      any(within(2, 160), within(4, 330), within(8, 640), within(16, 1_250), atLeast(field(bytes), 3_000)),
    ),
  );
}

/** What the firewall saw belongs to one of these groups. */
export const seen = (...groups: ApplicationGroup[]) => isAnyOf(field("seen"), ...applicationsOf(...groups));

/** The firewall named the application, whatever it is. */
const named = all(
  present(field("application")),
  not(isAnyOf(field("application"), ...applicationsOf("none", "unrecognised"))),
);

const SHARED: Derived[] = [];

/** A condition that several factors share: worked out once, as a value "yes" of this name. Returns the test for it. */
function shared(name: DerivedName, when: Condition): Condition {
  SHARED.push({ name, cases: [{ when, value: text("yes") }] });
  return yes(name);
}

/** The catalogue lists a bad use of the port that an ordinary one does not outweigh. */
export const badPort = shared(
  "bad_port",
  all(
    atLeast(column("points"), 1),
    not({ form: "at_least", left: column("legitimate_points"), right: column("points") }),
  ),
);

/** Nearly every network uses the port all day, so that it says nothing by itself. */
const ubiquitous = is(column("prevalence"), "ubiquitous");

/** Tools of administrators and users that intruders use as well. They stay open and speak protocols of their own by nature. */
const dualUse = isAnyOf(column("category"), "remote_access", "tunnel", "proxy");

/** File sharing among peers: encrypted on purpose, so that nothing recognises it. Other rows of the category list no bad use. */
const peerToPeer = all(is(column("category"), "file_transfer"), badPort);

/**
 * Where a missing name says something. Ports of everyday and of the web carry resumed TLS, which has no name; datagrams of calls, games
 * and file sharing have none either; and tools of dual use and peers speak protocols of their own.
 */
const nameExpected = all(
  not(is(field("transport"), "udp")),
  not(ubiquitous),
  not(isPort(...WEB_PORTS)),
  not(dualUse),
  not(peerToPeer),
);

/** The firewall recognised nothing in the payload, and that says something. */
export const unrecognised = all(seen("unrecognised"), nameExpected);

/**
 * Payload went out, and only acknowledgements came back: a handshake, an acknowledgement and an end are three packets at least. A dead
 * server acknowledges nothing, and a request gets an answer; what goes out in one direction is logs, files, or what was stolen.
 */
export const oneWay = shared(
  "one_way",
  all(
    direction("outbound"),
    not(is(field("action"), "blocked")),
    not(named),
    not(present(field("client"))),
    yes("payload_sent"),
    is(field("answered"), "no"),
    atLeast(field("packets_received"), 3),
    is(field("transport"), "tcp"),
    nameExpected,
  ),
);

/** A tunnel or proxy that intruders use is in use: payload went both ways, in a protocol that the firewall does not name. */
export const openTunnel = all(
  badPort,
  isAnyOf(column("category"), "tunnel", "proxy"),
  seen("unrecognised"),
  is(field("transport"), "tcp"),
);

/** Services that are meant for a network's own people and machines. */
const privateService = isAnyOf(
  column("category"),
  "remote_access",
  "lateral_movement",
  "database",
  "container",
  "operational_technology",
);

/** Protocols that belong inside: who reaches them from the Internet, or takes them there, controls hosts or reads data. */
const internalProtocol = seen("remote_desktop", "telnet", "file_sharing", "directory", "database");

export const answered = is(field("answered"), "yes");
/** Nothing came back, or a refusal only. An event that does not say is not one of these. */
export const unanswered = any(is(field("action"), "blocked"), is(field("answered"), "no"));

/** The firewall named something that does not belong on this port. */
export const contradicts = shared(
  "contradicts",
  any(
    all(
      ubiquitous,
      any(
        seen("anonymiser", "miner", "remote_desktop", "chat_relay", "telnet"),
        // OpenVPN's own servers answer on 443 as well.
        all(seen("tunnel"), not(all(is(field("seen"), "OpenVPN"), isPort(443)))),
        all(seen("ssh"), not(isPort(22))),
        // Plain HTTP belongs to 80 alone, and HTTPS not to ports that begin in plain text.
        all(seen("web"), not(isPort(80))),
        all(seen("encrypted_web"), isPort(22, 25, 53, 80, 88, 123, 135, 143, 389, 445)),
      ),
    ),
    // Ports whose clients begin with TLS: plain HTTP is what nobody's program sends there.
    all(direction("outbound", "external"), seen("web"), isPort(...PLAIN_HTTP_NEVER)),
  ),
);

/** What belongs inside goes to the Internet: named by the firewall, or unnamed payload on a port of a Windows domain. */
export const internalServiceOut = shared(
  "internal_service_out",
  all(
    direction("outbound", "external"),
    any(
      internalProtocol,
      // Kerberos, RPC, LDAP, SMB and the global catalogue serve a domain, not the Internet.
      all(seen("unrecognised"), isPort(88, 135, 139, 389, 445, 3268, 5985)),
    ),
  ),
);

export const remoteSupportOut = shared(
  "remote_support_out",
  all(direction("outbound", "external"), seen("remote_support")),
);

export const exposed = shared(
  "exposed",
  all(
    direction("inbound"),
    not(is(field("action"), "blocked")),
    answered,
    any(privateService, internalProtocol),
  ),
);

/** Programs by which an intruder moves from host to host; administrators do the same, but not from a user's desk. */
export const betweenWorkstations = shared(
  "between_workstations",
  all(
    direction("internal"),
    is(field("src_zone"), "users"),
    is(field("dest_zone"), "users"),
    any(
      // WinRM speaks HTTP.
      isPort(5985, 5986),
      all(
        badPort,
        isAnyOf(column("category"), "lateral_movement", "remote_access", "ssh", "shell_listener"),
        not(seen("web", "encrypted_web", "named")),
      ),
      seen("remote_desktop", "file_sharing", "ssh", "telnet"),
    ),
  ),
);

/** The firewall named a protocol that has ports of its own, and this is none of them. */
export const otherPort = shared(
  "other_port",
  any(...OWN_PORTS.map(({ groups, ports }) => all(seen(...groups), not(isPort(...ports))))),
);

/** TLS or HTTP to the Internet on a port where no web server is expected. */
export const webOnOtherPort = all(
  direction("outbound", "external"),
  any(seen("web"), all(seen("encrypted_web"), not(isPort(...TLS_PORTS)))),
  is(field("transport"), "tcp"),
  not(ubiquitous),
  not(isPort(...WEB_PORTS)),
  not(is(column("category"), "web")),
  // Remote support and tunnels speak TLS on ports of their own.
  not(dualUse),
);

/** The catalogue has no row for the port, and the firewall recognised no application. */
export const unknownService = shared(
  "unknown_service",
  all(
    not(present(column("service"))),
    any(all(direction("outbound", "inbound", "external", "internal"), unrecognised), oneWay),
  ),
);

/**
 * A large part of a disk goes out and next to nothing comes back. Acknowledgements alone are one or two per cent of what is sent, so
 * the bound of what is received grows with it.
 */
export const upload = shared(
  "upload",
  all(
    direction("outbound", "external"),
    present(field("bytes_received")),
    // Calls and file sharing send datagrams without end; remote support sends the screen.
    any(not(is(field("transport"), "udp")), seen("encrypted_web")),
    not(seen("remote_support")),
    any(
      all(atLeast(field("bytes_sent"), 10_000_000_000), not(atLeast(field("bytes_received"), 2_000_000_000))),
      all(atLeast(field("bytes_sent"), 1_000_000_000), not(atLeast(field("bytes_received"), 200_000_000))),
      all(atLeast(field("bytes_sent"), 100_000_000), not(atLeast(field("bytes_received"), 50_000_000))),
      all(atLeast(field("bytes_sent"), 20_000_000), not(atLeast(field("bytes_received"), 2_000_000))),
    ),
  ),
);

/** Half an hour or more with less than half a megabyte each way. An event without counts does not say so. */
export const quiet = shared(
  "quiet",
  all(
    atLeast(field("duration"), 1800),
    atLeast(field("bytes_sent"), 0),
    not(atLeast(field("bytes_sent"), 500_000)),
    atLeast(field("bytes_received"), 0),
    not(atLeast(field("bytes_received"), 500_000)),
  ),
);

/**
 * What the site's own history says of a pair or of a service. The readings come from lookups over collections that scheduled searches
 * write (docs/history.md); an event has none of them.
 */
const outwards = direction("outbound");

/** The site's baseline is complete, and the service is not in it. */
export const firstSeen = all(present(field("history_days")), not(atLeast(field("history_days"), 1)));

/** A destination that several hosts use is a service, however regular they are; unless it is new, and then it may be an outbreak. */
const fewSources = any(not(atLeast(field("history_sources"), HISTORY_BOUNDS.popular)), firstSeen);

/**
 * Half of the gaps between the pair's connections lie within a fifth of their median, or most are the same beat with calls left out. Random
 * arrivals do so in 4 of 1,000 cases with 10 gaps; a jitter of 20 % and pauses do not hide it (docs/history.md has the comparison). A clock
 * is regular by design, so NTP does not count.
 */
export const regular = shared(
  "regular",
  all(
    outwards,
    not(isPort(123)),
    atLeast(field("history_regularity"), HISTORY_BOUNDS.regularity),
    fewSources,
  ),
);

/** Nobody waits for a dead server for hours, but a program that got its address does. */
export const failing = shared(
  "failing",
  all(
    outwards,
    is(field("transport"), "tcp"),
    atLeast(field("history_failed"), HISTORY_BOUNDS.failed),
    atLeast(field("history_connections"), HISTORY_BOUNDS.attemptsThatFail),
    fewSources,
  ),
);

/** One host tries a port on many others, which do not answer: a scan, or a worm. */
export const fanOut = shared(
  "fan_out",
  all(
    direction("internal", "outbound"),
    is(field("transport"), "tcp"),
    atLeast(field("history_destinations"), HISTORY_BOUNDS.destinations),
  ),
);

/**
 * More short sessions to a login than a user makes. From the Internet that is everyday on a published server, and the sessions say that
 * none got in.
 */
export const guessing = shared(
  "guessing",
  all(direction("internal", "outbound"), atLeast(field("history_attempts"), HISTORY_BOUNDS.logins)),
);

/** Cisco EVE takes the client for malware rather than not. */
export const likelyThreat = atLeast(field("threat_confidence"), 50);

/** The host of the URL has a name that anyone gets for nothing and points anywhere. */
export const dynamicName = is(field("url"), "dynamic_name");

/** The client program, by Cisco EVE or by the firewall's own detector. */
const program = (...kinds: string[]) =>
  any(isAnyOf(field("process"), ...kinds), isAnyOf(field("client"), ...kinds));

export const maliciousProgram = program("malware");
export const anonymiserProgram = program("anonymiser");
export const systemTool = program("system_tool");
export const browser = program("browser");

/**
 * The site has used the service on a week's days. What the firewall or the client's fingerprint names as malicious is not explained by
 * being there for long; neither are a service that is open to the Internet and a step between workstations, because the baseline does not
 * say who uses a service.
 */
export const established = shared(
  "established",
  all(
    atLeast(field("history_days"), HISTORY_BOUNDS.establishedDays),
    not(exposed),
    not(betweenWorkstations),
    not(seen("anonymiser", "miner")),
    not(likelyThreat),
    not(maliciousProgram),
    not(anonymiserProgram),
  ),
);

/**
 * Something that malware explains better than ordinary use does. Peers, games and partners are on new servers and ports every day, so
 * that an unnamed protocol, an upload or an odd port is not enough.
 */
const malwareIsLikely = any(
  all(badPort, atLeast(column("points"), HISTORY_BOUNDS.portOfMalware)),
  contradicts,
  likelyThreat,
  maliciousProgram,
  systemTool,
  dynamicName,
  regular,
);

/** A new server that may be an intruder's. */
export const newServer = shared("new_server", all(outwards, firstSeen, malwareIsLikely));

export const DERIVED: readonly Derived[] = [
  { name: "src_end", cases: end(field("src_side"), field("src_zone")) },
  { name: "dest_end", cases: end(field("dest_side"), field("dest_zone")) },
  { name: "direction", cases: DIRECTION.map(({ when, value }) => ({ when, value: text(value) })) },
  {
    name: "payload_sent",
    cases: [{ when: payload("bytes_sent", "packets_sent"), value: text("yes") }],
  },
  {
    name: "payload_received",
    cases: [{ when: payload("bytes_received", "packets_received"), value: text("yes") }],
  },
  {
    name: "answered",
    cases: [
      { when: yes("payload_received"), value: text("yes") },
      { when: any(present(field("bytes_received")), present(field("packets_received"))), value: text("no") },
      // Without counts a name says that the firewall saw a conversation.
      { when: named, value: text("yes") },
    ],
  },
  {
    name: "seen",
    cases: [
      { when: named, value: field("application") },
      {
        when: all(
          yes("payload_sent"),
          yes("payload_received"),
          not(is(field("application"), "pending")),
          not(present(field("client"))),
        ),
        value: text("unrecognised"),
      },
      {
        // The firewall says itself that it could not name the application; without counts there is nothing to check it by.
        when: all(
          is(field("application"), "unrecognised"),
          not(present(field("bytes_received"))),
          not(present(field("packets_received"))),
        ),
        value: text("unrecognised"),
      },
    ],
  },
  {
    name: "begun",
    cases: [
      {
        when: all(
          not(named),
          not(is(field("action"), "blocked")),
          present(field("packets_sent")),
          not(atLeast(field("packets_sent"), 4)),
          not(atLeast(field("packets_received"), 3)),
          not(atLeast(field("duration"), 1)),
          not(yes("payload_received")),
          atLeast(field("packets_received"), 1),
        ),
        value: text("yes"),
      },
    ],
  },
  ...SHARED,
  {
    name: "notable",
    cases: [
      {
        when: any(
          badPort,
          contradicts,
          exposed,
          internalServiceOut,
          remoteSupportOut,
          betweenWorkstations,
          upload,
          webOnOtherPort,
          all(otherPort, direction("outbound", "external")),
          seen("anonymiser", "miner"),
          all(seen("chat_relay"), direction("outbound", "external")),
          likelyThreat,
          maliciousProgram,
          anonymiserProgram,
          systemTool,
          dynamicName,
          unknownService,
          regular,
          fanOut,
          guessing,
        ),
        value: text("yes"),
      },
    ],
  },
];
