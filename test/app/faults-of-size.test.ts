/** Sizes, on the built package: rows of docs/faults.md, with the memory that they took. */
import { describe, expect, inject, it } from "vitest";
import { Child } from "../support/child.ts";
import {
  addedTo,
  errorOf,
  execute,
  FULL,
  HEADER,
  launcherOf,
  MEGABYTE,
  memoryBound,
  row,
  run,
  wholeReplies,
} from "../support/faults.ts";
import { GETINFO, replies } from "../support/frames.ts";

describe("sizes", () => {
  it.each([0, 1, 50_000])("a chunk of %i rows: as many come back, each with its own score", async (count) => {
    const rows = Array.from({ length: count }, (_, index) => row(index % 2 === 0 ? 4444 : 80, `id${index}`));
    const { stdout, stderr, code } = await run(Buffer.concat([GETINFO, execute(HEADER + rows.join(""))]));
    expect([stderr, code]).toEqual(["", 0]);
    const cells = [await addedTo(4444), await addedTo(80)];
    const [header, ...answer] = split(replies(stdout)[1]!.body.toString(), HEADER.trimEnd());
    expect(header).toMatch(/^src,dest,dest_port,transport,action,id,portrisk_score,portrisk_level,.*\n$/);
    expect(answer.join("")).toBe(
      rows.map((text, index) => `${text.trimEnd()}${cells[index % 2]}\n`).join(""),
    );
  });

  it("5,000 columns, and a cell of 50 MB: nothing is lost, and memory stays within bounds", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `field${index}`).join(",");
    const values = Array.from({ length: 5000 }, (_, index) => `v${index}`).join(",");
    const wide = Buffer.from(`${names},dest_port\n${values},4444\n`);
    const seen = replies((await run(Buffer.concat([GETINFO, execute(wide)]))).stdout);
    expect(seen[1]!.body.toString().startsWith(`${names},dest_port,portrisk_score,`)).toBe(true);
    expect(seen[1]!.body.toString()).toContain(`\n${values},4444,`);
    const cell = Buffer.alloc((FULL ? 50 : 5) * MEGABYTE, "x");
    await withinBounds(
      "a cell",
      Buffer.concat([Buffer.from("dest_port,text\n4444,"), cell, Buffer.from("\n")]),
      1,
    );
  });

  it("a chunk of 200 MB in one message: answered, and memory stays within bounds", async () => {
    const line = `10.0.0.1,8.8.8.8,4444,tcp,Allow,${"x".repeat(900)}\n`;
    const count = Math.ceil(((FULL ? 200 : 20) * MEGABYTE) / line.length);
    await withinBounds("a chunk", Buffer.from(HEADER + line.repeat(count)), count);
  });

  /** At most 60 MB and 1.1 times the body. */
  async function withinBounds(what: string, body: Buffer, rows: number): Promise<void> {
    const child = new Child(launcherOf(inject("app")));
    await child.write(Buffer.concat([GETINFO, execute(body)]));
    await child.until(() => child.receivedBytes > body.length && wholeReplies(child) === 2);
    const peak = child.peakMemory();
    const { stdout, stderr, code } = await child.end();
    expect([stderr, code]).toEqual(["", 0]);
    const answer = replies(stdout)[1]!;
    expect(errorOf(answer.metadata)).toBeUndefined();
    expect(answer.body.length).toBeGreaterThan(body.length + rows * 11);
    const bound = memoryBound(body.length);
    console.log(
      `${what} of ${Math.round(body.length / MEGABYTE)} MB: peak ${Math.round(peak / MEGABYTE)} MB of ${Math.round(bound / MEGABYTE)} MB allowed`,
    );
    expect(peak).toBeLessThanOrEqual(bound);
  }
});

/** A body cut behind its header. */
function split(body: string, header: string): string[] {
  const end = body.indexOf("\n", header.length) + 1;
  return [body.slice(0, end), body.slice(end)];
}
