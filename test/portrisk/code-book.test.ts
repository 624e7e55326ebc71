import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ABSENT, CodeBook } from "../../src/portrisk/code-book.ts";

/** Meanings that tell texts apart: the number of each text by first appearance. */
function numbering() {
  const numbers = new Map<string, number>();
  const read = (text: string) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text)!;
  };
  return { numbers, read };
}

const cell = fc.oneof(
  fc.constantFrom(
    "",
    '""',
    "a",
    '"a"',
    "ab",
    "ba",
    '"x""y"',
    '"two\nlines"',
    "10.0.0.1",
    '"10.0.0.1"',
    "x".repeat(64),
    "x".repeat(65),
    "y".repeat(300),
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replace(/[",\r\n]/g, "")),
);

/** What the cell means, without any memory. */
function plain(text: string): string | null {
  const value = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  const first = value.split("\n")[0]!;
  return first === "" ? null : first.slice(0, 256);
}

describe("a book of codes", () => {
  it("answers as if it remembered nothing, however small it is and however often it has to forget", () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 60 }), fc.constantFrom(1, 2, 4, 16), (cells, capacity) => {
        const { numbers, read } = numbering();
        const book = new CodeBook(read, capacity);
        for (const text of cells) {
          const bytes = Buffer.from(`before,${text},after`, "latin1");
          const code = book.code(bytes, 7, bytes.length - 6);
          const meaning = plain(Buffer.from(text, "latin1").toString("latin1"));
          expect(code).toBe(meaning === null ? ABSENT : numbers.get(meaning));
        }
      }),
      { seed: 13, numRuns: 2000 },
    );
  });

  it("reads a text once while it remembers it", () => {
    let reads = 0;
    const book = new CodeBook(() => reads++, 4);
    const bytes = Buffer.from("abcd");
    for (let round = 0; round < 3; round++) for (let at = 0; at < 4; at++) book.code(bytes, at, at + 1);
    expect(reads).toBe(4);
    book.code(Buffer.from("e"), 0, 1);
    book.code(bytes, 0, 1);
    expect(reads).toBe(6);
  });

  it("takes the list for the truth where there is one", () => {
    const { numbers, read } = numbering();
    const book = new CodeBook(read);
    const bytes = Buffer.from("a,$b$;$c$,$broken");
    expect(book.codeOfList(bytes, 0, 1, 2, 9)).toBe(numbers.get("b"));
    expect(book.codeOfList(bytes, 0, 1, 10, 17)).toBe(numbers.get("a"));
    expect(book.codeOfList(Buffer.from('"$$;$c$"'), 0, 0, 0, 8)).toBe(ABSENT);
  });
});
