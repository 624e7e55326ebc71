/** Sizes, on the built package: rows of docs/faults.md. What memory they take is measured in memory.resources.ts. */
import { describe, expect, it } from "vitest";
import { addedTo, execute, HEADER, row, run } from "../support/faults.ts";
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

  it("5,000 columns: nothing is lost", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `field${index}`).join(",");
    const values = Array.from({ length: 5000 }, (_, index) => `v${index}`).join(",");
    const wide = Buffer.from(`${names},dest_port\n${values},4444\n`);
    const seen = replies((await run(Buffer.concat([GETINFO, execute(wide)]))).stdout);
    expect(seen[1]!.body.toString().startsWith(`${names},dest_port,portrisk_score,`)).toBe(true);
    expect(seen[1]!.body.toString()).toContain(`\n${values},4444,`);
  });
});

/** A body cut behind its header. */
function split(body: string, header: string): string[] {
  const end = body.indexOf("\n", header.length) + 1;
  return [body.slice(0, end), body.slice(end)];
}
