/**
 * IPv4 and IPv6 addresses and networks in CIDR notation. Reads the strict text forms (four decimal numbers without
 * leading zeros; RFC 4291 with "::" and an IPv4 tail); anything else is no address.
 */
export interface Address {
  readonly version: 4 | 6;
  /** 32-bit words, the most significant first: one for IPv4, four for IPv6. */
  readonly words: readonly number[];
}

export interface Network {
  readonly address: Address;
  readonly bits: number;
}

export function parseAddress(text: string): Address | null {
  return text.includes(":") ? parseVersion6(text) : parseVersion4(text);
}

function parseVersion4(text: string): Address | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (found === null) return null;
  let word = 0;
  for (const part of found.slice(1)) {
    if (Number(part) > 255 || (part.length > 1 && part[0] === "0")) return null;
    word = word * 256 + Number(part);
  }
  return { version: 4, words: [word] };
}

function parseVersion6(text: string): Address | null {
  if (text.length > 45) return null;
  let source = text;
  const tail = /[^:]*\.[^:]*$/.exec(text)?.[0];
  if (tail !== undefined) {
    const version4 = parseVersion4(tail);
    if (version4 === null) return null;
    const word = version4.words[0]!;
    source = `${text.slice(0, -tail.length)}${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
  }
  const halves = source.split("::");
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return null;
  const all = [...groups[0]!, ...Array.from({ length: 8 - count }, () => "0"), ...(groups[1] ?? [])];
  if (!all.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return null;
  const numbers = all.map((group) => Number.parseInt(group, 16));
  return { version: 6, words: [0, 2, 4, 6].map((i) => numbers[i]! * 65_536 + numbers[i + 1]!) };
}

/** "10.0.0.0/8", "2001:db8::/32"; bits of the host part may be set (they are ignored). */
export function parseNetwork(text: string): Network | null {
  const found = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = found === null ? null : parseAddress(found[1]!);
  if (address === null) return null;
  const bits = Number(found![2]);
  return bits <= address.words.length * 32 ? { address, bits } : null;
}

export function networkContains(network: Network, address: Address): boolean {
  if (network.address.version !== address.version) return false;
  return address.words.every((word, i) => {
    const bits = Math.min(32, Math.max(0, network.bits - 32 * i));
    return bits === 0 || (word ^ network.address.words[i]!) >>> (32 - bits) === 0;
  });
}

/** Negative, 0 or positive, as numbers of one version compare; addresses of different versions have no order here. */
export function compareAddresses(left: Address, right: Address): number {
  const i = left.words.findIndex((word, index) => word !== right.words[index]);
  return i < 0 ? 0 : left.words[i]! - right.words[i]!;
}

/** ::ffff:10.1.2.3: an IPv4 address in IPv6 notation. */
export function isMapped(address: Address): boolean {
  return (
    address.version === 6 && address.words[0] === 0 && address.words[1] === 0 && address.words[2] === 0xffff
  );
}

export function formatVersion4(word: number): string {
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join(".");
}
