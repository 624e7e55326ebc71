/** Random connection events: what firewalls log, what add-ons make of it, and junk, in every field that the engines read. */
import fc from "fast-check";
import { type Form, fieldsRead, inputOf, isAdded, READINGS, type Reading } from "../../src/risk/index.ts";

type Value = string | number | (string | number)[];
export type RandomEvent = Record<string, Value>;

const pick = (...texts: (string | number)[]) => fc.constantFrom(...texts);

const PORTS = pick(
  4444,
  443,
  22,
  53,
  80,
  2222,
  8080,
  3389,
  5900,
  445,
  51820,
  1433,
  31337,
  6789,
  8531,
  41641,
  7844,
  23,
  21,
  25,
  9001,
  10250,
  2375,
  42514,
  65535,
  49152,
  1,
);
const ODD_PORTS = pick(
  "04444",
  "4444.0",
  " 4444",
  "4444 ",
  "\t4444\t",
  "-1",
  "65536",
  "0",
  "0x115c",
  "٤٤٤٤",
  "4444.5",
  "4444.",
  "4,444",
  "4e3",
  "00000000000022",
  "99999",
  "port",
  "",
  "443/tcp",
  65536,
  -1,
  0,
  22.5,
);
const ADDRESSES = pick(
  "10.1.2.3",
  "192.168.14.5",
  "172.16.3.4",
  "172.32.0.1",
  "100.64.1.1",
  "8.8.8.8",
  "51.68.55.155",
  "203.0.113.9",
  "127.0.0.1",
  "169.254.1.1",
  "224.0.0.251",
  "255.255.255.255",
  "0.0.0.0",
  "fd12:3456::1",
  "2a01:4f8::1",
  "fe80::1%eth0",
  "::1",
  "::",
  "ff02::1",
  "2001:db8::7",
);
const ODD_ADDRESSES = pick(
  "::ffff:10.1.2.3",
  "::FFFF:8.8.8.8",
  "::ffff:a01:203",
  "0:0:0:0:0:ffff:10.1.2.3",
  "::ffff:300.1.1.1",
  "10.1",
  "010.0.0.1",
  "10.0.0.1:443",
  "10.0.0.0/8",
  "256.1.1.1",
  " 10.1.2.3 ",
  "10.1.2.3%eth0",
  "fe80::1%",
  "fe80::1%a b",
  "1:2:3:4:5:6:7:8:9",
  "::1::",
  "host.example.com",
  "",
  "-",
  "1.2.3.4.5",
  ":",
  "::10.0.0.1",
);
const APPLICATIONS = pick(
  "HTTP",
  "HTTPS",
  "https",
  "SSH",
  "Unknown",
  "unknown ",
  "RDP",
  "RFB",
  "Stratum",
  "Tor",
  "SOCKS",
  "WireGuard",
  "DNS",
  "MS SQL",
  "TeamViewer",
  "AnyDesk",
  "IRC",
  "Telnet",
  "NetBIOS-ssn (SMB)",
  "FTP Data",
  "Steam",
  "QUIC",
  " ",
  "HTTP/2",
  "xhttps",
  "Überapp",
  "OpenVPN",
);
const CLIENTS = pick(
  "Chrome",
  "Firefox",
  "SSL client",
  "OpenSSH",
  "Microsoft Edge",
  "curl",
  "PuTTY",
  "Safari ",
  "Web browser",
);
const PROCESSES = pick(
  "malware",
  "chromium browser",
  "powershell",
  "PowerShell.exe",
  "tor browser",
  "cloudflared",
  "python",
  "firefox browser",
  "go http client",
  "rundll32.exe",
);
const URLS = pick(
  "https://www.example.com/a/b?c",
  "http://10.1.2.3/",
  "https://51.68.1.1:8443/x",
  "https://[2a01:4f8::1]:7080",
  "http://x.ddns.net",
  "https://a.b.duckdns.org/x",
  "unknown",
  "www.example.com",
  "evil.no-ip.com/p",
  "1.2.3.4",
  "https://localhost",
  "https://user@host.example.com/",
  "/path/only",
  "https:///x",
  "ftp://files.example.com#x",
  "https://ddns.net.example.com/",
  "a:/b.c/d",
  "//x.y",
);
const ZONES = pick(
  "outside",
  "inside",
  "user-lan",
  "server-lan",
  "DMZ",
  "mgmt",
  "WAN",
  "guest",
  "lab",
  "iot_cameras",
  "Internet",
  "zone7",
  "untrust",
  "trust",
  "outsider",
  "corp users",
);
const ACTIONS = pick(
  "Allow",
  "Block",
  "Block with reset",
  "allowed",
  "blocked",
  "Trust",
  "Monitor",
  "Fastpath",
  " drop ",
  "teardown",
  "",
  "BLOCK",
  "Interactive Block",
);
const TRANSPORTS = pick(
  "tcp",
  "udp",
  "TCP",
  "6",
  17,
  "sctp",
  "icmp",
  " udp",
  "gre",
  "",
  "tcp6",
  "58",
  "ipv6-icmp",
);
const COUNTS = fc.oneof(
  pick(
    0,
    1,
    2,
    3,
    1799,
    1800,
    7200,
    499_999,
    500_000,
    2_000_000,
    20_000_000,
    50_000_000,
    100_000_000,
    2_000_000_000,
    10_000_000_000,
  ),
  pick(
    "0",
    "1800",
    " 7200 ",
    "100000000.5",
    "1e9",
    "-5",
    "",
    "12,000",
    "999999999999999",
    "1234567890123456",
    "0x10",
    "00012",
    ".",
  ),
  fc.integer({ min: 0, max: 1_000_000_000 }),
);
const PERCENTS = fc.oneof(
  pick(0, 19, 20, 49, 50, 79, 80, 100, "93", " 4", "high", "", 49.9, "80%"),
  fc.integer({ min: 0, max: 100 }),
);

/** Bytes that belong to no value, and long ones. Texts of Splunk's eval have no zero byte. */
const JUNK = fc
  .oneof(
    fc.string({ maxLength: 12, unit: "grapheme-ascii" }),
    fc.string({ maxLength: 6, unit: "grapheme" }),
    fc.constant("x".repeat(300)),
    fc.constant(`${" ".repeat(300)}HTTP`),
    fc.constant("4444".repeat(80)),
    // A name around the last character that counts, behind characters of one to four bytes.
    fc
      .tuple(
        pick("x", " ", "é", "€", "😀"),
        fc.integer({ min: 120, max: 258 }),
        pick("vnc", "tcp", "SSH", "mgmt", ".ddns.net"),
      )
      .map(([character, times, name]) => String(character).repeat(times) + name),
    // Line ends: only the first line is read.
    pick(
      "SSH\n",
      "tcp\nudp",
      "\nblock",
      "4444\n",
      "10.1.2.3\r\n",
      "teamviewer \r x",
      "outside\n\ninside",
      "1800\n0",
      "\n",
    ),
  )
  .filter((text) => !String(text).includes("\0"));

function value(usual: fc.Arbitrary<string | number>): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 20, arbitrary: usual },
    { weight: 1, arbitrary: JUNK },
    { weight: 1, arbitrary: fc.tuple(usual, usual).map((pair): (string | number)[] => pair.map(String)) },
  );
}

const often = (arbitrary: fc.Arbitrary<string | number>) =>
  fc.option(value(arbitrary), { freq: 5, nil: undefined });
const seldom = (arbitrary: fc.Arbitrary<string | number>) =>
  // One of two is missing; with one of one none would ever be there.
  fc.option(value(arbitrary), { freq: 2, nil: undefined });

const ANY_PORT = fc.oneof(
  { weight: 12, arbitrary: PORTS },
  { weight: 2, arbitrary: ODD_PORTS },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 65535 }) },
);
const ANY_ADDRESS = fc.oneof({ weight: 8, arbitrary: ADDRESSES }, { weight: 2, arbitrary: ODD_ADDRESSES });

/** Counts of the site's memory, on both sides of the model's bounds. */
const NEAR_BOUNDS = pick(0, 1, 4, 5, 6, 7, 10, 19, 20, 30, 50, 59, 60, 79, 80, 89, 90, 100, 250);

/** What a field of each form holds, for readings without values of their own. */
const BY_FORM: { readonly [form in Form]: fc.Arbitrary<string | number> } = {
  port: ANY_PORT,
  address: ANY_ADDRESS,
  name: TRANSPORTS,
  kind: APPLICATIONS,
  url: URLS,
  count: COUNTS,
};
const BY_READING: { readonly [reading in Reading]?: fc.Arbitrary<string | number> } = {
  action: ACTIONS,
  client: CLIENTS,
  process: PROCESSES,
  threat_confidence: PERCENTS,
  src_zone: ZONES,
  dest_zone: ZONES,
  ...Object.fromEntries(READINGS.filter(isAdded).map((reading) => [reading, NEAR_BOUNDS])),
};

/** Fields that most events have. */
const OFTEN: readonly string[] = ["ResponderPort", "Application", "InitiatorBytes", "ResponderBytes"];

/** Every field of the schema. */
const fields = READINGS.flatMap((reading) => {
  const { form, option } = inputOf(reading);
  const values = BY_READING[reading] ?? BY_FORM[form];
  return fieldsRead(reading).map((name) => [
    name,
    name === option || OFTEN.includes(name) ? often(values) : seldom(values),
  ]);
});

const anyEvent: fc.Arbitrary<RandomEvent> = fc
  .record(Object.fromEntries(fields) as { readonly [field: string]: fc.Arbitrary<Value | undefined> })
  .map(
    (event) =>
      Object.fromEntries(Object.entries(event).filter(([, given]) => given !== undefined)) as RandomEvent,
  );

/**
 * Independent fields seldom come together to the rarer factors, so half of the events begin as a labelled one (a story that
 * hangs together) and have a few fields replaced or removed.
 */
export function randomEvents(stories: readonly RandomEvent[]): fc.Arbitrary<RandomEvent> {
  const retold = fc
    .tuple(fc.constantFrom(...stories), anyEvent, fc.integer({ min: 0, max: 4 }), fc.nat())
    .map(([story, other, changes, seed]) => {
      const names = Object.keys(other);
      const changed: RandomEvent = { ...story };
      for (let i = 0; i < changes && names.length > 0; i++) {
        const name = names[(seed + 7 * i) % names.length]!;
        if ((seed >> i) % 4 === 0) delete changed[name];
        else changed[name] = other[name]!;
      }
      return changed;
    });
  return fc.oneof(anyEvent, retold);
}
