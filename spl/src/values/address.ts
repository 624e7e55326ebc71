/**
 * IPv4 and IPv6 addresses and networks in CIDR notation, read by ipaddr.js. Only the strict text forms are taken (four decimal numbers
 * without leading zeros; RFC 4291 with "::" and an IPv4 tail); anything else is not an address.
 */
import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

export interface Network {
  readonly address: Address;
  /** Length of the prefix, 0–32 or 0–128. */
  readonly bits: number;
}

export function parseAddress(text: string): Address | null {
  if (!text.includes(":")) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : null;
  // ipaddr.js also takes a zone (%eth0).
  if (text.length > 45 || text.includes("%")) return null;
  // It reads ::10.1.2.3 as ::ffff:10.1.2.3, and takes octal and hexadecimal numbers there.
  const tail = /[^:]*\.[^:]*$/.exec(text)?.[0] ?? "";
  const groups = tail === "" ? "" : tailGroups(tail);
  const whole = `${text.slice(0, text.length - tail.length)}${groups}`;
  return groups !== null && ipaddr.IPv6.isValid(whole) ? ipaddr.IPv6.parse(whole) : null;
}

/** The last two groups of an IPv6 address whose end is written as IPv4: "10.1.2.3" → "a01:203". */
function tailGroups(tail: string): string | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return null;
  const [a, b, c, d] = ipaddr.IPv4.parse(tail).octets as [number, number, number, number];
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** "10.0.0.0/8", "2001:db8::/32"; bits of the host part may be set (they are ignored). */
export function parseNetwork(text: string): Network | null {
  const found = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = found === null ? null : parseAddress(found[1]!);
  if (address === null) return null;
  const bits = Number(found![2]);
  return bits <= (isVersion4(address) ? 32 : 128) ? { address, bits } : null;
}

export function networkContains({ address: network, bits }: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

export function isVersion4(address: Address): address is ipaddr.IPv4 {
  return address.kind() === "ipv4";
}

/** Negative, 0 or positive, as numbers of one version compare; addresses of different versions have no order here. */
export function compareAddresses(left: Address, right: Address): number {
  return Buffer.compare(Buffer.from(left.toByteArray()), Buffer.from(right.toByteArray()));
}

/** ::ffff:10.1.2.3: an IPv4 address in IPv6 notation. */
export function isMapped(address: Address): boolean {
  return !isVersion4(address) && address.isIPv4MappedAddress();
}

/** The bits of an IPv4 address that are set in a mask, as a text. */
export function maskVersion4(mask: ipaddr.IPv4, address: ipaddr.IPv4): string {
  return address.octets.map((octet, index) => octet & mask.octets[index]!).join(".");
}
