/** Descriptors that say "try again" are waited for; those that are broken end the conversation. */
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";

const calls = { read: [] as (number | string)[], write: [] as (number | string)[] };

/** Take the next prepared outcome: a count, or an error's code. */
function next(outcomes: (number | string)[]): number {
  const outcome = outcomes.shift();
  if (typeof outcome === "string") throw Object.assign(new Error(outcome), { code: outcome });
  return outcome ?? 0;
}

// Loaded anew with these functions of the file system, and forgotten again: files of tests share their modules.
vi.resetModules();
vi.doMock("node:fs", () => ({ readSync: () => next(calls.read), writeSync: () => next(calls.write) }));
const { descriptorReader, descriptorWriter } = await import("../../src/scpv2/descriptors.ts");
afterAll(() => {
  vi.doUnmock("node:fs");
  vi.resetModules();
});

beforeEach(() => {
  calls.read.length = 0;
  calls.write.length = 0;
});

const buffer = Buffer.alloc(10);

describe("reading", () => {
  it("waits while there is nothing yet", () => {
    calls.read.push("EAGAIN", "EINTR", "EAGAIN", 7);
    expect(descriptorReader(0)(buffer, 0, 10)).toBe(7);
  });

  it.each(["EOF", "ECONNRESET", "EPIPE"])("takes %s for the end", (code) => {
    calls.read.push(code);
    expect(descriptorReader(0)(buffer, 0, 10)).toBe(0);
  });

  it("passes any other failure on", () => {
    calls.read.push("EISDIR");
    expect(() => descriptorReader(0)(buffer, 0, 10)).toThrow("EISDIR");
  });
});

describe("writing", () => {
  it("continues where a short write ended, and waits while the pipe is full", () => {
    calls.write.push(3, "EAGAIN", 4, "EINTR", 3);
    expect(descriptorWriter(1)(buffer, 0, 10)).toBe(true);
    expect(calls.write).toEqual([]);
  });

  it.each(["EPIPE", "ECONNRESET", "ENOSPC", "EIO"])("gives up on %s", (code) => {
    calls.write.push(3, code);
    expect(descriptorWriter(1)(buffer, 0, 10)).toBe(false);
  });
});
