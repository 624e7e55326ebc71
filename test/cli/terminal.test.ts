import { WriteStream } from "node:tty";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coloursOf, Progress, widthOf } from "../../src/cli/terminal.ts";

/** A stream that keeps what is written, as a terminal (with Node's own rule for colours) or as a pipe. */
function stream(kind: "terminal" | "pipe") {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const { hasColors, getColorDepth } = WriteStream.prototype;
  const terminal = { isTTY: true, columns: 90, hasColors, getColorDepth };
  const made = kind === "terminal" ? { write, ...terminal } : { write };
  return { written, stream: made as unknown as NodeJS.WriteStream };
}

beforeEach(() => {
  for (const name of ["CI", "FORCE_COLOR", "NODE_DISABLE_COLORS", "NO_COLOR", "TMUX"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm-256color");
});
afterEach(() => vi.unstubAllEnvs());

describe("a terminal", () => {
  it("gets colours, unless NO_COLOR is set", () => {
    expect(coloursOf(stream("terminal").stream).red("x")).toBe("\x1b[31mx\x1b[39m");
    vi.stubEnv("NO_COLOR", "1");
    expect(coloursOf(stream("terminal").stream).red("x")).toBe("x");
  });

  it("shows what is being done in one line, and nothing of it remains", () => {
    vi.stubEnv("NO_COLOR", "1");
    const { stream: terminal, written } = stream("terminal");
    const progress = new Progress(terminal);
    progress.step("building");
    progress.step("scoring");
    progress.clear();
    expect(written).toEqual(["\r\x1b[2K… building", "\r\x1b[2K… scoring", "\r\x1b[2K"]);
  });

  it("has its own width", () => {
    vi.stubEnv("COLUMNS", "60");
    expect(widthOf(stream("terminal").stream)).toBe(90);
  });

  it("that does not know its size is as wide as COLUMNS says", () => {
    const unsized = Object.assign(stream("terminal").stream, { columns: 0 });
    vi.stubEnv("COLUMNS", "60");
    expect(widthOf(unsized)).toBe(60);
    vi.stubEnv("COLUMNS", undefined);
    expect(widthOf(unsized)).toBe(170);
  });
});

describe("a pipe or a file", () => {
  it("gets no colours and no progress, whatever the environment says of the terminal", () => {
    vi.stubEnv("NO_COLOR", undefined);
    vi.stubEnv("CI", "true");
    const { stream: pipe, written } = stream("pipe");
    expect(coloursOf(pipe).red("x")).toBe("x");
    const progress = new Progress(pipe);
    progress.step("building");
    progress.clear();
    expect(written).toEqual([]);
  });

  it("is as wide as COLUMNS says", () => {
    vi.stubEnv("COLUMNS", "60");
    expect(widthOf(stream("pipe").stream)).toBe(60);
    vi.stubEnv("COLUMNS", undefined);
    expect(widthOf(stream("pipe").stream)).toBe(170);
  });
});
