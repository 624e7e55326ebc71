import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvError, cellText, encodeCell, parseHeaderRow, RowScanner } from "../../src/csv/index.ts";

/** All cells of a body, header row first, as Latin-1; or the error's code, row included. */
function cells(body: Buffer): string[][] | string {
  try {
    const header = parseHeaderRow(body);
    const columns = header.names.map((_, index) => index);
    const scanner = new RowScanner(body, header.end, columns.length, columns);
    const rows = [header.names.map((name) => Buffer.from(name).toString("latin1"))];
    while (scanner.next()) {
      rows.push(columns.map((index) => cellText(body, scanner.cellStart[index]!, scanner.cellEnd[index]!)));
    }
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return `${error.code} ${error.row}`;
  }
}

const cell = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "4444",
    "10.0.0.1",
    "a,b",
    'say "x"',
    "two\nlines",
    "two\r\nlines",
    '"',
    '""',
    ",",
    "\n",
    "ä€𝄞",
  ),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);
/** Ways in which writers quote: splunkd's, the least possible, everything. */
const quoters: readonly ((text: string) => string)[] = [
  (text) => (/^[A-Za-z0-9]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`),
  (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text),
  (text) => `"${text.replaceAll('"', '""')}"`,
];

const table = fc
  .integer({ min: 2, max: 6 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
  );

describe("CSV in place", () => {
  it("reads what csv-parse reads, whatever the quoting and the line ending", () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...quoters),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (rows, quote, newline, closed) => {
          const text = rows.map((row) => row.map(quote).join(",")).join(newline) + (closed ? newline : "");
          const body = Buffer.from(text);
          const oracle = (
            parse(body, { recordDelimiter: newline, relax_column_count: true }) as string[][]
          ).map((row) => row.map((value) => Buffer.from(value).toString("latin1")));
          expect(cells(body)).toEqual(oracle);
        },
      ),
      { seed: 2, numRuns: 3000 },
    );
  });

  it("keeps the row's bytes apart from its line ending, so that they can be copied", () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...quoters),
        fc.constantFrom("\n", "\r\n"),
        (rows, quote, newline) => {
          const lines = rows.map((row) => row.map(quote).join(","));
          const body = Buffer.from(lines.join(newline) + newline);
          const header = parseHeaderRow(body);
          expect(body.toString("utf8", 0, header.contentEnd)).toBe(lines[0]);
          const scanner = new RowScanner(body, header.end, rows[0]!.length, []);
          for (const line of lines.slice(1)) {
            expect(scanner.next()).toBe(true);
            expect(body.toString("utf8", scanner.rowStart, scanner.contentEnd)).toBe(line);
            expect(body.toString("utf8", scanner.contentEnd, scanner.rowEnd)).toBe(newline);
          }
          expect(scanner.next()).toBe(false);
        },
      ),
      { seed: 3, numRuns: 1000 },
    );
  });

  // Right-hand sides from Python 3.11: list(csv.reader(io.StringIO(text, newline=""))), which Splunk's SDK uses.
  it.each([
    [
      'a,b\nx"y,z\n',
      [
        ["a", "b"],
        ['x"y', "z"],
      ],
    ],
    [
      'a,b\n"x"y,z\n',
      [
        ["a", "b"],
        ["xy", "z"],
      ],
    ],
    [
      'a,b\n"x""y"z,"1"\n',
      [
        ["a", "b"],
        ['x"yz', "1"],
      ],
    ],
    [
      'a,b\nx"",""\n',
      [
        ["a", "b"],
        ['x""', ""],
      ],
    ],
    [
      'a,b\n "x",y\n',
      [
        ["a", "b"],
        [' "x"', "y"],
      ],
    ],
    [
      '"a","b"\n"","""\n"""\n',
      [
        ["a", "b"],
        ["", '"\n"'],
      ],
    ],
    [
      "a,b\n1,\n,2\n,\n",
      [
        ["a", "b"],
        ["1", ""],
        ["", "2"],
        ["", ""],
      ],
    ],
    [
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a,b\n1,",
      [
        ["a", "b"],
        ["1", ""],
      ],
    ],
    [
      "a,a,b\n1,2,3\n",
      [
        ["a", "a", "b"],
        ["1", "2", "3"],
      ],
    ],
    ["a,b", [["a", "b"]]],
    ["a,b\r\n", [["a", "b"]]],
  ])("reads %j as Python does", (text, expected) => {
    expect(cells(Buffer.from(text))).toEqual(expected);
  });

  it.each([
    ["\n\n\n", [[], [], []]],
    ["a\n\nx\n", [["a"], [""], ["x"]]],
    [
      "a,b\nx\ry,z\n",
      [
        ["a", "b"],
        ["x\ry", "z"],
      ],
    ],
    [
      'a,b\n"x\r",z\r\n',
      [
        ["a", "b"],
        ["x\r", "z"],
      ],
    ],
  ])("reads %j: no column, one column, and carriage returns that end nothing", (text, expected) => {
    expect(cells(Buffer.from(text))).toEqual(expected);
  });

  it.each([
    ['a,b\n1,"2\n3,4\n', "unbalanced_quotes 1"],
    ['a,b\n1,2\n"', "unbalanced_quotes 2"],
    ['a,b\n1,"2""', "unbalanced_quotes 1"],
    [`a,b\n1,"${"x".repeat(100)}`, "unbalanced_quotes 1"],
    ['"a,b\n1,2\n', "unbalanced_quotes 0"],
    ["a,b\n1\n", "cell_count 1"],
    ["a,b\n1,2\n1,2,3\n", "cell_count 2"],
    ["a,b\n1,2\n\n", "cell_count 2"],
    ["\nx\n", "cell_count 1"],
  ])("rejects %j", (text, error) => {
    expect(cells(Buffer.from(text))).toBe(error);
  });

  it("does not decode: invalid UTF-8 and zero bytes are bytes like any other", () => {
    const body = Buffer.concat([
      Buffer.from("a,b\n"),
      Buffer.from([0xff, 0x2c, 0x22, 0xc3, 0x00, 0x22, 0x0a]),
    ]);
    expect(cells(body)).toEqual([
      ["a", "b"],
      ["\u00ff", "\u00c3\u0000"],
    ]);
  });

  it("quotes what needs it, carriage returns included, and nothing else", () => {
    expect(["a", "a b", "a,b", 'a"b', "a\nb", "a\rb", ""].map(encodeCell)).toEqual([
      "a",
      "a b",
      '"a,b"',
      '"a""b"',
      '"a\nb"',
      '"a\rb"',
      "",
    ]);
  });

  it("does not look beyond the cell for the end of its quotation", () => {
    // The byte behind the cell is a quotation mark as well: as part of the cell it would be a doubled one.
    expect(cellText(Buffer.from('"a""'), 0, 3)).toBe("a");
  });

  it("writes cells that csv-parse reads back", () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (row) => {
        expect(parse(row.map(encodeCell).join(","), { recordDelimiter: "\n" })).toEqual([row]);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});
