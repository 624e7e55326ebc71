/**
 * Address classes, as data. The first class one of whose networks holds the address is its class; what is in none is
 * "public". Each class has a side: "internal" addresses belong to networks that somebody runs privately or to the
 * link itself, "external" ones are reachable from anywhere.
 *
 * The ranges are those of the IANA special-purpose address registries (RFC 6890 and its updates), as far as a firewall
 * meets them. Documentation ranges are left with the public ones: nobody uses them, except in examples of public addresses.
 */
import { type Address, inNetwork, type Network, parseAddress, parseNetwork } from "./address.ts";

export const SIDES = ["internal", "external"] as const;
export type Side = (typeof SIDES)[number];

export interface AddressClass {
  readonly name: string;
  readonly side: Side;
  readonly networks: readonly string[];
  /** Where the range is defined. */
  readonly source: string;
}

export const ADDRESS_CLASSES: readonly AddressClass[] = [
  { name: "unspecified", side: "internal", networks: ["0.0.0.0/8", "::/128"], source: "RFC 1122, RFC 4291" },
  { name: "loopback", side: "internal", networks: ["127.0.0.0/8", "::1/128"], source: "RFC 1122, RFC 4291" },
  {
    name: "private",
    side: "internal",
    networks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
    source: "RFC 1918, RFC 4193",
  },
  {
    name: "link_local",
    side: "internal",
    networks: ["169.254.0.0/16", "fe80::/10"],
    source: "RFC 3927, RFC 4291",
  },
  { name: "shared", side: "internal", networks: ["100.64.0.0/10"], source: "RFC 6598 (carrier-grade NAT)" },
  {
    name: "multicast",
    side: "internal",
    networks: ["224.0.0.0/4", "ff00::/8"],
    source: "RFC 5771, RFC 4291",
  },
  { name: "broadcast", side: "internal", networks: ["255.255.255.255/32"], source: "RFC 8190" },
];

/** The class of whatever is in none of the networks above. */
const PUBLIC_CLASS = { name: "public", side: "external" } as const;

/** The third word of an IPv4 address in its mapped form. */
const IPV4_PREFIX = 0xffff;

interface ParsedClass {
  readonly name: string;
  readonly side: Side;
  readonly networks: readonly Network[];
}

let parsedClasses: readonly ParsedClass[] | null = null;

/** Parsed at first use: most starts of the command end before they see an address. */
function classes(): readonly ParsedClass[] {
  parsedClasses ??= ADDRESS_CLASSES.map(({ name, side, networks }) => ({
    name,
    side,
    networks: networks.map(parseNetwork),
  }));
  return parsedClasses;
}

/** The side of an address, or null when the text is not an address. */
export function sideOf(text: string): Side | null {
  const facts = classifyAddress(text);
  return facts === null ? null : facts.side;
}

let internalIpv4: Int32Array | null = null;

/** The networks of IPv4 that are internal, as pairs of mask and address, signed; made at first use. */
export function internalIpv4Networks(): Int32Array {
  internalIpv4 ??= Int32Array.from(
    classes().reduce<number[]>((pairs, { side, networks }) => {
      if (side !== "internal") return pairs;
      for (const network of networks) {
        if (network.bits < 96 || network.address[2] !== IPV4_PREFIX) continue;
        pairs.push(network.bits === 96 ? 0 : -1 << (128 - network.bits), network.address[3] | 0);
      }
      return pairs;
    }, []),
  );
  return internalIpv4;
}

/** The class of an address, or null when the text is not an address. */
export function classifyAddress(text: string): { readonly name: string; readonly side: Side } | null {
  const address = parseAddress(text);
  return address === null ? null : classOf(address);
}

function classOf(address: Address): { readonly name: string; readonly side: Side } {
  return (
    classes().find(({ networks }) => networks.some((network) => inNetwork(address, network))) ?? PUBLIC_CLASS
  );
}
