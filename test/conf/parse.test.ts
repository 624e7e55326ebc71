/** parseConf: the rules of .conf files, each with the line numbers that errors and tools depend on. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfError, formatConf, parseConf } from "../../src/conf/index.ts";

function read(text: string | Uint8Array) {
  const file = parseConf(text, "x.conf");
  return [...file.stanzas.values()].map((stanza) => [
    stanza.name,
    stanza.line,
    [...stanza.settings.values()].map(({ key, value, line }) => [key, value, line]),
  ]);
}

function failure(text: string | Uint8Array): [string, number] {
  try {
    parseConf(text, "x.conf");
  } catch (error) {
    if (error instanceof ConfError) return [error.code, error.line];
    throw error;
  }
  throw new Error("it was read");
}

describe("what is read", () => {
  test("stanzas, settings and their lines", () => {
    expect(read("# top\n\n[a]\nx = 1\n  y=2 = 3  \n; note\n[b c]\n")).toEqual([
      [
        "a",
        3,
        [
          ["x", "1", 4],
          ["y", "2 = 3", 5],
        ],
      ],
      ["b c", 7, []],
    ]);
  });

  test("settings before any stanza belong to default, and join the stanza of that name", () => {
    expect(read("x = 1\n[default]\ny = 2\n")).toEqual([
      [
        "default",
        1,
        [
          ["x", "1", 1],
          ["y", "2", 3],
        ],
      ],
    ]);
  });

  test("a backslash at the very end continues the line, keeps the newline and the indentation, and hides comments and stanzas", () => {
    expect(read("[a]\nsearch = one \\\n  two \\\n# three\\\n[four]\nnext = 5")).toEqual([
      [
        "a",
        1,
        [
          ["search", "one \n  two \n# three\n[four]", 2],
          ["next", "5", 6],
        ],
      ],
    ]);
  });

  test("a value may begin on the line after", () => {
    expect(read("[a]\nx = \\\ny\n")).toEqual([["a", 1, [["x", "y", 2]]]]);
  });

  test("an empty value is a value, and a backslash at the end of the file continues nothing", () => {
    expect(read("[a]\nx =\ny = z\\")).toEqual([
      [
        "a",
        1,
        [
          ["x", "", 2],
          ["y", "z", 3],
        ],
      ],
    ]);
  });

  test("CRLF, byte order mark, bytes", () => {
    const bytes = new TextEncoder().encode("\uFEFF[a]\r\nx = ä \\\r\n y\r\n");
    expect(read(bytes)).toEqual([["a", 1, [["x", "ä \n y", 2]]]]);
  });

  test("brackets inside a stanza name, and the empty name of metadata files", () => {
    expect(read("[source::...[a-z]+]\n[]\nexport = none")).toEqual([
      ["source::...[a-z]+", 1, []],
      ["", 2, [["export", "none", 3]]],
    ]);
  });

  test("repeated stanzas merge, later settings win and are listed", () => {
    const file = parseConf("[a]\nx=1\n[b]\n[a]\nx=2\ny=3\n", "x.conf");
    expect([...file.stanzas.keys()]).toEqual(["a", "b"]);
    expect(file.stanzas.get("a")?.settings.get("x")).toEqual({ key: "x", value: "2", line: 5 });
    expect(file.duplicates).toEqual([{ stanza: "a", key: "x", line: 5, earlierLine: 2 }]);
  });

  test("names that every JavaScript object has are ordinary names", () => {
    const file = parseConf("[constructor]\n__proto__ = 1\n", "x.conf");
    expect(file.stanzas.get("constructor")?.settings.get("__proto__")?.value).toBe("1");
    expect(file.stanzas.get("toString")).toBeUndefined();
  });
});

describe("what is rejected, with its line", () => {
  test.each([
    ["[a]\nx = 1\njunk\n", "junk_line", 3],
    ["[a]\nx = one \\ \ntwo\n", "junk_line", 3],
    ["[a\nx=1", "invalid_stanza", 1],
    ["[a] # note", "invalid_stanza", 1],
    ["[a]\n = 1", "empty_key", 2],
  ])("%j", (text, code, line) => {
    expect(failure(text)).toEqual([code, line]);
  });

  test("UTF-16 and invalid UTF-8", () => {
    expect(failure(new Uint8Array([0xff, 0xfe, 0x5b, 0]))).toEqual(["invalid_encoding", 1]);
    expect(failure(new Uint8Array([0x5b, 0x61, 0x5d, 0x0a, 0x61, 0, 0x3d, 0]))).toEqual([
      "invalid_encoding",
      2,
    ]);
    expect(failure(new Uint8Array([0x5b, 0x61, 0x5d, 0x0a, 0x61, 0x3d, 0xe4, 0x0a]))).toEqual([
      "invalid_encoding",
      2,
    ]);
  });

  test("the message names file and line", () => {
    expect(() => parseConf("[a]\njunk", "default/macros.conf")).toThrow(
      /^default\/macros\.conf:2: "junk" is neither/,
    );
  });
});

const trimmed = (text: string) =>
  text.replace(/^[\s]+|[\s]+$/g, (space) => space.replace(/[ \t\r\n\v\f]/g, ""));

describe("formatConf", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n\0]/.test(text));
  const value = fc
    .array(line, { maxLength: 4 })
    .map((lines) => lines.join("\n"))
    .filter((text) => text === trimmed(text) && !text.endsWith("\\"));
  const key = line.filter((text) => text !== "" && text === trimmed(text) && !/[=]|^[#;[]/.test(text));
  const content = fc
    .uniqueArray(
      fc.tuple(line, fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 4 })),
      {
        selector: ([name]) => name,
        maxLength: 4,
      },
    )
    .map((stanzas) => new Map(stanzas.map(([name, settings]) => [name, new Map(settings)] as const)));

  test("what is written reads back as the same", () => {
    fc.assert(
      fc.property(content, (written) => {
        const file = parseConf(formatConf(written), "x.conf");
        const read = new Map(
          [...file.stanzas].map(([name, { settings }]) => [
            name,
            new Map([...settings].map(([setting, { value: text }]) => [setting, text])),
          ]),
        );
        expect(read).toEqual(written);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test.each([
    ["a", "x", " y"],
    ["a", "x", "y\\"],
    ["a", "x", "y\rz"],
    ["a", "#x", "y"],
    ["a", "x=", "y"],
    ["a\nb", "x", "y"],
  ])("rejects [%j] %j = %j", (stanza, name, text) => {
    expect(() => formatConf(new Map([[stanza, new Map([[name, text]])]]))).toThrow(ConfError);
  });

  test("any bytes are read or rejected, never thrown at", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          parseConf(bytes, "x.conf");
        } catch (error) {
          expect(error).toBeInstanceOf(ConfError);
        }
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});
