/**
 * The simulated company: 10,000 hosts in security zones behind one pair of firewalls. Names of zones are the usual English ones.
 * Internal addresses are private; the company's own public addresses are from the ranges for documentation (RFC 5737, RFC 3849),
 * which the model takes for public ones. Hosts of the Internet are made up.
 */
import type { Random } from "../random/index.ts";

/** One end of a connection. A host without a zone is one whose interface belongs to no security zone. */
export interface Endpoint {
  readonly address: string;
  readonly zone: string | null;
}

/** How many hosts each group has; together 10,000. */
export const HOST_COUNTS = {
  users: 6500,
  developers: 350,
  administrators: 50,
  servers: 800,
  databases: 100,
  kubernetes: 120,
  storage: 40,
  dmz: 40,
  phones: 900,
  printers: 300,
  devices: 300,
  guests: 300,
  dualStack: 200,
} as const;

type Group = keyof typeof HOST_COUNTS;

/** The second octet of each group's 10.x.0.0/16, and its zone. dualStack hosts are users with a second, IPv6 address. */
const PLACES: { readonly [group in Exclude<Group, "dualStack">]: readonly [octet: number, zone: string] } = {
  users: [10, "user-lan"],
  developers: [11, "user-lan"],
  administrators: [60, "mgmt"],
  servers: [20, "server-lan"],
  databases: [21, "database"],
  kubernetes: [22, "server-prod"],
  storage: [23, "server-lan"],
  dmz: [80, "dmz"],
  phones: [30, "voice"],
  printers: [40, "printers"],
  devices: [50, "iot"],
  guests: [70, "guest"],
};

const HOSTS_A_SUBNET = 200;
/** First octets of addresses that hosts of the Internet get; no private, shared, multicast or documentation range is in them. */
const PUBLIC_OCTETS = [13, 20, 34, 45, 52, 64, 79, 87, 93, 104, 117, 142, 151, 178, 185, 195, 212];

function hosts(group: keyof typeof PLACES): readonly Endpoint[] {
  const [octet, zone] = PLACES[group];
  return Array.from({ length: HOST_COUNTS[group] }, (_, index) => ({
    address: `10.${octet}.${Math.floor(index / HOSTS_A_SUBNET)}.${10 + (index % HOSTS_A_SUBNET)}`,
    zone,
  }));
}

export const NETWORK: { readonly [group in Group]: readonly Endpoint[] } = {
  users: hosts("users"),
  developers: hosts("developers"),
  administrators: hosts("administrators"),
  servers: hosts("servers"),
  databases: hosts("databases"),
  kubernetes: hosts("kubernetes"),
  storage: hosts("storage"),
  dmz: hosts("dmz"),
  phones: hosts("phones"),
  printers: hosts("printers"),
  devices: hosts("devices"),
  guests: hosts("guests"),
  dualStack: Array.from({ length: HOST_COUNTS.dualStack }, (_, index) => ({
    address: `2001:db8:4100:${(16 + (index % 8)).toString(16)}::${(0x1000 + index).toString(16)}`,
    zone: null,
  })),
};

/** The company's public block, 256 addresses. What no server is published on leads to no zone inside. */
export function ownPublicAddress(last: number): Endpoint {
  return { address: `203.0.113.${last}`, zone: "outside" };
}

/** The public address behind which hosts inside go out: one of eight. */
export function translatedAddress(random: Random): string {
  return `203.0.113.${random.between(1, 8)}`;
}

/** Any host of the Internet. */
export function internetHost(random: Random): Endpoint {
  return {
    address: `${random.pick(PUBLIC_OCTETS)}.${random.between(0, 255)}.${random.between(0, 255)}.${random.between(1, 254)}`,
    zone: "outside",
  };
}

/** Any IPv6 host of the Internet, in the allocations of 2600::/12 and 2a00::/12. No zone is logged for it. */
export function internetHost6(random: Random): Endpoint {
  const group = () => random.between(1, 65535).toString(16);
  return {
    address: `${random.pick(["2606", "2a00", "2620", "2a03"])}:${group()}:${group()}::${group()}`,
    zone: null,
  };
}

/** So many hosts of the Internet that stay the same: a vendor's servers. */
export function internetHosts(random: Random, count: number): readonly Endpoint[] {
  return Array.from({ length: count }, () => internetHost(random));
}

/** So many of these hosts, each once. */
export function sample(random: Random, hosts: readonly Endpoint[], count: number): readonly Endpoint[] {
  const rest = [...hosts];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(random.between(0, rest.length - 1), 1)[0]!,
  );
}
