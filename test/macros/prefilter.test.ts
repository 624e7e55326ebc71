import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { globsOf } from "../../src/macros/globs.ts";
import { KINDS, textOf } from "../../src/risk/index.ts";
import { missedByPrefilter, passing } from "./missed.ts";
import { type RandomEvent, randomEvents } from "./random-events.ts";
import { stories } from "./stories.ts";

const STORIES = stories(inject("root"));
const app = readApp(inject("app"));

describe("the prefilter of the detection", () => {
  it("lets every event pass that reaches the threshold", {
    timeout: 240_000,
  }, async () => {
    const drawn = fc.sample(randomEvents(STORIES), { numRuns: 6_000, seed: 31 });
    const { reached, missed } = await missedByPrefilter(app, [...STORIES, ...drawn]);
    expect(missed).toEqual([]);
    expect(reached).toBeGreaterThan(500);
  });

  it("leaves out ordinary traffic", async () => {
    const ordinary: RandomEvent[] = [
      {
        dest_port: 443,
        app: "HTTPS",
        src: "10.1.2.3",
        dest: "8.8.8.8",
        InitiatorBytes: 9000,
        ConnectionDuration: 30,
      },
      { dest_port: 53, app: "DNS", src: "10.1.2.3", dest: "10.1.1.1" },
      {
        dest_port: 445,
        app: "SMB",
        src: "10.1.2.3",
        dest: "10.1.1.9",
        src_zone: "users",
        dest_zone: "servers",
      },
    ];
    expect((await passing(app, ordinary)).size).toBe(0);
  });
});

describe("wildcards of a pattern", () => {
  it("match each name that the pattern matches", () => {
    const patterns = Object.values(KINDS)
      .flat()
      .map(({ pattern }) => pattern)
      .filter((pattern) => pattern !== "[^ \\t]" && !pattern.includes("[A-Za-z0-9-]{1,63}"));
    expect(patterns.length).toBeGreaterThan(50);
    for (const pattern of patterns) {
      const globs = globsOf(pattern).map(
        (glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\/]/g, "\\$&").replace(/\*/g, ".*")}$`, "is"),
      );
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(pattern)), (text) => {
          const name = text.trim();
          if (!new RegExp(pattern, "i").test(textOf(name))) return;
          expect(
            globs.some((glob) => glob.test(name)),
            `${pattern} ${name}`,
          ).toBe(true);
        }),
        { numRuns: 50, seed: 7 },
      );
    }
  });
});
