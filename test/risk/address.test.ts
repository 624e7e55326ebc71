import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { inNetwork, parseAddress, parseNetwork } from "../../src/risk/address.ts";
import { classifyAddress } from "../../src/risk/index.ts";

/** ipaddr.js, kept to the spellings that everybody reads in the same way: it also takes octal, hexadecimal and short IPv4. */
function oracle(text: string): readonly number[] | null {
  const trimmed = text.trim();
  if (!/^[0-9a-fA-F:.]+(?:%[0-9A-Za-z._~-]+)?$/.test(trimmed)) return null;
  if (!trimmed.replace(/%.*/, "").includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(trimmed)) return null;
  const quad = /[^:]*\.[^:]*$/.exec(trimmed.replace(/%.*/, ""));
  if (quad !== null && !ipaddr.IPv4.isValidFourPartDecimal(quad[0])) return null;
  if (/^[0:]*:ffff:/i.test(trimmed) && !/^::ffff:[0-9.]+(?:%|$)/i.test(trimmed)) return null;
  if (/[0-9a-fA-F]{5,}/.test(trimmed.replace(/%.*/, ""))) return null;
  // ipaddr.js takes the deprecated form ::a.b.c.d (RFC 4291, 2.5.5.1) for a mapped address; spelled out, it does not.
  const bare = trimmed.replace(/%.*/, "").replace(/^::(?=[0-9]+\.)/, "0:0:0:0:0:0:");
  if (!ipaddr.isValid(bare) || (bare !== trimmed && !bare.includes(":"))) return null;
  const address = ipaddr.parse(bare);
  const bytes =
    address.kind() === "ipv4"
      ? (address as ipaddr.IPv4).toIPv4MappedAddress().toByteArray()
      : address.toByteArray();
  return [0, 4, 8, 12].map((at) => Buffer.from(bytes).readUInt32BE(at));
}

const seeded = { seed: 6, numRuns: 4000 };

describe("addresses", () => {
  it("IPv4 are read as by ipaddr.js", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(parseAddress(text)).toEqual(oracle(text));
      }),
      seeded,
    );
  });

  it("IPv6 in every form are read as by ipaddr.js", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(parseAddress(text)).toEqual(oracle(text));
      }),
      seeded,
    );
  });

  it("near misses are rejected where ipaddr.js, kept strict, rejects them", () => {
    const part = fc.constantFrom(
      "1",
      "10",
      "255",
      "256",
      "01",
      "0",
      ".",
      ":",
      "::",
      "ffff",
      "FFFFF",
      "%",
      "eth0",
      " ",
      "-1",
      "g",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        expect([text, parseAddress(text)]).toEqual([text, oracle(text)]);
      }),
      { seed: 7, numRuns: 20_000 },
    );
  });

  it("are in the networks in which ipaddr.js puts them", () => {
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.ipV6(),
        fc.integer({ min: 0, max: 128 }),
        fc.boolean(),
        (text, other, bits, near) => {
          const base = near ? text.replace(/%.*/, "") : other;
          const found = inNetwork(parseAddress(text)!, parseNetwork(`${base}/${bits}`));
          const parsed = ipaddr.IPv6.parse(text);
          expect(found).toBe(parsed.match(ipaddr.IPv6.parse(base), bits));
        },
      ),
      seeded,
    );
  });

  it.each([
    ["10.1.2.3", "private", "internal"],
    ["172.15.255.255", "public", "external"],
    ["172.16.0.0", "private", "internal"],
    ["172.31.255.255", "private", "internal"],
    ["172.32.0.0", "public", "external"],
    ["192.168.0.1", "private", "internal"],
    ["192.169.0.1", "public", "external"],
    ["fd00::1", "private", "internal"],
    ["fc00::1", "private", "internal"],
    ["fe00::1", "public", "external"],
    ["127.0.0.1", "loopback", "internal"],
    ["127.255.255.254", "loopback", "internal"],
    ["::1", "loopback", "internal"],
    ["169.254.1.1", "link_local", "internal"],
    ["fe80::1", "link_local", "internal"],
    ["fe80::1%eth0", "link_local", "internal"],
    ["febf::1", "link_local", "internal"],
    ["fec0::1", "public", "external"],
    ["100.63.255.255", "public", "external"],
    ["100.64.0.1", "shared", "internal"],
    ["100.127.255.255", "shared", "internal"],
    ["100.128.0.0", "public", "external"],
    ["224.0.0.1", "multicast", "internal"],
    ["239.255.255.250", "multicast", "internal"],
    ["240.0.0.1", "public", "external"],
    ["ff02::1", "multicast", "internal"],
    ["255.255.255.255", "broadcast", "internal"],
    ["0.0.0.0", "unspecified", "internal"],
    ["0.255.255.255", "unspecified", "internal"],
    ["1.0.0.0", "public", "external"],
    ["::", "unspecified", "internal"],
    ["::ffff:10.0.0.1", "private", "internal"],
    ["::ffff:8.8.8.8", "public", "external"],
    ["8.8.8.8", "public", "external"],
    ["2001:db8::1", "public", "external"],
    [" 10.0.0.1 ", "private", "internal"],
    ["::10.0.0.1", "public", "external"],
  ])("%s is %s, %s", (text, name, side) => {
    expect(classifyAddress(text)).toMatchObject({ name, side });
  });

  it.each([
    "",
    // Mapped addresses in spellings that programs read differently.
    "::ffff:7f00:1",
    "0:0:0:0:0:ffff:192.168.1.1",
    "::ffff:300.1.1.1",
    " ",
    "unknown",
    "-",
    "10.0.0",
    "10.0.0.1.2",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.01",
    "0x0a.0.0.1",
    "167772161",
    "10.0.0.1/8",
    "10.0.0.1:80",
    "[::1]",
    "1::2::3",
    ":::",
    ":1",
    "1:",
    "12345::",
    "fe80::1%",
    "::ffff:10.0.0.256",
    "::1.2.3",
    "1.2.3.4::",
    "host.example.com",
    "１０.0.0.1",
    `${"0".repeat(300)}::`,
  ])("%j is not an address", (text) => {
    expect(classifyAddress(text)).toBeNull();
  });
});
