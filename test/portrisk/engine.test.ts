/**
 * The byte engine gives the bytes of the reference, or leaves the chunk to it. Random tables of three kinds: as splunkd writes them,
 * with every odd cell that the readers know of, and bytes without sense; and recorded ones.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import * as Csv from "../../src/csv/index.ts";
import { ChunkScorer } from "../../src/portrisk/chunk.ts";
import { PortriskCommand } from "../../src/portrisk/command.ts";
import { PortriskError } from "../../src/portrisk/errors.ts";
import { Assessor, Catalogue, classOfPort } from "../../src/risk/index.ts";
import { Scorer } from "../../src/scorer/index.ts";
import { AgainstReference, answer, commandFor, received } from "../support/against-reference.ts";
import { SMALL_CATALOGUE } from "../support/catalogue.ts";
import { replies } from "../support/frames.ts";

afterEach(() => vi.restoreAllMocks());

/** With the engine as it ships. */
const pairOf = (args?: readonly string[], largestRead?: number) =>
  new AgainstReference(inject("scorer"), args, largestRead);

/** How many chunks the engine did itself since this was called. */
function countInEngine(): () => number {
  const spy = vi.spyOn(Scorer.prototype, "send");
  return () => spy.mock.calls.length;
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

describe("the byte engine", () => {
  it("gives the bytes of the reference for random tables, and does nearly all of them itself", () => {
    const done = countInEngine();
    const pairs = new Map<string, AgainstReference>();
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
    const done = countInEngine();
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

  it("gives them for a list whose first value has no first line, where another field of the reading has a value", () => {
    const pair = pairOf();
    for (const value of ["$\n4444$", "$\n4444$;$22$", "$$;$22$", "$\n$", "$$"])
      pair.same(`dest_port,ResponderPort,__mv_dest_port\n"\n4444\n22",4444,"${value}"\n`);
  });

  it("gives them for names around the last character that counts", () => {
    const pair = pairOf();
    for (const character of ["x", " ", "é", "€", "😀", "\xa9", '"', "$"])
      for (let times = 60; times < 260; times++) {
        const text = Buffer.from(character).toString("latin1").repeat(times);
        const name = `${text.replaceAll('"', '""')}vnc`;
        const listed = `$${name.replaceAll("$", "$$$$")}$;$y$`;
        pair.same(`dest_port,dest,app,__mv_app\n4444,8.8.8.8,"${name}",\n4444,8.8.8.8,y,"${listed}"\n`);
      }
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

  it("gives them for quotes, commas and line ends around the edges of its blocks", () => {
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
    const done = countInEngine();
    const pair = pairOf();
    const recording = join(inject("root"), "test/fixtures/recordings/splunk-8.0.3-multibyte.scpv2.gz");
    for (const { body } of replies(gunzipSync(readFileSync(recording)))) if (body.length > 0) pair.same(body);
    expect(done()).toBeGreaterThan(0);
  });

  it("records as many rows as it may and reads the rest again", () => {
    const done = countInEngine();
    const pair = pairOf([], 65_536);
    const rows: string[] = ["dest_port,src\n"];
    // More rows than have records in a chunk of this size, most of them without a port.
    for (let i = 0; i < 180_000; i++)
      rows.push(i % 50 === 0 ? `${i % 70_000},${i % 3 === 0 ? "10.0.0.1" : "8.8.8.8"}\n` : ",\n");
    pair.same(rows.join(""));
    pairOf(["min_score=20"], 65_536).same(rows.join(""));
    expect(done()).toBe(2);
  });

  it("forgets texts and answers when there are too many, and is right all the same", () => {
    const done = countInEngine();
    const pair = pairOf([], 65_536);
    const applications = "Unknown HTTP HTTPS DNS SSH RDP TeamViewer SMB telnet tor ngrok xmrig irc x".split(
      " ",
    );
    // Every combination has a key of its own: more than are kept, and many at the same place.
    const cells: { readonly [field: string]: readonly string[] } = {
      dest_port: "4444 8531 51820 1337 5900 9001 2222 6667 3389 1080".split(" "),
      transport: ["tcp", "udp", "icmp", ""],
      action: ["Allow", "Block"],
      app: applications,
      ClientApplication: ["", "Chrome", "powershell", "tor"],
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
    for (let i = 0; i < 45_000; i++) {
      push(i);
      // And met again, from among those that are still kept.
      if (i % 4 === 0 && i >= 4000) push(i - 4000);
    }
    // The reference assesses rows, the engine keys.
    const made = vi.spyOn(Assessor.prototype, "assessFacts");
    const command = commandFor([], inject("scorer"));
    const body = Buffer.from(rows.join(""), "latin1");
    command.execute(received(command, body), 1);
    const before = made.mock.calls.length;
    command.execute(received(command, body), 2);
    // It makes them anew, because it had to forget them.
    expect(made.mock.calls.length - before).toBeGreaterThan(16_000);
    pair.same(body);
    expect(done()).toBe(1);
  });

  it("tells many short texts apart", () => {
    const done = countInEngine();
    const rows = Array.from({ length: 12_000 }, (_, i) => {
      const zone = `${i % 2 === 0 ? "lan" : "dmz"}-${(i * 7919) % 6000}`;
      return `4444,10.0.0.1,8.8.8.8,${zone}\n`;
    });
    pairOf([], 65_536).same(`dest_port,src,dest,src_zone\n${rows.join("")}${rows.join("")}`);
    expect(done()).toBe(1);
  });

  it("forgets which ports another catalogue did not have", () => {
    // Ports that the model names represent themselves; these two share a representative until a catalogue has one of them.
    expect(classOfPort(5003)).toBe(0);
    expect(classOfPort(5009)).toBe(0);
    const row = SMALL_CATALOGUE.find(4444, "tcp")!;
    const first = new Catalogue([row]);
    const second = new Catalogue([row, { ...row, port: 5009 }]);
    const served = [first, second];
    const module = Buffer.from(inject("scorer"), "base64");
    const command = new PortriskCommand((options) => new ChunkScorer(options, served.shift()!, module));
    const body = Buffer.from("dest_port,src,dest\n5003,10.0.0.1,8.8.8.8\n5009,10.0.0.1,8.8.8.8\n");
    const getinfo = { action: "getinfo", args: [], rawArgs: null } as const;
    command.getinfo(getinfo);
    expect(answer(command, received(command, body))).toEqual(answer(commandFor([], null, first), body));
    command.getinfo(getinfo);
    expect(answer(command, received(command, body))).toEqual(answer(commandFor([], null, second), body));
  });

  it("takes no chunk for the rest of another", () => {
    const command = commandFor([], inject("scorer"));
    const text = "dest_port,src\n4444,10.0.0.1\n";
    const body = received(command, Buffer.from(text));
    // Of this one nothing more is received.
    command.onProgress(body.subarray(0, 20), 16);
    expect(answer(command, body)).toEqual(answer(commandFor([], null), Buffer.from(text)));
  });

  it("does not read a header anew with every read", () => {
    const text = `dest_port${",a".repeat(500_000)}`;
    const reads = vi.spyOn(Csv, "headerIn");
    pairOf([], 1024).same(text);
    pairOf([], 1024).same(`"${text}`);
    expect(reads.mock.calls.length).toBeLessThan(60);
  });

  it("reports a catalogue that cannot be read once the chunk is whole, and reads it once", () => {
    let loads = 0;
    const command = new PortriskCommand(() => {
      loads++;
      throw new PortriskError("catalogue", "no catalogue");
    });
    command.getinfo({ action: "getinfo", args: [], rawArgs: null });
    const body = received(command, Buffer.from("dest_port\n4444\n"));
    command.onProgress(body, 3);
    command.onProgress(body, 9);
    expect(answer(command, body).error).toBe("no catalogue");
    expect(loads).toBe(1);
  });

  it("cuts the columns of an earlier run", () => {
    const done = countInEngine();
    const pair = pairOf();
    const names = ["dest_port", "src", "portrisk_score", "portrisk_reason", "__mv_portrisk_mitre", "x"];
    const orders = fc.shuffledSubarray([...names, "portrisk_score", "y"], { minLength: 1 });
    const cell = fc.constantFrom("4444", "10.0.0.1", "", '"a,b"', '"a""b"', '"a\nb"');
    const tables = orders.chain((header) =>
      fc.tuple(
        fc.constant(header),
        fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), { maxLength: 5 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
      ),
    );
    let tried = 0;
    fc.assert(
      fc.property(tables, ([header, rows, newline, closed]) => {
        tried++;
        pair.same([header, ...rows].map((cells) => cells.join(",")).join(newline) + (closed ? newline : ""));
      }),
      { seed: 73, numRuns: 3000 },
    );
    expect(done()).toBe(tried);
  });

  it("gives what it got when it scores its own reply", () => {
    const engine = commandFor([], inject("scorer"));
    const text = 'dest_port,src,dest,_raw\n4444,10.0.0.1,8.8.8.8,"a,b"\n,,,\n443,::1,1.1.1.1,"x""y"\r\n';
    const once = answer(engine, received(engine, Buffer.from(text)));
    const done = countInEngine();
    const twice = answer(engine, received(engine, Buffer.from(once.bytes, "latin1")));
    expect(twice).toEqual(once);
    expect(done()).toBe(1);
  });

  it("leaves to the reference what its tables cannot hold", () => {
    const done = countInEngine();
    const pair = pairOf();
    const columns = Array.from({ length: 5000 }, (_, index) => `c${index}`).join(",");
    pair.same(`${columns},dest_port\n${",".repeat(5000)}4444\n`);
    expect(done()).toBe(1);
    pair.same(`dest_port${",portrisk_score,x".repeat(200)}\n4444${",1,2".repeat(200)}\n`);
    pair.same("\n\n");
    expect(done()).toBe(1);
  });

  it("is not used where this Node cannot run it", () => {
    const command = commandFor([], Buffer.from("not WebAssembly").toString("base64"));
    const body = received(command, Buffer.from("dest_port\n4444\n"));
    expect(answer(command, body).bytes).toContain("4444,");
  });

  it("stops when the reply is no longer read", () => {
    const command = commandFor([], inject("scorer"));
    const body = received(
      command,
      Buffer.from(`dest_port,_raw\n${`4444,${"x".repeat(1000)}\n`.repeat(2000)}`),
    );
    let writes = 0;
    const sent = command.execute(body, 1).send(() => writes++ < 2);
    expect([sent, writes]).toEqual([false, 3]);
  });

  it("reads a list value of any length", () => {
    const pair = pairOf();
    const lengths = [250, 255, 256, 257, 505, 509, 510, 511, 512, 513, 1000, 70_000];
    const ends = ["$", "$;$x$", "$$", "$x", ""];
    for (const length of lengths)
      for (const filler of ["x", " ", "$$", '""'])
        for (const end of ends) {
          const value = `$SSH${filler.repeat(Math.ceil(length / filler.length))}${end}`;
          pair.same(`dest_port,src,dest,app,__mv_app\n22,10.0.0.1,8.8.8.8,HTTPS,"${value}"\n`);
          pair.same(`dest_port,__mv_dest_port\n22,"$4444${filler.repeat(length)}${end}"\n`);
        }
  });
});
