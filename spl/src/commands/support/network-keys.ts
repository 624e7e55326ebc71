/**
 * Networks as keys of an index: an address is in a network exactly when both have the same key at the network's length of prefix. So a
 * table of networks is looked up once for each length that it has, not once for each network.
 */
import { type Address, isVersion4, type Network } from "../../values/address.ts";

export class NetworkKeys {
  private readonly lengths = new Map<string, { readonly isVersion4: boolean; readonly bits: number }>();

  /** The key of a network, which is from then on among those that `of` gives. */
  add({ address, bits }: Network): string {
    const length = { isVersion4: isVersion4(address), bits };
    this.lengths.set(`${length.isVersion4} ${bits}`, length);
    return keyOf(address, bits);
  }

  /** The keys of all networks that may have been added and contain the address. */
  of(address: Address): string[] {
    const keys: string[] = [];
    for (const { isVersion4: isFour, bits } of this.lengths.values())
      if (isFour === isVersion4(address)) keys.push(keyOf(address, bits));
    return keys;
  }
}

/** As long for all networks of one version, so that what follows it cannot be taken for a part of it. */
function keyOf(address: Address, bits: number): string {
  const bytes = address.toByteArray();
  let key = `${bits}/`;
  for (const [index, byte] of bytes.entries()) {
    const kept = Math.min(Math.max(bits - index * 8, 0), 8);
    key += String.fromCharCode(byte & (0xff00 >> kept));
  }
  return `${key}/`;
}
