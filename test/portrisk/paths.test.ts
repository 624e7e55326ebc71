/**
 * The fast path gives the same bytes as the plain path, or leaves the chunk to it. Random tables of three kinds: as splunkd
 * writes them, with every odd cell that the readers know of, and bytes without sense; and recorded ones.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { AnswerMaker } from "../../src/portrisk/answer-maker.ts";
import { parseOptions } from "../../src/portrisk/options.ts";
import { Scoring } from "../../src/portrisk/scoring.ts";
import { Catalogue } from "../../src/risk/index.ts";
import { Kernel } from "../../src/scorer/index.ts";
import { answer, BothPaths } from "../support/both-paths.ts";
import { SMALL_CATALOGUE } from "../support/catalogue.ts";
import { replies } from "../support/frames.ts";

afterEach(() => vi.restoreAllMocks());

/** With the kernel as it ships. */
const pairOf = (args?: readonly string[], largestPiece?: number) =>
  new BothPaths(inject("kernel"), args, largestPiece);

/** How often the fast path did a chunk itself since this was called. */
function countFast(): () => number {
  const spy = vi.spyOn(Kernel.prototype, "finish");
  return () => spy.mock.results.filter(({ value }) => typeof value === "number" && value >= 0).length;
}

const FIELDS = [
  "src",
  "dest",
  "dest_port",
  "transport",
  "action",
  "app",
  "InitiatorBytes",
  "ResponderBytes",
  "ConnectionDuration",
  "EVE_ThreatConfidencePct",
  "url",
  "src_zone",
  "rule",
  "_raw",
  "InitiatorIP",
  "ResponderPort",
  "Application",
];
const NAMES = [...FIELDS, ...FIELDS.map((name) => `__mv_${name}`)];

const address = fc.oneof(
  fc.constantFrom(
    "10.0.0.1",
    "172.16.5.4",
    "172.32.0.1",
    "192.168.1.1",
    "8.8.8.8",
    "0.0.0.0",
    "255.255.255.255",
  ),
  fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300)).map((parts) => parts.join(".")),
  fc.constantFrom(
    "::1",
    "fe80::1%eth0",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "fd00::5",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1..2.3",
  ),
);
const number = fc.oneof(
  fc.nat(70_000).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 17n }).map(String),
  fc.constantFrom(
    "0",
    "4444",
    "04444",
    "4444.0",
    "-1",
    "65535",
    "65536",
    "99999",
    "1e3",
    " 80 ",
    "999999999999999",
  ),
);
const name = fc.oneof(
  fc.constantFrom(
    "tcp",
    "UDP",
    "6",
    "Allow",
    "Block",
    "SSH",
    "HTTPS",
    "Unknown",
    "users",
    "DMZ_Out",
    "mgmt",
    "x".repeat(70),
  ),
  fc.constantFrom(
    "http://a.example/b",
    "https://1.2.3.4:8080/x?y",
    "host.ddns.net",
    "/a",
    "//b",
    ":/",
    "?",
    "a#b",
    "http:///",
  ),
  fc.string({ maxLength: 20 }),
);
const list = fc.oneof(
  fc.constantFrom(
    "$4444$;$443$",
    "$10.0.0.1$;$8.8.8.8$",
    "$tcp$",
    "$broken",
    "$a$$b$;$c$",
    "$$;$tcp$",
    "$",
    "$$",
    "$a\nb$;$c$",
    "$tcp\nx$;$udp$",
    "$SSH\nx$",
    "$10.0.0.1\nx$",
    "$a$x",
    '$"a"$;$b$',
  ),
  fc
    .tuple(fc.oneof(address, number, name), fc.constantFrom("$", "$;", "$;$x$", "$;x", "$$", ""))
    .map(([first, rest]) => `$${first}${rest}`),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  { weight: 3, arbitrary: address },
  { weight: 3, arbitrary: number },
  { weight: 2, arbitrary: name },
  { weight: 1, arbitrary: list },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "a\nb",
      '"',
      'say "so"',
      ",",
      "\r",
      "\r\n",
      "é",
      "\u0000",
      "10.0.0.1\n8.8.8.8",
    ),
  },
);
/** What each reader must not take for a plain form, or must. */
const ODD_CELLS = (
  '01.2.3.4 1.02.3.4 1.2.3.04 1.2.3.00 0.0.0.0 1.2.3 1.2.3.4.5 1..2.3 .1.2.3 1.2.3. 256.1.1.1 1.1.1.256 9.1.1.2555 10.0.0.1 "10.0.0.1" "8.8.8.8" ' +
  '"1.2.3.4 1.2.3.4x ::1 "::1" fe80::1%e 2001:db8::1 ::ffff:10.0.0.1 172.15.0.1 172.16.0.1 172.31.9.9 172.32.0.1 100.64.0.1 100.128.0.1 ' +
  '0 00 1 04444 004444 0004444 4444.0 44440 65535 65536 99999 100000 444444 -1 +1 1e3 0x1f 4444x "4444" "" 999999999999999 9999999999999999 ' +
  '19999999 20000000 99999999 100000000 49 50 79 80 100 101 1.5 " 80 " ' +
  'tcp TCP 6 17 udp Allow Block blocked SSH "SSH" Unknown users mgmt admin DMZ ' +
  'http://a.example http://a.example/b https://1.2.3.4:8080/x?y 1.2.3.4/x http://[::1]/ h.ddns.net h.ddns.net/x "h.ddns.net/x" "https://h.ddns.net" ' +
  '/a //b :/ :// ?x #x a?b a#b "/" "//" "?" "a/""b""" "a""b/c" "https://h.ddns.net/?q=""1""" http: http:/ http://'
)
  .split(" ")
  // Cells with blanks were cut apart.
  .filter((cell) => (cell.match(/"/g)?.length ?? 0) % 2 === 0)
  .concat(
    '" 4444 "',
    '"10.0.0.1\n8.8.8.8"',
    '"4444\n22"',
    `"${"x".repeat(64)}"`,
    "x".repeat(64),
    "x".repeat(65),
    `h${"x".repeat(70)}.ddns.net/a`,
  );

/** As splunkd quotes, as seldom as may be, and too often. */
const quotings: readonly ((text: string) => string)[] = [
  (text) => (/^[A-Za-z0-9]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`),
  (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text),
  (text) => `"${text.replaceAll('"', '""')}"`,
];
const table = fc
  .tuple(
    fc.subarray(NAMES, { minLength: 1 }),
    fc.constantFrom(...quotings),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
  )
  .chain(([header, quote, newline, closed]) =>
    fc
      .array(fc.array(value, { minLength: header.length, maxLength: header.length }), { maxLength: 12 })
      .map(
        (rows) =>
          [header, ...rows].map((cells) => cells.map(quote).join(",")).join(newline) +
          (closed ? newline : ""),
      ),
  );
const options = fc.constantFrom<readonly string[]>(
  [],
  ["min_score=1"],
  ["min_score=50"],
  ["prefix=x_"],
  ["src=dest"],
);

/** The hash of src/scorer/assembly/book.ts, for a reader's number and a text. */
function hashOf(reader: number, text: string): number {
  const word = (1n << 64n) - 1n;
  const bytes = Buffer.alloc(Math.ceil(text.length / 8) * 8);
  bytes.write(text, "latin1");
  let mixed = BigInt(reader) ^ (BigInt(text.length) << 8n);
  for (let at = 0; at < text.length; at += 8) {
    mixed = ((mixed ^ bytes.readBigUInt64LE(at)) * 0x9e3779b97f4a7c15n) & word;
    mixed ^= mixed >> 29n;
  }
  return Number((mixed ^ (mixed >> 32n)) & 0xffffffffn);
}

/** A name of a users' zone and one of a DMZ that have the same hash for the reader of source zones in the test below. */
function textsOfOneHash(): readonly [string, string] {
  // Port, address, then the parts in their order, each with the next number.
  const reader = 3;
  const seen = new Map<number, string>();
  for (let i = 100_000; i < 400_000; i++) seen.set(hashOf(reader, `users-${i}`), `users-${i}`);
  for (let i = 100_000; i < 900_000; i++) {
    const other = seen.get(hashOf(reader, `dmz-0-${i}`));
    if (other !== undefined) return [other, `dmz-0-${i}`];
  }
  throw new Error("there is no such pair");
}

describe("the fast path", () => {
  it("gives the bytes of the plain path for random tables, and does nearly all of them itself", () => {
    const done = countFast();
    const pairs = new Map<string, BothPaths>();
    let tables = 0;
    fc.assert(
      fc.property(table, options, (text, args) => {
        const key = args.join(" ");
        const pair = pairs.get(key) ?? pairOf(args);
        pairs.set(key, pair);
        tables++;
        pair.same(text);
      }),
      { seed: 71, numRuns: 4000 },
    );
    expect(done()).toBeGreaterThan(tables * 0.8);
  });

  it("gives them for every odd cell in every field, beside a connection where it counts", () => {
    const done = countFast();
    const pair = pairOf();
    const header = [
      "dest_port",
      "src",
      "dest",
      ...FIELDS.filter((field) => !/^(?:dest_port|src|dest)$/.test(field)),
    ];
    for (const odd of ODD_CELLS) {
      const rows = header.map((_, place) =>
        header
          .map((_, column) => (column === place ? odd : (["4444", "10.0.0.1", "8.8.8.8"][column] ?? "")))
          .join(","),
      );
      pair.same(`${header.join(",")}\n${rows.join("\n")}\n`);
    }
    expect(done()).toBe(ODD_CELLS.length);
  });

  it("gives them for values with a line end in a list", () => {
    const pair = pairOf();
    for (const [field, value] of [
      ["transport", "$udp\nx$;$tcp$"],
      ["app", "$SSH\nx$;$y$"],
      ["src", "$10.0.0.1\nx$"],
      ["InitiatorBytes", "$20000000\n$"],
    ])
      pair.same(
        `dest_port,dest,${field},__mv_${field}\n51820,8.8.8.8,x,"${value}"\n4444,8.8.8.8,x,"${value}"\n`,
      );
  });

  it("gives them for bytes of every kind, errors included", () => {
    const pair = pairOf();
    const byte = fc.constantFrom(...'",\n\r$;.0123456789a\u00e9'.split(""));
    const junk = fc.array(byte, { maxLength: 300 }).map((bytes) => `dest_port,src,url\n${bytes.join("")}`);
    fc.assert(
      fc.property(junk, (text) => {
        pair.same(text);
      }),
      { seed: 72, numRuns: 6000 },
    );
  });

  it("gives them for marks, commas and line ends around the edges of its blocks", () => {
    const pair = pairOf();
    const header = "dest_port,_raw,src,dest\n";
    for (let before = 0; before < 200; before++) {
      for (const middle of [
        '""',
        '"a""b"',
        '"\n"',
        '","',
        '"a"b',
        'a"b',
        "\r",
        "",
        '"""',
        '"x',
        '""y"',
        '"""z"""',
      ]) {
        const filler = "x".repeat(before);
        pair.same(
          `${header}4444,${filler},10.0.0.1,8.8.8.8\n22,${middle},10.0.0.1,8.8.8.8\n443,${middle},1.1.1.1,`,
        );
        pair.same(`${header}4444,"${filler}",10.0.0.1,${middle}\r\n`);
      }
    }
  });

  it("gives them for a whole search of the recorded protocol", () => {
    const done = countFast();
    const pair = pairOf();
    const recording = join(inject("root"), "test/fixtures/recordings/splunk-8.0.3-multibyte.scpv2.gz");
    for (const { body } of replies(gunzipSync(readFileSync(recording)))) if (body.length > 0) pair.same(body);
    expect(done()).toBeGreaterThan(0);
  });

  it("notes as much as it may and finds the rest out again", () => {
    const done = countFast();
    const pair = pairOf([], 65_536);
    const rows: string[] = ["dest_port,src\n"];
    for (let i = 0; i < 600_000; i++) rows.push(`${i % 70_000},${i % 2 === 0 ? "10.0.0.1" : "8.8.8.8"}\n`);
    pair.same(rows.join(""));
    pairOf(["min_score=20"], 65_536).same(rows.join(""));
    expect(done()).toBe(2);
  });

  it("forgets texts and answers when there are too many, and is right all the same", () => {
    const done = countFast();
    const pair = pairOf([], 65_536);
    const applications = "Unknown HTTP HTTPS DNS SSH RDP TeamViewer SMB telnet tor ngrok xmrig irc x".split(
      " ",
    );
    // Every combination has a key of its own: more than are kept, and many at the same place.
    const cells: { readonly [field: string]: readonly string[] } = {
      dest_port: ["4444", "8531", "51820"],
      transport: ["tcp", "udp", "icmp", ""],
      action: ["Allow", "Block", ""],
      app: applications,
      rule: ["", "mgmt"],
      src: ["10.0.0.1", "8.8.8.8"],
      dest: ["10.0.0.2", "9.9.9.9"],
      EVE_ThreatConfidencePct: ["", "10", "50", "80"],
    };
    const hosts = ["ddns.net", "example.org", "10.1.1.1"];
    const rows = [`url,${Object.keys(cells).join(",")}\n`];
    const push = (combination: number) => {
      let rest = combination;
      const row = Object.values(cells).map((values) => {
        const cell = values[rest % values.length]!;
        rest = Math.floor(rest / values.length);
        return cell;
      });
      const host = hosts[rest % hosts.length]!;
      rows.push(`${host.startsWith("1") ? host : `h${rows.length}.${host}`}/x,${row.join(",")}\n`);
    };
    for (let i = 0; i < 50_000; i++) {
      push(i);
      // And met again, from among those that are still kept.
      if (i >= 4000) push(i - 4000);
    }
    const asked = vi.spyOn(AnswerMaker.prototype, "make");
    pair.same(rows.join(""));
    const before = asked.mock.calls.length;
    pair.same(rows.join(""));
    // Each path makes them anew, because it had to forget them.
    expect(asked.mock.calls.length - before).toBeGreaterThan(2 * 40_000);
    expect(done()).toBe(2);
  });

  it("tells texts apart whose hashes are the same", () => {
    const [one, other] = textsOfOneHash();
    const done = countFast();
    const pair = pairOf();
    const row = (zone: string) => `4444,10.0.0.1,10.0.0.2,${zone},users,SSH\n`;
    pair.same(`dest_port,src,dest,src_zone,dest_zone,app\n${row(one)}${row(other)}${row(one)}`);
    expect(done()).toBe(1);
  });

  it("forgets which ports another catalogue did not have", () => {
    const row = SMALL_CATALOGUE.find(4444, "tcp")!;
    const first = new Catalogue([row]);
    const second = new Catalogue([row, { ...row, port: 5001 }]);
    const body = Buffer.from("dest_port,src,dest\n5003,10.0.0.1,8.8.8.8\n5001,10.0.0.1,8.8.8.8\n");
    const served = [first, second];
    const scoring = new Scoring(() => served.shift()!, inject("kernel"));
    const inKernel = () => {
      const memory = scoring.room(body.length)!;
      body.copy(memory);
      return memory;
    };
    answer(scoring, parseOptions([], null), inKernel());
    const plain = answer(new Scoring(() => second, null), parseOptions([], null), body);
    expect(answer(scoring, parseOptions([], null), inKernel())).toEqual(plain);
  });

  it("takes no chunk for the rest of another", () => {
    const scoring = new Scoring(() => SMALL_CATALOGUE, inject("kernel"));
    const options = parseOptions([], null);
    const text = "dest_port,src\n4444,10.0.0.1\n";
    const room = scoring.room(text.length)!;
    room.write(text, "latin1");
    // Of this one nothing more is heard.
    scoring.arriving(options, room.subarray(0, 20), 16);
    const plain = new Scoring(() => SMALL_CATALOGUE, null);
    expect(answer(scoring, options, room)).toEqual(answer(plain, options, Buffer.from(text)));
  });

  it("does not read a header anew with every piece that arrives, nor a catalogue that cannot be read", () => {
    const text = `dest_port${",a".repeat(500_000)}`;
    pairOf([], 1024).same(text);
    pairOf([], 1024).same(`"${text}`);
    let reads = 0;
    const scoring = new Scoring(() => {
      reads++;
      throw new Error("no catalogue");
    }, inject("kernel"));
    const options = parseOptions([], null);
    const room = scoring.room(1000)!;
    for (let arrived = 1; arrived < 1000; arrived++) scoring.arriving(options, room, arrived);
    expect(answer(scoring, options, room).error).toContain("no catalogue");
    expect(reads).toBe(2);
  }, 20_000);

  it("leaves to the plain path what it has no room for", () => {
    const done = countFast();
    const pair = pairOf();
    const columns = Array.from({ length: 5000 }, (_, index) => `c${index}`).join(",");
    pair.same(`${columns},dest_port\n${",".repeat(5000)}4444\n`);
    expect(done()).toBe(1);
    pair.same("dest_port,portrisk_score\n4444,1\n");
    pair.same("\n\n");
    expect(done()).toBe(1);
  });

  it("is not used where this Node cannot run it", () => {
    const scoring = new Scoring(() => SMALL_CATALOGUE, Buffer.from("not WebAssembly").toString("base64"));
    expect(scoring.room(100)).toBeNull();
    expect(answer(scoring, parseOptions([], null), Buffer.from("dest_port\n4444\n")).bytes).toContain(
      "4444,",
    );
  });

  it("stops when nobody reads any more", () => {
    const scoring = new Scoring(() => SMALL_CATALOGUE, inject("kernel"));
    const text = `dest_port,_raw\n${`4444,${"x".repeat(1000)}\n`.repeat(2000)}`;
    const room = scoring.room(text.length)!;
    room.write(text, "latin1");
    let writes = 0;
    const sent = scoring.score(parseOptions([], null), room).send(() => writes++ < 2);
    expect([sent, writes]).toEqual([false, 3]);
  });
});
