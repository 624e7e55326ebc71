/** Addresses and networks against Node.js: net.isIP for what is an address, net.BlockList for what a network contains. */
import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareAddresses,
  isMapped,
  networkContains,
  parseAddress,
  parseNetwork,
} from "../../src/values/address.ts";

const bytes = (count: number) => fc.uint8Array({ minLength: count, maxLength: count });
const dotted = (octets: Uint8Array) => octets.join(".");
const groups = (octets: Uint8Array) =>
  Array.from({ length: 8 }, (_, i) => (octets[2 * i]! * 256 + octets[2 * i + 1]!).toString(16)).join(":");

/** Whether Node.js finds the address in the network. */
function contains(network: string, bits: number, address: string, family: "ipv4" | "ipv6"): boolean {
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(address, family);
}

describe("networks against net.BlockList", () => {
  test("IPv4", () => {
    fc.assert(
      fc.property(bytes(4), bytes(4), fc.nat(32), fc.nat(4), (a, b, bits, shared) => {
        const address = dotted(b.map((byte, i) => (i < shared ? a[i]! : byte)));
        const network = parseNetwork(`${dotted(a)}/${bits}`)!;
        // BlockList takes no prefix of 0 bits, which contains every address.
        const expected = bits === 0 || contains(dotted(a), bits, address, "ipv4");
        expect(networkContains(network, parseAddress(address)!)).toBe(expected);
        expect(networkContains(network, parseAddress(`::${address}`)!)).toBe(false);
      }),
      { seed: 31_337, numRuns: 2000 },
    );
  });

  test("IPv6, in long and short form, and with an IPv4 tail", () => {
    const sparse = bytes(16).map((octets) => octets.map((byte) => (byte % 3 === 0 ? byte : 0)));
    fc.assert(
      fc.property(
        sparse,
        sparse,
        fc.integer({ min: 0, max: 128 }),
        fc.nat(16),
        fc.constantFrom("long", "short", "tail"),
        (a, b, bits, shared, form) => {
          const octets = b.map((byte, i) => (i < shared ? a[i]! : byte));
          const address = groups(octets);
          const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
          const tail = address.replace(/:[^:]+:[^:]+$/, `:${dotted(octets.slice(12))}`);
          const text = { long: address, short, tail }[form]!;
          const expected = bits === 0 || contains(groups(a), bits, address, "ipv6");
          expect(networkContains(parseNetwork(`${groups(a)}/${bits}`)!, parseAddress(text)!)).toBe(expected);
        },
      ),
      { seed: 31_337, numRuns: 2000 },
    );
  });

  test.each(["10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/", "/8", "10.0.0.0/8/8", "10.0/8"])(
    "%j is not a network",
    (text) => {
      expect(parseNetwork(text)).toBeNull();
    },
  );
});

describe("addresses against net.isIP", () => {
  test("accepts and rejects the same texts", () => {
    const wild = fc.string({ unit: fc.constantFrom(..."0123456789abf:.:::"), maxLength: 24 });
    const near = fc
      .tuple(
        fc.oneof(bytes(4).map(dotted), bytes(16).map(groups)),
        fc.nat(40),
        fc.constantFrom(..."01x:.% f"),
        fc.boolean(),
      )
      .map(([text, at, put, drop]) => text.slice(0, at) + put + text.slice(drop ? at + 1 : at));
    fc.assert(
      fc.property(fc.oneof(wild, near), (text) => {
        // Node.js takes a zone (%eth0) too.
        const expected = isIPv4(text) || (isIPv6(text) && !text.includes("%"));
        expect(parseAddress(text) !== null).toBe(expected);
      }),
      { seed: 31_337, numRuns: 20_000 },
    );
  });

  test.each([
    ...[
      "",
      "1",
      "1.2.3",
      "1.2.3.4.5",
      "256.1.1.1",
      "1.2.3.256",
      "01.2.3.4",
      "1.2.3.4 ",
      "::1%eth0",
      "1::2::3",
      ":::",
    ],
    ...["::1::", ":1:2:3:4:5:6:7", "g::", "1:2:3:4:5:6:7:8:9", "1::2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8"],
    ...["::ffff:1.2.3.4.5", "::1.2.3.4:5", "::ffff:01.2.3.4", "::ffff:0x1.2.3.4"],
  ])("%j is not an address", (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test("the order is that of their bytes", () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), fc.nat(16), (a, b, shared) => {
        const other = b.map((byte, i) => (i < shared ? a[i]! : byte));
        const order = compareAddresses(parseAddress(groups(a))!, parseAddress(groups(other))!);
        expect(Math.sign(order)).toBe(Math.sign(Buffer.compare(a, other)));
      }),
    );
  });

  test("::ffff:10.1.2.3 is an IPv4 address in IPv6 notation, other addresses are not", () => {
    expect(
      ["::ffff:10.1.2.3", "::ffff:a01:203", "::10.1.2.3", "10.1.2.3"].map((text) =>
        isMapped(parseAddress(text)!),
      ),
    ).toEqual([true, true, false, false]);
  });
});
