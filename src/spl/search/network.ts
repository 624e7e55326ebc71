/**
 * Addresses and networks in CIDR notation, IPv4 and IPv6, as `search` compares them (Search Reference, search: "supports
 * IPv4 and IPv6 addresses and subnets that use CIDR notation"). Reads text, gives bits; what is no address gives null.
 */
export interface Network {
  /** 4 or 6 */
  readonly version: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

export interface Address {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

/** "10.0.0.0/8" → network; null if the text is none. */
export function parseNetwork(text: string): Network | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const address = parseAddress(match[1]!);
  const prefix = Number(match[2]);
  if (address === null || prefix > width(address.version)) return null;
  return { ...address, prefix };
}

/** "10.1.2.3" or "2001:db8::1" → its bits; null if the text is no address. */
export function parseAddress(text: string): Address | null {
  const bits = text.includes(":") ? parseVersion6(text) : parseVersion4(text);
  return bits === null ? null : { version: text.includes(":") ? 6 : 4, bits };
}

export function contains(network: Network, address: Address): boolean {
  if (network.version !== address.version) return false;
  const shift = BigInt(width(network.version) - network.prefix);
  return network.bits >> shift === address.bits >> shift;
}

function width(version: 4 | 6): number {
  return version === 4 ? 32 : 128;
}

function parseVersion4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function parseVersion6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups[groups.length - 1]!;
  const tail = last[last.length - 1];
  if (tail?.includes(".")) {
    const embedded = parseVersion4(tail);
    if (embedded === null) return null;
    last.splice(-1, 1, (embedded >> 16n).toString(16), (embedded & 0xffffn).toString(16));
  }
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return null;
  const all = [...groups[0]!, ...new Array<string>(8 - count).fill("0"), ...(groups[1] ?? [])];
  let bits = 0n;
  for (const group of all) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    bits = (bits << 16n) | BigInt(`0x${group}`);
  }
  return bits;
}
