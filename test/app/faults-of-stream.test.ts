/** Faults of the one who asks, on the built package: the first rows of docs/faults.md. */
import { describe, expect, inject, it } from "vitest";
import { builtCommand } from "../support/built-command.ts";
import { Child, parallel } from "../support/child.ts";
import {
  addedTo,
  appWithPorts,
  errorOf,
  execute,
  FULL,
  HEADER,
  launcherOf,
  row,
  run,
  scratchFolder,
  startDirectly,
  wholeReplies,
} from "../support/faults.ts";
import { GETINFO, replies } from "../support/frames.ts";
import { generator } from "../support/random.ts";

const scratch = scratchFolder();
const launcher = launcherOf(inject("app"));
const PORTS = [4444, 80, 8531, 1337, 22];

/** Every n-th of the offsets of a stream: all of them in the full run. */
const offsets = (length: number, step: number) =>
  Array.from({ length }, (_, index) => index).filter((index) => FULL || index % step === 0);

describe("faults of the one who asks", () => {
  it("a stream cut at any byte: whole replies, then an error, or nothing where nothing was begun", async () => {
    const first = execute(HEADER + row(4444, "a"), false);
    const stream = Buffer.concat([GETINFO, first, execute(HEADER + row(80, "b"))]);
    const app = appWithPorts(scratch, PORTS);
    const whole = replies((await run(stream)).stdout);
    expect(whole).toHaveLength(3);
    const ends = [0, GETINFO.length, GETINFO.length + first.length];
    await parallel(offsets(stream.length, 29), 3, async (at) => {
      const child = startDirectly(app);
      await child.write(stream.subarray(0, at));
      const { stdout, stderr, code } = await child.end();
      expect([at, stderr, code]).toEqual([at, "", 0]);
      const seen = replies(stdout);
      const complete = ends.filter((end) => end <= at && end > 0).length;
      expect(seen.slice(0, complete)).toEqual(whole.slice(0, complete));
      if (ends.includes(at)) expect(seen).toHaveLength(complete);
      else {
        expect(seen).toHaveLength(complete + 1);
        expect(errorOf(seen.at(-1)!.metadata)).toMatch(/^the input ended inside/);
        expect(seen.at(-1)!.body).toHaveLength(0);
      }
    });
  });

  it("stdout closed at any byte: the program ends quietly", async () => {
    // More than a pipe holds, so that the program is in the middle of a write when the pipe is closed.
    const big = Buffer.concat([GETINFO, execute(HEADER + row(4444, "a").repeat(4_000)), execute(HEADER)]);
    const { length } = (await run(big)).stdout;
    expect(length).toBeGreaterThan(1_000_000);
    const random = generator(3);
    const app = appWithPorts(scratch, PORTS);
    const places = Array.from({ length: FULL ? 500 : 25 }, () => random() % length);
    await parallel(places, 3, async (at) => {
      const child = startDirectly(app);
      child.process.stdout.on("data", () => {
        if (child.receivedBytes >= at) child.process.stdout.destroy();
      });
      await child.write(big);
      const { stderr, code, signal } = await child.end();
      expect([at, stderr, code, signal]).toEqual([at, "", 0, null]);
    });
  });

  it("random damage: an error or a right answer, never a hang, a crash or a wrong pairing of rows", async () => {
    const rows = PORTS.map((port, index) => row(port, `id${index}`));
    const clean = Buffer.concat([
      GETINFO,
      execute(HEADER + rows.join(""), false),
      execute(HEADER + rows.join("")),
    ]);
    const length = HEADER.length + rows.join("").length;
    const bodies = [clean.indexOf(HEADER), clean.lastIndexOf(HEADER)].map((start) => ({
      start,
      end: start + length,
    }));
    const expected = await Promise.all(PORTS.map(addedTo));
    const seed = FULL ? 20260 : 1;
    const random = generator(seed);
    const anywhere = () => random() % clean.length;
    // Bits that flip, up to three; and a byte that means something to the reader in the place of another.
    const damages: (readonly (readonly [at: number, byte: number])[])[] = [
      ...Array.from({ length: FULL ? 10_000 : 50 }, () =>
        Array.from({ length: 1 + (random() % 3) }, () => {
          const at = anywhere();
          return [at, clean[at]! ^ (1 << (random() % 8))] as const;
        }),
      ),
      ...Array.from({ length: FULL ? 2_000 : 25 }, () => [[anywhere(), pick(random, '",\n\r1')] as const]),
    ];
    const app = appWithPorts(scratch, PORTS);
    const command = builtCommand(app);
    const streams = damages.map((flips) => {
      const damaged = Buffer.from(clean);
      for (const [at, byte] of flips) damaged[at] = byte;
      return damaged;
    });
    let answered = 0;
    let refused = 0;
    const answers = streams.map((damaged, number) => {
      const place = JSON.stringify(damages[number]);
      const output = command(damaged);
      const seen = replies(output);
      const failed = seen.filter(({ metadata }) => errorOf(metadata) !== undefined);
      expect(failed.length, place).toBeLessThanOrEqual(1);
      expect(seen.length - failed.length, place).toBeLessThanOrEqual(3);
      if (failed.length === 1) expect(seen.indexOf(failed[0]!), place).toBe(seen.length - 1);
      refused += failed.length;
      // Without an error there are all replies, in them every row that was not touched, and the rows sent have one width.
      if (failed.length === 0) {
        expect(seen.length, place).toBe(3);
        for (const chunk of [1, 2]) {
          const sent = damaged.toString("latin1", bodies[chunk - 1]!.start, bodies[chunk - 1]!.end);
          if (!sent.includes('"')) expect(widths(sent), place).toHaveLength(1);
          const text = seen[chunk]!.body.toString("latin1");
          if (!text.startsWith(`${HEADER.trimEnd()},portrisk_score,`)) continue;
          for (const index of untouched(clean, rows, bodies[chunk - 1]!.start, damages[number]!)) {
            const whole = `\n${rows[index]!.trimEnd()}${expected[index]}\n`;
            expect(text.includes(whole), `${place} ${whole}`).toBe(true);
          }
        }
      }
      for (const { body } of seen) {
        const text = body.toString("latin1");
        for (const [index, sent] of rows.entries()) {
          // The row is undamaged where it stands whole between a line end and what was added.
          const from = text.indexOf(`\n${sent.trimEnd()},`) + 1;
          if (from === 0 || !text.startsWith(`${HEADER.trimEnd()},portrisk_score,`)) continue;
          answered++;
          // The last row loses its line end where the damage is in the length of the body.
          const rest = text.slice(from + sent.length - 1);
          const right = rest === expected[index] || rest.startsWith(`${expected[index]}\n`);
          expect(right, `${place} ${sent}`).toBe(true);
        }
      }
      return output;
    });
    // A process each, of every tenth: the same answer, nothing said elsewhere, and a good end.
    const sample = streams.map((damaged, number) => [number, damaged] as const).filter(([n]) => n % 10 === 0);
    await parallel(sample, 3, async ([number, damaged]) => {
      const child = startDirectly(app);
      await child.write(damaged);
      const { stdout, stderr, code } = await child.end();
      const place = JSON.stringify(damages[number]);
      expect([place, stderr, code, stdout.equals(answers[number]!)]).toEqual([place, "", 0, true]);
    });
    console.log(
      `${damages.length} damages (seed ${seed}), ${sample.length} of them in a process each: ${refused} refused, ${answered} rows answered and right`,
    );
    expect(refused).toBeGreaterThan(damages.length / 10);
    expect(answered).toBeGreaterThan(damages.length / 10);
  });

  it("SIGTERM: the program ends at once, and says nothing", async () => {
    const child = new Child(launcher);
    await child.write(
      Buffer.concat([GETINFO, execute(HEADER + row(4444, "a"), false), execute(HEADER).subarray(0, -5)]),
    );
    await child.until(() => wholeReplies(child) === 2);
    await child.kill("SIGTERM");
    const { stdout, stderr, signal } = await child.end();
    expect([stderr, signal]).toEqual(["", "SIGTERM"]);
    expect(replies(stdout)).toHaveLength(2);
  });
});

const pick = (random: () => number, bytes: string) => bytes.charCodeAt(random() % bytes.length);

/** How many cells rows have in a table without quotation marks: each number once. */
const widths = (text: string) => [
  ...new Set(
    text
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => line.split(",").length),
  ),
];

/** Which of the rows behind the header of the body at `start` no damage has hit, nor the line ends before and behind them. */
function untouched(
  clean: Buffer,
  rows: readonly string[],
  start: number,
  damage: readonly (readonly [at: number, byte: number])[],
): number[] {
  let from = start + HEADER.length;
  return rows.flatMap((text, index) => {
    const begin = from;
    from += text.length;
    const hit = damage.some(([at, byte]) => at >= begin - 1 && at < from && clean[at] !== byte);
    return hit ? [] : [index];
  });
}
