/**
 * IP addresses as text → numbers. Read are the four-part decimal form of IPv4 and every form of RFC 4291 for IPv6, with an
 * optional zone ("fe80::1%eth0", RFC 4007). Refused is what different programs read differently: leading zeros (octal to
 * some), fewer than four parts, hexadecimal parts, and ports or prefixes behind the address.
 *
 * An IPv4-mapped IPv6 address (::ffff:0:0/96) is the IPv4 address that it carries, where it is written as RFC 5952 wants it,
 * ::ffff:10.1.2.3. In other spellings of it not even the two engines' own libraries agree, so these are no address.
 */

/** Four 32-bit unsigned numbers, most significant first; IPv4 is kept as its mapped form. */
export type Address = readonly [number, number, number, number];

export interface Network {
  readonly address: Address;
  /** Leading bits that matter, 0 to 128 (an IPv4 /8 is 104). */
  readonly bits: number;
}

const MAPPED = 0xffff;
/** ::ffff:10.1.2.3 */
export const MAPPED_PATTERN = /^::ffff:([0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3})$/i;
/** Any spelling of a mapped address, and of some that are nothing but unusual. */
export const LIKE_MAPPED_PATTERN = /^[0:]*:ffff:/i;
/** No address is longer: eight groups of four digits, or six and a dotted quad. */
const LONGEST = 45;
/** A zone is made of the characters that RFC 6874 leaves unescaped. */
const ZONE = /^%[0-9A-Za-z._~-]+$/;

/** The address, or null when the text is not one. Spaces around it are ignored. */
export function parseAddress(input: string): Address | null {
  const text = trimBlanks(input);
  const ipv4 = parseIpv4(text, 0, text.length);
  if (ipv4 >= 0) return [0, 0, MAPPED, ipv4];
  const zone = text.indexOf("%");
  if (zone >= 0 && !ZONE.test(text.slice(zone))) return null;
  const address = zone < 0 ? text : text.slice(0, zone);
  const mapped = MAPPED_PATTERN.exec(address);
  if (mapped !== null) {
    const carried = parseIpv4(mapped[1]!, 0, mapped[1]!.length);
    return carried < 0 ? null : [0, 0, MAPPED, carried];
  }
  if (address.length > LONGEST || !address.includes(":") || LIKE_MAPPED_PATTERN.test(address)) return null;
  return parseIpv6(address);
}

/**
 * "10.0.0.0/8" or "fc00::/7" as a network.
 * @throws Error when the text is not a network; only the model's own constants come here.
 */
export function parseNetwork(text: string): Network {
  const [base = "", prefix = ""] = text.split("/");
  const address = parseAddress(base);
  if (address === null || !/^[0-9]{1,3}$/.test(prefix)) throw new Error(`not a network: ${text}`);
  const bits = Number(prefix) + (base.includes(":") ? 0 : 96);
  if (bits > 128) throw new Error(`not a network: ${text}`);
  return { address, bits };
}

export function inNetwork(address: Address, network: Network): boolean {
  for (let word = 0, bits = network.bits; bits > 0; word++, bits -= 32) {
    const mask = bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
    if (((address[word]! ^ network.address[word]!) & mask) !== 0) return false;
  }
  return true;
}

const isBlank = (character: string | undefined) => character === " " || character === "\t";

/** How many spaces and tabs are in front of the text. */
export function leadingBlanks(text: string): number {
  let count = 0;
  while (isBlank(text[count])) count++;
  return count;
}

/**
 * The text without spaces and tabs around it. Not trim(): texts are Latin-1 here, and trim() would take the last byte of
 * some UTF-8 letters for a space. Not a pattern either: it would try every blank within the text as the beginning of the last ones.
 */
export function trimBlanks(text: string): string {
  let end = text.length;
  while (isBlank(text[end - 1])) end--;
  return text.slice(Math.min(leadingBlanks(text), end), end);
}

/** The 32-bit number of the dotted quad text[start, end), or -1. */
function parseIpv4(text: string, start: number, end: number): number {
  if (end - start < 7 || end - start > 15) return -1;
  let address = 0;
  let part = 0;
  let digits = 0;
  let parts = 0;
  for (let i = start; i <= end; i++) {
    const code = i === end ? 46 : text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      if (digits > 0 && part === 0) return -1;
      part = part * 10 + (code - 48);
      digits++;
    } else if (code === 46 && digits > 0 && part <= 255) {
      address = address * 256 + part;
      part = 0;
      digits = 0;
      parts++;
    } else return -1;
  }
  return parts === 4 ? address : -1;
}

function parseIpv6(text: string): Address | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const word = (index: number) => groups[index]! * 65536 + groups[index + 1]!;
  return [word(0), word(2), word(4), word(6)];
}

/** Groups of up to four hexadecimal digits; a dotted quad may stand for the last two where the address ends here. */
function parseGroups(text: string, last: boolean): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = last && i === parts.length - 1 ? parseIpv4(part, 0, part.length) : -1;
    if (ipv4 < 0) return null;
    groups.push(Math.floor(ipv4 / 65536), ipv4 % 65536);
  }
  return groups;
}
