import { describe, expect, it } from "vitest";
import { type Grid, markdownTable, replaceMarked, terminalTable } from "../../src/benchmark/index.ts";

const grid: Grid = {
  title: "Results",
  head: ["what", "ms"],
  rows: [
    ["search | stats", "12"],
    ["wide", "3"],
  ],
  notes: ["One note.", "Another."],
};

describe("a table of results", () => {
  it("is Markdown for the README", () => {
    expect(markdownTable(grid)).toBe(
      [
        "Results:",
        "",
        "| what | ms |",
        "|---|---|",
        "| search \\| stats | 12 |",
        "| wide | 3 |",
        "",
        "One note. Another.",
      ].join("\n"),
    );
  });

  it("has everything in the terminal too", () => {
    const text = terminalTable(grid);
    for (const part of ["Results", "search | stats", "12", "wide", "One note.", "Another."])
      expect(text).toContain(part);
  });
});

describe("writing between the marks", () => {
  const marked = "before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n";

  it("replaces what is there and nothing else, however often", () => {
    const once = replaceMarked(marked, "bench", "new $& text");
    expect(once).toBe("before\n<!-- bench:begin -->\nnew $& text\n<!-- bench:end -->\nafter\n");
    expect(() => replaceMarked(marked, "scale", "new")).toThrow("<!-- scale:begin -->");
    expect(replaceMarked(once, "bench", "new $& text")).toBe(once);
  });

  it.each([
    ["without marks", "text"],
    ["with one of them", "<!-- bench:begin -->"],
    ["with a pair too many", marked + marked],
    ["with both the wrong way round", "<!-- bench:end --><!-- bench:begin -->"],
  ])("rejects a document %s", (_, document) => {
    expect(() => replaceMarked(document, "bench", "new")).toThrow("each must stand there once");
  });
});
