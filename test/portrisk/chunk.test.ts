import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { CsvError } from "../../src/csv/index.ts";
import type { PortriskCommand } from "../../src/portrisk/command.ts";
import { Assessor, digitsOf, OUTPUT_NAMES as OUTPUTS, readPort, readText } from "../../src/risk/index.ts";
import { commandFor, received } from "../support/against-reference.ts";
import { SMALL_CATALOGUE } from "../support/catalogue.ts";

const OUTPUT_NAMES = OUTPUTS.map((name) => `portrisk_${name}`);
const ALL_OUTPUT_NAMES = [...OUTPUT_NAMES, "__mv_portrisk_mitre", "__mv_portrisk_factors"];

/** The compiled byte engine as base64, or null for the reference. */
let scorer: string | null = null;

/** By arguments: a command gets the chunks of many tests, as it gets those of a search. */
const commands = new Map<string, PortriskCommand>();

/** The reply's body for a chunk. */
function score(body: Buffer | string, args: string[] = []): Buffer {
  const command = commands.get(args.join(" ")) ?? commandFor(args, scorer);
  commands.set(args.join(" "), command);
  const reply = command.execute(received(command, Buffer.from(body)), 1);
  const parts = [Buffer.from(reply.head)];
  reply.send((source, offset, length) => {
    parts.push(Buffer.from(source.subarray(offset, offset + length)));
    return true;
  });
  const bytes = Buffer.concat(parts);
  expect(bytes.length).toBe(reply.byteLength);
  return bytes;
}

/** The reply as objects, each name's last column winning. */
function rows(body: Buffer | string, args: string[] = []): Record<string, string>[] {
  return parse(score(body, args), { columns: true, recordDelimiter: ["\n", "\r\n"] }) as Record<
    string,
    string
  >[];
}

const HEADER = "src,dest,dest_port,transport,action,note";
const OUT = "10.0.0.1,8.8.8.8,4444,tcp,Allow,x";

/** An independent account of what the row must say, from values alone. */
function expected(values: {
  src: string;
  dest: string;
  dest_port: string;
  transport: string;
  action: string;
}): string[] {
  const port = readPort(values.dest_port);
  if (port === null) return OUTPUT_NAMES.map(() => "");
  const assessment = new Assessor(SMALL_CATALOGUE).assess({
    port,
    transport: readText("transport", values.transport),
    action: readText("action", values.action),
    src_side: readText("src_side", values.src),
    dest_side: readText("dest_side", values.dest),
    digits: digitsOf(port),
  });
  const factors = assessment.factors.map(
    ({ name, points }) => `${name}=${points < 0 ? points : `+${points}`}`,
  );
  return [
    String(assessment.score),
    assessment.level,
    assessment.category,
    assessment.service,
    assessment.direction,
    assessment.mitre.join("\n"),
    factors.join("\n"),
    assessment.reason,
  ];
}

const someText = fc.oneof(
  fc.constantFrom(
    "",
    "10.0.0.1",
    "8.8.8.8",
    "::1",
    "2001:db8::1",
    "4444",
    "8531",
    "51820",
    "443",
    "tcp",
    "udp",
    "Allow",
    "Block",
  ),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('"', ",", "\n", "a\nb", "é", "\u0000", " 4444 ", "65536"),
);
const quote = (text: string) => (/^[A-Za-z0-9]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`);

describe.each([
  ["byte engine", inject("scorer")],
  ["reference", null],
])("a chunk scored by the %s", (_, given) => {
  beforeAll(() => {
    scorer = given;
    commands.clear();
  });

  it("gives back every byte of every row, with our cells behind it", () => {
    const names = fc.shuffledSubarray(
      ["src", "dest", "dest_port", "transport", "action", "_raw", "a", "a", "_chunked_idx"],
      {
        minLength: 2,
      },
    );
    fc.assert(
      fc.property(
        names.chain((header) =>
          fc.tuple(
            fc.constant(header),
            fc.array(fc.array(someText, { minLength: header.length, maxLength: header.length }), {
              maxLength: 10,
            }),
          ),
        ),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        ([header, data], newline, closed) => {
          const lines = [header, ...data].map((cells) => cells.map(quote).join(","));
          const input = Buffer.from(lines.join(newline) + (closed || data.length === 0 ? newline : ""));
          const output = score(input);
          let at = 0;
          const appended: string[] = [];
          // Walk the output: each input line must stand there byte for byte, then our cells, then the line ending.
          const endings = lines.map((_, index) =>
            index < lines.length - 1 || closed || data.length === 0 ? newline : "",
          );
          const parsed = parse(output, { recordDelimiter: newline, relax_column_count: true }) as string[][];
          lines.forEach((line, index) => {
            const bytes = Buffer.from(line);
            expect(output.subarray(at, at + bytes.length).equals(bytes)).toBe(true);
            const ours = parsed[index]!.slice(header.length);
            const tail =
              ours.map((cell) => `,${/[",\r\n]/.test(cell) ? quote(cell) : cell}`).join("") + endings[index];
            expect(
              output.toString("utf8", at + bytes.length, at + bytes.length + Buffer.byteLength(tail)),
            ).toBe(tail);
            at += bytes.length + Buffer.byteLength(tail);
            appended.push(ours.slice(0, OUTPUT_NAMES.length).join("|"));
          });
          expect(at).toBe(output.length);
          const value = (cells: string[], name: string) => {
            const text = header.indexOf(name) < 0 ? "" : cells[header.indexOf(name)]!;
            return text.split("\n")[0]!;
          };
          expect(appended.slice(1)).toEqual(
            data.map((cells) =>
              expected({
                src: value(cells, "src"),
                dest: value(cells, "dest"),
                dest_port: value(cells, "dest_port"),
                transport: value(cells, "transport"),
                action: value(cells, "action"),
              }).join("|"),
            ),
          );
        },
      ),
      { seed: 8, numRuns: 2000 },
    );
  });

  it("says what it found in all eight columns", () => {
    const [row] = rows(`${HEADER}\n${OUT}\n`);
    expect(row).toEqual({
      src: "10.0.0.1",
      dest: "8.8.8.8",
      dest_port: "4444",
      transport: "tcp",
      action: "Allow",
      note: "x",
      portrisk_score: "49",
      portrisk_level: "medium",
      portrisk_category: "shell_listener",
      portrisk_service: 'a reverse shell, "quoted"',
      portrisk_direction: "outbound",
      portrisk_mitre: "T1059\nT1571",
      portrisk_factors: "known_for=+70\nlegitimate_use=-5\ndigit_pattern=+5\noutbound=+20\nport_alone=-41",
      portrisk_reason:
        'Port 4444/tcp is known for a reverse shell, "quoted"; the connection goes to a public address: check whether the source host is meant to do this.',
      __mv_portrisk_mitre: "$T1059$;$T1571$",
      __mv_portrisk_factors:
        "$known_for=+70$;$legitimate_use=-5$;$digit_pattern=+5$;$outbound=+20$;$port_alone=-41$",
    });
  });

  it("passes an empty body, and gives a header alone our names", () => {
    expect(score("")).toEqual(Buffer.alloc(0));
    expect(score("a,b\n").toString()).toBe(`a,b,${ALL_OUTPUT_NAMES.join(",")}\n`);
    expect(score("a,b").toString()).toBe(`a,b,${ALL_OUTPUT_NAMES.join(",")}`);
    expect(score("\n\n").toString()).toBe(`${ALL_OUTPUT_NAMES.join(",")}\n,,,,,,,,,\n`);
  });

  it("fills all columns with nothing where there is no usable port", () => {
    for (const body of [
      "src,dest\n1.1.1.1,2.2.2.2\n",
      "dest_port,x\n,1\n",
      "dest_port,x\n-1,1\n",
      'dest_port,x\n"",1\n',
    ]) {
      const [row] = rows(body);
      expect(ALL_OUTPUT_NAMES.map((name) => row![name])).toEqual(ALL_OUTPUT_NAMES.map(() => ""));
    }
  });

  it("reads the firewall's own names where the event lacks the CIM ones, row by row", () => {
    const header = "dest_port,ResponderPort,InitiatorIP,ResponderIP,Protocol,AC_RuleAction,src";
    const seen = rows(
      `${header}\n,4444,10.0.0.1,8.8.8.8,tcp,Block,\n443,4444,10.0.0.1,8.8.8.8,tcp,Allow,8.8.4.4\n"",8531,10.0.0.1,10.0.0.2,tcp,Allow,""\n`,
    );
    expect(seen.map((row) => [row.portrisk_score, row.portrisk_direction])).toEqual([
      ["49", "outbound"],
      ["0", "external"],
      ["0", "internal"],
    ]);
  });

  it("looks only at the field that an option names", () => {
    const [row] = rows("dest_port,service_port\n443,\n", ["dest_port=service_port"]);
    expect(row!.portrisk_score).toBe("");
  });

  it("counts the first value of several, by the list where there is one", () => {
    const header = "dest_port,__mv_dest_port,src,__mv_src,dest,__mv_dest";
    const cases = [
      ['"4444\n443","$4444$;$443$",10.0.0.1,,8.8.8.8,', "49"],
      ['"443\n4444","$443$;$4444$",10.0.0.1,,8.8.8.8,', "0"],
      ["443,$4444$;$1$,10.0.0.1,,8.8.8.8,", "49"],
      ["4444,$broken,10.0.0.1,,8.8.8.8,", "49"],
      ['4444,,"10.0.0.1\n8.8.8.8",,"8.8.8.8\n10.0.0.1",', "49"],
      ["4444,,8.8.8.8,$10.0.0.1$;$8.8.8.8$,10.0.0.2,$8.8.4.4$;$10.0.0.2$", "49"],
    ] as const;
    for (const [line, wanted] of cases)
      expect([line, rows(`${header}\n${line}\n`)[0]!.portrisk_score]).toEqual([line, wanted]);
  });

  it("removes rows below min_score, and those without a score, and no others", () => {
    const body = `${HEADER}\n${OUT}\n10.0.0.1,10.0.0.2,8531,tcp,,b\n,,none,,,c\n${OUT.replace(/x$/, "d")}\n`;
    expect(rows(body, ["min_score=1"]).map((row) => row.note)).toEqual(["x", "d"]);
    expect(rows(body, ["min_score=91"])).toEqual([]);
    expect(rows(body, ["min_score=0"]).map((row) => row.note)).toEqual(["x", "b", "c", "d"]);
  });

  it("replaces the columns of an earlier run, wherever they are, and touches no other byte", () => {
    const once = score(`${HEADER}\n${OUT}\n,,,,,"y, z"\n`);
    expect(score(once).equals(once)).toBe(true);
    const names = fc.shuffledSubarray(
      [...ALL_OUTPUT_NAMES, "__mv_portrisk_score", "dest_port", "src", "note"],
      { minLength: 1 },
    );
    fc.assert(
      fc.property(names, fc.array(someText, { minLength: 14, maxLength: 14 }), (header, values) => {
        const kept = header.filter((name) => !name.includes("portrisk"));
        const line = (columns: string[]) =>
          columns.map((name) => quote(values[header.indexOf(name)]!)).join(",");
        const mixed = score(`${header.map(quote).join(",")}\n${line(header)}\n`).toString();
        const clean = score(`${kept.map(quote).join(",")}\n${line(kept)}\n`).toString();
        expect(mixed).toBe(clean);
      }),
      { seed: 9, numRuns: 1500 },
    );
  });

  it("passes bytes that are not UTF-8, zero bytes and an index column as they are", () => {
    const odd = Buffer.concat([
      Buffer.from("dest_port,_raw,_chunked_idx\n4444,"),
      Buffer.from([0xff, 0xfe, 0x00, 0xc3]),
      Buffer.from(",0\n"),
    ]);
    const output = score(odd);
    expect(output.includes(odd.subarray(odd.indexOf(10) + 1, odd.length - 1))).toBe(true);
  });

  it.each([
    ["dest_port,a\n4444\n", "cell_count", 1],
    ['dest_port,a\n4444,b\n4444,"c\n', "unbalanced_quotes", 2],
    ['"dest_port\n', "unbalanced_quotes", 0],
  ])("rejects %j and says where", (body, code, row) => {
    expect(() => score(body)).toThrow(expect.objectContaining({ code, row }));
    const command = commandFor([], scorer);
    command.execute(received(command, Buffer.from("a\n1\n")), 1);
    const errorOfSecondChunk = () => {
      try {
        command.execute(received(command, Buffer.from(body)), 2);
      } catch (error) {
        return error;
      }
      return null;
    };
    const error = errorOfSecondChunk();
    expect(error).toBeInstanceOf(CsvError);
    expect(command.describe(error)).toContain(`chunk 2, ${row === 0 ? "the header" : `event ${row}`}: `);
  });

  it("copes with a cell of 20 MB, quoted or not, beside small ones", () => {
    const long = "x".repeat(20_000_000);
    for (const cell of [long, `"${long}"`, `"${'""'.repeat(10_000_000)}"`]) {
      const body = Buffer.from(
        `dest_port,_raw,src,dest\n4444,${cell},10.0.0.1,8.8.8.8\n4444,y,10.0.0.1,8.8.8.8\n`,
      );
      const output = score(body);
      expect(output.subarray(0, output.indexOf(10)).toString()).toContain("portrisk_score");
      expect(output.toString("latin1", output.length - 600)).toContain("4444,y,10.0.0.1,8.8.8.8,49,medium");
    }
  });

  it.each([-1, 0, 1, 2, 1024])("copies rows around the size of its output buffer whole (%i)", (beyond) => {
    for (const before of ["", "4444,first,10.0.0.1,8.8.8.8\n"]) {
      const size = beyond === 1024 ? 1024 * 1024 : 256 * 1024 + beyond;
      const row = `4444,${"x".repeat(size - "4444,,10.0.0.1,8.8.8.8".length)},10.0.0.1,8.8.8.8`;
      const output = score(`dest_port,_raw,src,dest\n${before}${row}\n${row}\n`).toString();
      expect(output.split("\n").filter((line) => line.startsWith(`${row},49,medium`))).toHaveLength(2);
    }
  });

  it("scores rows equally whether they were recorded or not", () => {
    // More rows than a chunk of this size may have records for, with one to remove and columns to cut out behind them.
    const row = (port: number) => `${port},old`;
    const ports = Array.from({ length: 180_000 }, (_, index) =>
      index % 60 === 0 ? 4444 : index % 60 === 1 ? 50_000 + (index % 7) : 0,
    );
    const body = `dest_port,portrisk_score\n${ports.map(row).join("\n")}\n`;
    const lines = score(body).toString().trimEnd().split("\n4444,");
    const one = score("dest_port\n4444\n").toString().split("\n").slice(1).join("\n").trimEnd();
    expect(lines).toHaveLength(3001);
    for (const at of [1, 100, 2999]) expect(`4444,${lines[at]!}`.startsWith(one)).toBe(true);
    expect(new Set(lines.slice(1, -1).map((text) => text.replace(/50?00\d/g, ""))).size).toBe(1);
    const kept = score(body, ["min_score=45"]).toString();
    expect(kept.match(/^4444,/gm)).toHaveLength(3000);
    expect(kept).not.toMatch(/^5000/m);
  });

  it("starts anew with a second getinfo", () => {
    const command = commandFor([], scorer);
    const bodyLength = (args: string[]) => {
      command.getinfo({ action: "getinfo", args, rawArgs: null });
      return command.execute(received(command, Buffer.from(`${HEADER}\n${OUT}\n`)), 1).byteLength;
    };
    const longer = bodyLength(["prefix=a_longer_prefix_"]);
    expect(longer).toBeGreaterThan(bodyLength(["prefix=p_"]));
    expect(bodyLength(["min_score=100"])).toBeLessThan(longer);
  });

  it("reads the first 256 characters of a value", () => {
    const padded = (blanks: number) => `${" ".repeat(blanks)}4444`;
    expect(rows(`dest_port,ResponderPort\n${padded(252)},443\n`)[0]!.portrisk_score).toBe("49");
    expect(rows(`dest_port,ResponderPort\n${padded(256)},443\n`)[0]!.portrisk_score).toBe("");
    expect(rows(`dest_port,a\n"4444\n${"9".repeat(1000)}",1\n`)[0]!.portrisk_score).toBe("49");
  });
});
