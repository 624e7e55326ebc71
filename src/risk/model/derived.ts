/**
 * What follows from the readings of a connection before any point is given: the side of its ends, its direction,
 * what the firewall saw of it, and whether there is anything to weigh at all. Each value is worked out after those above it.
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

/** Bytes went both ways, so the firewall would have recognised an application that it knows. */
const talked = all(atLeast(field("bytes_sent"), 1), atLeast(field("bytes_received"), 1));

export const direction = (...ways: Direction[]) => isAnyOf(field("direction"), ...ways);
/** What the firewall saw is one of these kinds. */
export const seen = (...kinds: string[]) => isAnyOf(field("seen"), ...kinds);

const SHARED: Derived[] = [];

/** A condition that several factors share: worked out once, as a value "yes" of this name. Returns the test for it. */
function shared(name: DerivedName, when: Condition): Condition {
  SHARED.push({ name, cases: [{ when, value: text("yes") }] });
  return is(field(name), "yes");
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

/** Services that are meant for a network's own people and machines. */
const privateService = isAnyOf(
  column("category"),
  "remote_access",
  "lateral_movement",
  "database",
  "container",
  "operational_technology",
);

/** The firewall saw something on a port of everyday that does not belong there. */
export const contradicts = shared(
  "contradicts",
  all(
    ubiquitous,
    any(
      seen("anonymiser", "miner", "tunnel", "remote_desktop", "chat_relay", "telnet"),
      all(seen("unrecognised"), is(field("transport"), "tcp")),
      all(seen("ssh"), not(isPort(22))),
      // Plain HTTP belongs to 80 alone, and HTTPS not to ports that begin in plain text.
      all(seen("web"), not(isPort(80))),
      all(seen("encrypted_web"), isPort(22, 25, 53, 80, 88, 123, 135, 143, 389, 445)),
    ),
  ),
);

/** What belongs inside leaves for the Internet. */
export const remoteControlOut = shared(
  "remote_control_out",
  all(
    direction("outbound", "external"),
    any(
      seen("remote_desktop", "telnet", "file_sharing"),
      is(column("category"), "lateral_movement"),
      // Kerberos, RPC, NetBIOS, LDAP, SMB and the global catalogue serve a domain, not the Internet.
      isPort(88, 135, 137, 138, 139, 389, 445, 3268),
    ),
  ),
);

export const remoteSupportOut = shared(
  "remote_support_out",
  all(direction("outbound", "external"), seen("remote_support")),
);

export const exposed = shared(
  "exposed",
  all(direction("inbound"), any(privateService, seen("remote_desktop", "telnet", "file_sharing"))),
);

/** Programs by which an intruder moves from host to host; administrators do the same, but not from a user's desk. */
export const betweenWorkstations = shared(
  "between_workstations",
  all(
    direction("internal"),
    is(field("src_zone"), "users"),
    is(field("dest_zone"), "users"),
    any(
      isAnyOf(column("category"), "lateral_movement", "remote_access", "ssh", "shell_listener"),
      seen("remote_desktop", "file_sharing", "ssh", "telnet"),
    ),
  ),
);

/** The catalogue has no row for the port, and the firewall recognised no application. */
export const unknownService = shared(
  "unknown_service",
  all(not(present(column("service"))), direction("outbound", "inbound"), seen("unrecognised")),
);

/** A large part of a disk goes out and next to nothing comes back. */
export const upload = shared(
  "upload",
  all(
    direction("outbound", "external"),
    any(
      all(atLeast(field("bytes_sent"), 10_000_000_000), not(atLeast(field("bytes_received"), 2_000_000_000))),
      all(atLeast(field("bytes_sent"), 100_000_000), not(atLeast(field("bytes_received"), 50_000_000))),
      all(atLeast(field("bytes_sent"), 20_000_000), not(atLeast(field("bytes_received"), 2_000_000))),
    ),
  ),
);

export const DERIVED: readonly Derived[] = [
  { name: "src_end", cases: end(field("src_side"), field("src_zone")) },
  { name: "dest_end", cases: end(field("dest_side"), field("dest_zone")) },
  { name: "direction", cases: DIRECTION.map(({ when, value }) => ({ when, value: text(value) })) },
  {
    name: "seen",
    cases: [
      { when: present(field("application")), value: field("application") },
      { when: all(talked, not(present(field("client")))), value: text("unrecognised") },
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
          remoteControlOut,
          remoteSupportOut,
          betweenWorkstations,
          upload,
          seen("anonymiser", "miner"),
          atLeast(field("threat_confidence"), 50),
          isAnyOf(field("process"), "malware", "system_tool", "anonymiser"),
          is(field("url"), "dynamic_name"),
          unknownService,
        ),
        value: text("yes"),
      },
    ],
  },
];
