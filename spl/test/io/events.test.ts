/** Reading events and lookup files, and showing tables: kinds of values, order, what is rejected. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import { readCsvTable } from "../../src/io/csv-table.ts";
import { newestFirst, withinRange } from "../../src/io/event-order.ts";
import { readEvents } from "../../src/io/events.ts";
import { printCsv, printJson, rowsAsObjects } from "../../src/io/print.ts";
import type { Table } from "../../src/values/table.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SplError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("it was read");
}

describe("readEvents", () => {
  test("kinds of values", () => {
    const line =
      '{"n":1.5,"t":"x","many":["a",2,true],"one":["a"],"none":[],"nil":null,"yes":true,"no":false,"a.b":1,"__proto__":"p","":""}';
    expect(message(() => readEvents(line))).toBe("malformed_event: Line 1 has a field without a name.");
    const { fields, rows } = readEvents(line.replace(',"":""', ""));
    expect([...rows[0]!]).toEqual([
      ["n", 1.5],
      ["t", "x"],
      ["many", ["a", 2, "true"]],
      ["one", "a"],
      ["yes", "true"],
      ["no", "false"],
      ["a.b", 1],
      ["__proto__", "p"],
    ]);
    expect(fields).toEqual(["n", "t", "many", "one", "yes", "no", "a.b", "__proto__"]);
  });

  test("byte order mark, CRLF, empty lines, no newline at the end", () => {
    expect(readEvents(bytes('\uFEFF{"a":1}\r\n\r\n{"a":"ü"}')).rows.map((row) => row.get("a"))).toEqual([
      1,
      "ü",
    ]);
    expect(readEvents("").rows).toEqual([]);
  });

  test.each([
    ['{"a":1}\n[1]', "malformed_event: Line 2 is not a JSON object."],
    ['{"a":1}\n\n{"a":', "malformed_event: Line 3 is not valid JSON."],
    ["null", "malformed_event: Line 1 is not a JSON object."],
    ['{"a":{"b":1}}', 'malformed_event: Line 1: "a" is not a text, a number or a list of them.'],
    ['{"a":[[1]]}', 'malformed_event: Line 1: "a" is not a text, a number or a list of them.'],
    ['{"a":[null]}', 'malformed_event: Line 1: "a" is not a text, a number or a list of them.'],
    [
      '{"a":1}\n{"b":1,"a":2,"b":1}',
      'malformed_event: Line 2: The key "b" stands twice in one JSON object, and documentation does not say which value counts: name it once.',
    ],
  ])("%s", (text, expected) => {
    expect(message(() => readEvents(text))).toBe(expected);
  });

  test("numbers keep the digits of the line where a double shows others", () => {
    const values = (text: string) => readEvents(text).rows.map((row) => row.get("a"));
    const lines = [
      "1.5",
      "1.50",
      "-0",
      "1e3",
      "1.0",
      "100",
      "0.1",
      "12345678901234567890",
      "1e999",
      "9007199254740993",
    ];
    expect(values(lines.map((digits) => `{"a":${digits}}`).join("\n"))).toEqual([
      ...[1.5, "1.50", "-0", "1e3", "1.0", 100, 0.1, "12345678901234567890", "1e999", "9007199254740993"],
    ]);
    expect(values('{"a":[1, 2.0]}')).toEqual([[1, "2.0"]]);
    expect(values('{ "a" : 1.50 , "b":"é\\u00e9" }')).toEqual(["1.50"]);
  });

  test("numbers read as texts are the numbers that JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        for (const text of [JSON.stringify(number), number.toFixed(3), number.toExponential()]) {
          const value = readEvents(`{"a":${text}}`).rows[0]!.get("a");
          expect(String(value)).toBe(typeof value === "string" ? text : String(JSON.parse(text)));
        }
      }),
    );
  });

  test("invalid UTF-8 is rejected with its line", () => {
    const broken = Buffer.concat([bytes('{"a":1}\n{"a":"'), Buffer.from([0xff]), bytes('"}\n')]);
    expect(message(() => readEvents(broken))).toBe("malformed_event: Line 2 is not valid UTF-8.");
  });

  test("any bytes are read or rejected", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.json().map(bytes)), (content) => {
        try {
          readEvents(content);
        } catch (error) {
          expect(error).toBeInstanceOf(SplError);
        }
      }),
      { seed: 21, numRuns: 1000 },
    );
  });
});

describe("time", () => {
  const table = (...times: unknown[]): Table =>
    readEvents(times.map((time, n) => JSON.stringify({ _time: time, n })).join("\n"));
  const order = (events: Table) => events.rows.map((row) => row.get("n"));

  test("newest first, equal times in the order of the file", () => {
    expect(order(newestFirst(table(1, 3, 2, 3, "10.5")))).toEqual([4, 1, 3, 2, 0]);
  });

  test("events without time keep their order; some with and some without are rejected", () => {
    expect(order(newestFirst(table(null, null)))).toEqual([0, 1]);
    expect(message(() => newestFirst(table(1, null)))).toMatch(/^malformed_event: Event 2 has no _time/);
  });

  test("earliest is inclusive, latest is not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 20 })),
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        (times, earliest, latest) => {
          const kept = withinRange(table(...times), { earliest, latest }).rows.map((row) => row.get("_time"));
          expect(kept).toEqual(times.filter((time) => time >= earliest && time < latest));
        },
      ),
      { seed: 22 },
    );
  });

  test.each([["x"], [-1], ["2024-01-01"], [[1, 2]], [""]])("%j is not a time", (time) => {
    expect(message(() => newestFirst(table(time)))).toMatch(/^malformed_event: The _time of event 1/);
  });
});

describe("CSV", () => {
  test("a lookup file: empty cells are absent, everything is text, quotes and CRLF are understood", () => {
    const { fields, rows } = readCsvTable(bytes('\uFEFFa,b\r\n1,"x ""y"", z"\r\n,ü\r\n'));
    expect(fields).toEqual(["a", "b"]);
    expect(rows.map((row) => [...row])).toEqual([
      [
        ["a", "1"],
        ["b", 'x "y", z'],
      ],
      [["b", "ü"]],
    ]);
  });

  test.each([
    ["", "empty"],
    ["a,a\n1,2", "twice"],
    ["a,\n1,2", "no name"],
    ["a,b\n1", "1 value"],
    ['a\n"x', "not closed"],
  ])("%j is rejected", (text, reason) => {
    expect(() => readCsvTable(bytes(text))).toThrow(reason);
  });

  test("printed tables read back as the same rows", () => {
    const cell = fc.string({ maxLength: 6 }).filter((text) => text !== "" && !text.includes("\r"));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (cells) => {
        const rows = cells.map(
          ([left, right]) =>
            new Map([
              ["a", left],
              ["b", right],
            ]),
        );
        expect(readCsvTable(bytes(printCsv({ fields: ["a", "b"], rows }))).rows).toEqual(rows);
      }),
      { seed: 23 },
    );
  });
});

describe("JSON", () => {
  test("fields in the table's order, absent ones left out, hostile names harmless", () => {
    const table: Table = {
      fields: ["b", "a", "__proto__", "constructor"],
      rows: [
        new Map<string, string | number | string[]>([
          ["a", 1],
          ["__proto__", "p"],
          ["b", ["x", "y"]],
        ]),
        new Map([["constructor", -0]]),
      ],
    };
    expect(printJson(table)).toBe('[\n{"b":["x","y"],"a":1,"__proto__":"p"},\n{"constructor":0}\n]\n');
    expect(Object.keys(rowsAsObjects(table)[1]!)).toEqual(["constructor"]);
    expect(printJson({ fields: ["a"], rows: [] })).toBe("[]\n");
  });
});
