/** The fast way of reading a cell against the plain one: a book of codes over the same text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AddressReader,
  type CellReader,
  CountReader,
  PortReader,
  UrlReader,
} from "../../src/portrisk/cell-readers.ts";
import { CodeBook } from "../../src/portrisk/code-book.ts";
import { codeOfText } from "../../src/portrisk/keys.ts";
import { boundsReached, NUMBER_BOUNDS, readCount, readPort, readText, sideOf } from "../../src/risk/index.ts";

const digits = fc.array(fc.constantFrom(..."0123456789"), { maxLength: 17 }).map((list) => list.join(""));
const near = (...pieces: string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 2 })), { maxLength: 9 })
    .map((list) => list.join(""));
const url = near(
  "http",
  "s://",
  "://",
  "/",
  "?",
  "#",
  ":",
  "a.b",
  "10.1.2.3",
  "[::1]",
  "x.ddns.net",
  "//",
  "user@",
);

const READERS: readonly [
  name: string,
  reader: CellReader,
  plain: (text: string) => number,
  texts: fc.Arbitrary<string>,
][] = [
  [
    "ports",
    new PortReader(),
    (text) => readPort(text) ?? 0,
    fc.oneof(digits, near("4444", "0", "65535", "65536", ".0", " ", "-"), fc.nat(70_000).map(String)),
  ],
  [
    "addresses",
    new AddressReader(),
    (text) => codeOfText("src_side", sideOf(text)),
    fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      near("10.", "1", "255", "256", ".", "0", "01", " ", "::", "%e", "/8"),
      fc.constantFrom(
        "010.1.2.3",
        "10.01.2.3",
        "10.1.2.03",
        "10.0.0.0",
        "10.1.2.256",
        "10.1.2",
        "10.1.2.3.4",
        "10.1.2.3",
        "172.31.255.255",
        "172.32.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "100.64.0.0",
      ),
    ),
  ],
  [
    "counts",
    new CountReader("bytes_sent"),
    (text) => {
      const count = readCount(text);
      return count === null ? 0 : boundsReached(NUMBER_BOUNDS.bytes_sent, count) + 1;
    },
    fc.oneof(digits, near("100000000", "0", ".5", ".", " ", "e9", "-"), fc.nat().map(String)),
  ],
  ["URLs", new UrlReader(), (text) => codeOfText("url", readText("url", text)), fc.oneof(url, fc.webUrl())],
];

describe.each(READERS)("%s", (_, reader, plain, texts) => {
  it("are read as their text is, quoted or not", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, quoted) => {
        fc.pre(quoted || !/[",\r\n]/.test(text));
        const book = new CodeBook(plain, 2);
        const cell = quoted ? `"${text.replaceAll('"', '""')}"` : text;
        const bytes = Buffer.from(`before,${cell},after`);
        const end = bytes.length - ",after".length;
        expect([cell, reader.code(bytes, 7, end)]).toEqual([cell, book.code(bytes, 7, end)]);
      }),
      { seed: 31, numRuns: 6000 },
    );
  });

  it("have a list that counts before the cell", () => {
    const bytes = Buffer.from("x,$10.1.2.3$;$8.8.8.8$");
    const book = new CodeBook(plain, 2);
    expect(reader.codeOfList(bytes, 0, 1, 2, bytes.length)).toBe(
      book.codeOfList(bytes, 0, 1, 2, bytes.length),
    );
  });
});
