import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readCatalogueFile } from "../../src/portrisk/catalogue-file.ts";

const folder = join(mkdtempSync(join(tmpdir(), "catalogue-")), "lookups");
mkdirSync(folder);
afterAll(() => rmSync(join(folder, ".."), { recursive: true }));

const HEADER =
  "port,transport,service,category,points,legitimate_use,legitimate_points,prevalence,mitre,sources\n";
const GOOD = "4444,tcp,a shell,malware,70,,0,,T1059 T1571,x\n";
const PREFIX = "the port catalogue lookups/portrisk_ports.csv";
const SUFFIX = ". Install the app again, or restore this file from its package.";

function read(content: string | null) {
  const path = join(folder, "portrisk_ports.csv");
  rmSync(path, { force: true });
  if (content !== null) writeFileSync(path, content);
  return readCatalogueFile(path);
}

it("reads rows in any order of columns, ignores columns of others, and accepts CRLF", () => {
  const catalogue = read(
    'extra,mitre,port,transport,service,category,points,legitimate_use,legitimate_points,prevalence,sources\r\nz,T1571,4444,tcp,"a, b",malware,70,,0,,x\r\n',
  );
  expect(catalogue.size).toBe(1);
  expect(catalogue.find(4444, "tcp")).toMatchObject({ service: "a, b", points: 70, mitre: ["T1571"] });
  expect(catalogue.find(4444, "udp")).toBeNull();
});

it.each([
  [null, " is unusable: does not exist"],
  ["", ":1 is unusable: the file is empty"],
  ["port,transport\n", ':1 is unusable: the column "service" is missing'],
  [HEADER, ":1 is unusable: there is no row below the header"],
  [`${HEADER}${GOOD}0,tcp,a,b,1,,0,,,x\n`, ':3 is unusable: "0" is not a port from 1 to 65535'],
  [`${HEADER}1,icmp,a,b,1,,0,,,x\n`, ':2 is unusable: the transport must be tcp or udp, not "icmp"'],
  [
    `${HEADER}1,tcp,a,b,101,,0,,,x\n`,
    ':2 is unusable: points must be a whole number from 0 to 100, not "101"',
  ],
  [
    `${HEADER}1,tcp,a,b,1,,-5,,,x\n`,
    ':2 is unusable: legitimate_points must be a whole number from 0 to 100, not "-5"',
  ],
  [`${HEADER}1,tcp,a,b,1,,0,,T12,x\n`, ':2 is unusable: "T12" is not the id of an ATT&CK technique'],
  [`${HEADER}1,tcp,,b,1,,0,,,x\n`, ":2 is unusable: service is empty"],
  [`${HEADER}1,tcp,a,,1,,0,,,x\n`, ':2 is unusable: category must be small letters and "_", not ""'],
  [`${HEADER}1,tcp,a,b,1,,5,,,x\n`, ":2 is unusable: legitimate_points need a legitimate_use"],
  [`${HEADER}04444,tcp,a,b,1,,0,,,x\n`, ':2 is unusable: "04444" is not a port from 1 to 65535'],
  [`${HEADER} 4444,tcp,a,b,1,,0,,,x\n`, ":2 is unusable: port has blanks around it"],
  [`${HEADER}4444,TCP,a,b,1,,0,,,x\n`, ':2 is unusable: the transport must be tcp or udp, not "TCP"'],
  [
    `${HEADER}4444,tcp,a,b,1,c,0,often,,x\n`,
    ':2 is unusable: prevalence must be ubiquitous, common, registered, and empty without a legitimate_use, not "often"',
  ],
  [
    `${HEADER}4444,tcp,a,b,1,,0,common,,x\n`,
    ':2 is unusable: prevalence must be ubiquitous, common, registered, and empty without a legitimate_use, not "common"',
  ],
  [`${HEADER}1,tcp,"a\nb",b,1,,0,,,x\n`, ":2 is unusable: service must be one line of text"],
  [`${HEADER}${GOOD}${GOOD}`, ":3 is unusable: port 4444/tcp stands on line 2 already"],
  [
    `${HEADER}1,tcp,"two ""lines""",b,1,,0,,,"x\ny"\n2,tcp\n`,
    ":4 is unusable: it has 2 values where the header has 10 fields, so values cannot be matched to fields",
  ],
  [
    `${HEADER}1,tcp,"open,b,1,,0,,,x\n`,
    ":2 is unusable: a quotation mark is not closed, so the end of the row is unknown",
  ],
])("rejects %j, naming file and line", (content, why) => {
  expect(() => read(content)).toThrow(
    expect.objectContaining({
      name: "PortriskError",
      code: "catalogue",
      message: `${PREFIX}${why}${SUFFIX}`,
    }),
  );
});

it("keeps UTF-8 letters whole and passes over a byte order mark", () => {
  const row = read(`\ufeff${HEADER}4444,tcp,Voil\u00e0,malware,70,,0,,,x\n`).find(4444, "tcp")!;
  expect(Buffer.from(row.service, "latin1").toString("utf8")).toBe("Voil\u00e0");
});

it.each([
  ["a folder", "not a regular file", (path: string) => mkdirSync(path)],
  ["a fifo", "not a regular file", (path: string) => execFileSync("mkfifo", [path])],
  ["a link to a device without end", "not a regular file", (path: string) => symlinkSync("/dev/zero", path)],
  ["a file of 65 MB", "larger than 64 MB", (path: string) => truncateSync(path, 65 * 1024 * 1024)],
])("rejects %s in the place of the file at once, as %s", (_, why, make) => {
  const own = join(folder, "own");
  rmSync(own, { force: true, recursive: true });
  if (why.startsWith("larger")) writeFileSync(own, "");
  make(own);
  expect(() => readCatalogueFile(own)).toThrow(
    `the port catalogue lookups/own is unusable: it is ${why}. Install the app again, or restore this file from its package.`,
  );
});

it("takes a file that the system says is empty for empty, whatever it gives", () => {
  expect(() => readCatalogueFile("/proc/self/maps")).toThrow("is unusable: the file is empty");
});

it.each([
  ["a short cell", "é", '"é"'],
  ["2 MB of letters", "é".repeat(1_000_000), `"${"é".repeat(30)}..."`],
  ["a cell cut inside a letter", `x${"é".repeat(100)}`, `"x${"é".repeat(29)}..."`],
  ["bytes that are not UTF-8", Buffer.from([0xff, 0x41]), '"\ufffdA"'],
])("shows %s as it is written, and cut", (_, cell, shown) => {
  const row = Buffer.concat([
    Buffer.from(`${HEADER}1,tcp,a,b,`),
    Buffer.from(cell),
    Buffer.from(",,0,,,x\n"),
  ]);
  writeFileSync(join(folder, "portrisk_ports.csv"), row);
  expect(() => readCatalogueFile(join(folder, "portrisk_ports.csv"))).toThrow(
    `:2 is unusable: points must be a whole number from 0 to 100, not ${shown}. `,
  );
});
