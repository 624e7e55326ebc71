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

/** The last text that was read: conditions such as cidrmatch() test one address with many networks. */
let lastText = "";
let lastAddress: Address | null = null;

export function parseAddress(text: string): Address | null {
  if (text !== lastText) {
    lastAddress = readAddress(text);
    lastText = text;
  }
  return lastAddress;
}

function readAddress(text: string): Address | null {
  if (!text.includes(":")) return readVersion4(text);
  // ipaddr.js also takes a zone (%eth0).
  if (text.length > 45 || text.includes("%")) return null;
  // It reads ::10.1.2.3 as ::ffff:10.1.2.3, and takes octal and hexadecimal numbers there.
  const tail = /[^:]*\.[^:]*$/.exec(text)?.[0] ?? "";
  const groups = tail === "" ? "" : tailGroups(tail);
  const whole = `${text.slice(0, text.length - tail.length)}${groups}`;
  return groups !== null && ipaddr.IPv6.isValid(whole) ? ipaddr.IPv6.parse(whole) : null;
}

/** "10.1.2.3". The texts of most events are of this form, so they are read without the detours of a library that takes others. */
function readVersion4(text: string): ipaddr.IPv4 | null {
  if (text.length < 7 || text.length > 15) return null;
  const octets: number[] = [];
  let octet = -1;
  for (let i = 0; i <= text.length; i++) {
    const digit = i < text.length ? text.charCodeAt(i) - 48 : -2;
    if (digit >= 0 && digit <= 9) {
      // No zero in front.
      if (octet === 0) return null;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return null;
    } else {
      if (digit !== -2 || octet < 0) return null;
      octets.push(octet);
      octet = -1;
    }
  }
  return octets.length === 4 ? new ipaddr.IPv4(octets) : null;
}

/** The last two groups of an IPv6 address whose end is written as IPv4: "10.1.2.3" → "a01:203". */
function tailGroups(tail: string): string | null {
  const address = readVersion4(tail);
  if (address === null) return null;
  const [a, b, c, d] = address.octets as [number, number, number, number];
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
  if (network.kind() !== address.kind()) return false;
  if (!isVersion4(network) || !isVersion4(address)) return address.match(network, bits);
  // A shift by 32 bits would be one by none.
  return bits === 0 || (bitsOf(network) ^ bitsOf(address)) >>> (32 - bits) === 0;
}

function bitsOf({ octets }: ipaddr.IPv4): number {
  return (octets[0]! << 24) | (octets[1]! << 16) | (octets[2]! << 8) | octets[3]!;
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
