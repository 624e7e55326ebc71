/**
 * What goes wrong around the command, on the built package: each fault of docs/faults.md. `npm test` runs a short form;
 * `npm run test:faults` every byte offset, 10,000 damages and the largest sizes.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { Child, parallel } from "../support/child.ts";
import { GETINFO, replies, request } from "../support/frames.ts";
import { generator } from "../support/random.ts";

const FULL = process.env.FAULTS === "full";
const MEGABYTE = 1_000_000;
const launcher = join(inject("app"), "bin", "portrisk");
/** Without the launcher, which starts Node.js once more to ask its version: for what is run thousands of times. */
const direct = [process.execPath, [join(inject("app"), "bin", "portrisk.js")]] as const;
const scratch = mkdtempSync(join(tmpdir(), "faults-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const HEADER = "src,dest,dest_port,transport,action,id\n";
const row = (port: number, id: string) => `10.0.0.1,8.8.8.8,${port},tcp,Allow,${id}\n`;
const execute = (body: string | Buffer, finished = true) => request({ action: "execute", finished }, body);
const errorOf = (metadata: string) => (JSON.parse(metadata) as { error?: string }).error;

async function run(
  stream: Buffer,
  [program, args]: readonly [string, readonly string[]] = [launcher, ["__EXECUTE__"]],
) {
  const child = new Child(program, args);
  await child.write(stream);
  return child.end();
}

/** What is added to a row with this port, from a run of its own. */
const added = new Map<number, string>();
async function addedTo(port: number): Promise<string> {
  if (!added.has(port)) {
    const { stdout } = await run(Buffer.concat([GETINFO, execute(HEADER + row(port, "x"))]));
    const body = replies(stdout)[1]!.body.toString();
    const start = body.indexOf(row(port, "x").trimEnd()) + row(port, "x").length - 1;
    added.set(port, body.slice(start, -1));
  }
  return added.get(port)!;
}

/** Every n-th of the offsets of a stream: all of them in the full run. */
const offsets = (length: number, step: number) =>
  Array.from({ length }, (_, index) => index).filter((index) => FULL || index % step === 0);

describe("faults of the one who asks", () => {
  const stream = Buffer.concat([
    GETINFO,
    execute(HEADER + row(4444, "a"), false),
    execute(HEADER + row(80, "b")),
  ]);

  it("a stream cut at any byte: whole replies, then an error, or nothing where nothing was begun", async () => {
    const whole = replies((await run(stream)).stdout);
    expect(whole).toHaveLength(3);
    const ends = [0, GETINFO.length, GETINFO.length + execute(HEADER + row(4444, "a"), false).length];
    await parallel(offsets(stream.length, 29), 3, async (at) => {
      const { stdout, stderr, code } = await run(stream.subarray(0, at), direct);
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
    // More than a pipe holds, so that the program is in the middle of a write when nobody reads any more.
    const big = Buffer.concat([GETINFO, execute(HEADER + row(4444, "a").repeat(20_000)), execute(HEADER)]);
    const random = generator(3);
    const places = Array.from({ length: FULL ? 500 : 25 }, () => random() % (2 * big.length));
    await parallel(places, 3, async (at) => {
      const child = new Child(...direct);
      child.process.stdout.on("data", () => {
        if (child.receivedBytes >= at) child.process.stdout.destroy();
      });
      await child.write(big);
      const { stderr, code, signal } = await child.end();
      expect([at, stderr, code, signal]).toEqual([at, "", 0, null]);
    });
  });

  it("random damage: an error or a right answer, never a hang, a crash or a wrong pairing of rows", async () => {
    const ports = [4444, 80, 8531, 1337, 22];
    const rows = ports.map((port, index) => row(port, `id${index}`));
    const clean = Buffer.concat([
      GETINFO,
      execute(HEADER + rows.join(""), false),
      execute(HEADER + rows.join("")),
    ]);
    const expected = await Promise.all(ports.map(addedTo));
    const seed = FULL ? 20260 : 1;
    const random = generator(seed);
    const damages = Array.from({ length: FULL ? 10_000 : 120 }, () =>
      Array.from(
        { length: 1 + (random() % 3) },
        () => [random() % clean.length, 1 << (random() % 8)] as const,
      ),
    );
    let answered = 0;
    let refused = 0;
    await parallel(damages, 3, async (flips) => {
      const damaged = Buffer.from(clean);
      for (const [at, bit] of flips) damaged[at]! ^= bit;
      const { stdout, stderr, code } = await run(damaged, direct);
      const place = JSON.stringify(flips);
      expect([place, stderr, code]).toEqual([place, "", 0]);
      const seen = replies(stdout);
      const failed = seen.filter(({ metadata }) => errorOf(metadata) !== undefined);
      expect(failed.length, place).toBeLessThanOrEqual(1);
      expect(seen.length - failed.length, place).toBeLessThanOrEqual(3);
      if (failed.length === 1) expect(seen.indexOf(failed[0]!), place).toBe(seen.length - 1);
      refused += failed.length;
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
    });
    console.log(
      `${damages.length} damages (seed ${seed}): ${refused} refused, ${answered} rows answered and right`,
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
    child.process.kill("SIGTERM");
    const { stdout, stderr, signal } = await child.end();
    expect([stderr, signal]).toEqual(["", "SIGTERM"]);
    expect(replies(stdout)).toHaveLength(2);
  });

  it("a slow writer, and a slow reader: the same answer, later", async () => {
    const body = HEADER + Array.from({ length: 30_000 }, (_, index) => row(4444, `id${index}`)).join("");
    const big = Buffer.concat([GETINFO, execute(body)]);
    const wanted = (await run(big)).stdout;
    const reader = new Child(launcher);
    // Paused, the pipe fills and the program has to wait in the middle of its answer.
    reader.process.stdout.pause();
    await reader.write(big);
    for (let taken = 0; taken < 20; taken++) {
      reader.process.stdout.resume();
      await new Promise((resolve) => setTimeout(resolve, 1));
      reader.process.stdout.pause();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    reader.process.stdout.resume();
    expect((await reader.end()).stdout.equals(wanted)).toBe(true);
    const writer = new Child(launcher);
    for (let at = 0; at < big.length; at += big.length / 40) {
      await writer.write(big.subarray(at, at + big.length / 40));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect((await writer.end()).stdout.equals(wanted)).toBe(true);
  });
});

describe("sizes", () => {
  it.each([0, 1, 50_000])("a chunk of %i rows: as many come back, each with its own score", async (count) => {
    const rows = Array.from({ length: count }, (_, index) => row(index % 2 === 0 ? 4444 : 80, `id${index}`));
    const { stdout, stderr, code } = await run(Buffer.concat([GETINFO, execute(HEADER + rows.join(""))]));
    expect([stderr, code]).toEqual(["", 0]);
    const cells = [await addedTo(4444), await addedTo(80)];
    const [, ...answer] = split(replies(stdout)[1]!.body.toString(), HEADER.trimEnd());
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
    const child = new Child(launcher);
    await child.write(Buffer.concat([GETINFO, execute(body)]));
    await child.until(() => child.receivedBytes > body.length && wholeReplies(child) === 2);
    const peak = child.peakMemory();
    const { stdout, stderr, code } = await child.end();
    expect([stderr, code]).toEqual(["", 0]);
    const answer = replies(stdout)[1]!;
    expect(errorOf(answer.metadata)).toBeUndefined();
    expect(answer.body.length).toBeGreaterThan(body.length + rows * 11);
    const bound = 60 * MEGABYTE + 1.1 * body.length;
    console.log(
      `${what} of ${Math.round(body.length / MEGABYTE)} MB: peak ${Math.round(peak / MEGABYTE)} MB of ${Math.round(bound / MEGABYTE)} MB allowed`,
    );
    expect(peak).toBeLessThanOrEqual(bound);
  }
});

describe("faults of the host", () => {
  function copyOfApp(): string {
    const folder = join(mkdtempSync(join(scratch, "app-")), "suspicious_ports");
    cpSync(inject("app"), folder, { recursive: true });
    return folder;
  }
  const one = Buffer.concat([GETINFO, execute(HEADER + row(4444, "a"))]);

  it.each([
    ["missing", (file: string) => rmSync(file), "does not exist"],
    ["a folder", (file: string) => mkdirSync(emptied(file)), "cannot be read (EISDIR)"],
    ["a link in a circle", (file: string) => symlinkSync(file, emptied(file)), "cannot be read (ELOOP)"],
    ["empty", (file: string) => writeFileSync(file, ""), "the file is empty"],
    [
      "half written",
      (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 5000)),
      "so it cannot be told",
    ],
  ])("a catalogue that is %s: an error before any event is answered", (_, spoil, why) => {
    const folder = copyOfApp();
    spoil(join(folder, "lookups", "portrisk_ports.csv"));
    const { stdout, stderr, status } = spawnSync(join(folder, "bin", "portrisk"), { input: one });
    expect([stderr.toString(), status]).toEqual(["", 0]);
    const seen = replies(stdout);
    expect(seen).toHaveLength(2);
    expect(errorOf(seen[1]!.metadata)).toMatch(/^the port catalogue lookups\/portrisk_ports\.csv/);
    expect(errorOf(seen[1]!.metadata)).toContain(why);
    expect(seen[1]!.body).toHaveLength(0);
  });

  it("a catalogue that changes during a search: the search goes on with the one it began with", async () => {
    const folder = copyOfApp();
    const child = new Child(join(folder, "bin", "portrisk"));
    await child.write(Buffer.concat([GETINFO, execute(HEADER + row(4444, "a"), false)]));
    await child.until(() => child.output().includes("portrisk_score"));
    writeFileSync(join(folder, "lookups", "portrisk_ports.csv"), "not a catalogue\n");
    await child.write(execute(HEADER + row(4444, "a")));
    const [, first, second] = replies((await child.end()).stdout);
    expect(second!.body.equals(first!.body)).toBe(true);
  });

  it("a full disk: nothing is written but the answer, and where that fails the program ends quietly", () => {
    const limited = spawnSync("/bin/sh", ["-c", 'ulimit -f 0; exec "$0"', launcher], { input: one });
    expect([limited.stderr.toString(), limited.status]).toEqual(["", 0]);
    expect(replies(limited.stdout)).toHaveLength(2);
    const full = spawnSync("/bin/sh", ["-c", 'exec "$0" >/dev/full', launcher], { input: one });
    expect([full.stderr.toString(), full.status]).toEqual(["", 0]);
  });

  it("20 commands at once: each answers as one alone does", async () => {
    const alone = (await run(one)).stdout;
    const outcomes = await parallel(Array.from({ length: 20 }), 20, () => run(one));
    for (const { stdout, stderr, code } of outcomes)
      expect([stderr, code, stdout.equals(alone)]).toEqual(["", 0, true]);
  });

  it("a clock that jumps: it is never looked at", async () => {
    const bundle = readFileSync(join(inject("app"), "bin", "portrisk.js"), "utf8");
    expect(bundle).not.toMatch(/\bDate\b|performance|hrtime|setTimeout|setInterval/);
    const clock = join(scratch, "clock.cjs");
    writeFileSync(
      clock,
      "global.Date = class { constructor() { throw new Error('the clock was asked'); } };\n",
    );
    const program = join(inject("app"), "bin", "portrisk.js");
    const { stdout, stderr } = spawnSync(process.execPath, ["-r", clock, program], { input: one });
    expect([stderr.toString(), stdout.equals((await run(one)).stdout)]).toEqual(["", true]);
  });

  it("no Node.js, and a question larger than a pipe holds: it is read to its end and answered", async () => {
    const bin = join(scratch, "only head");
    mkdirSync(bin);
    symlinkSync("/usr/bin/head", join(bin, "head"));
    const child = new Child(launcher, [], { PATH: bin });
    const broken: Error[] = [];
    child.process.stdin.on("error", (error) => broken.push(error));
    await child.write(request({ action: "getinfo", searchinfo: { search: "x".repeat(MEGABYTE) } }));
    const { stdout, stderr, code } = await child.end();
    expect([stderr, code, broken]).toEqual(["", 0, []]);
    expect(errorOf(replies(stdout)[0]!.metadata)).toMatch(/^portrisk needs Node.js/);
  });
});

describe("secrets", () => {
  it("a session key is in no answer, error or log, whatever is wrong", async () => {
    const key = "SESSION^key_0123456789";
    const secret = { session_key: key, splunkd_uri: "https://127.0.0.1:8089" };
    for (const stream of [
      request({ action: "getinfo", searchinfo: { ...secret, args: ["colour=red"] } }),
      request({ action: "getinfo", searchinfo: { ...secret, args: "wrong" } }),
      request(`{"action":"getinfo","searchinfo":{"session_key":"${key}"`),
      request({ action: "getinfo", searchinfo: secret }).subarray(0, -10),
      Buffer.concat([request({ action: "getinfo", searchinfo: secret }), execute('dest_port\n"4\n')]),
    ]) {
      const { stdout, stderr } = await run(stream);
      expect(stdout.length).toBeGreaterThan(0);
      expect(stdout.toString("latin1") + stderr).not.toContain(key);
    }
  });
});

describe("docs/faults.md", () => {
  it("has each of these tests in its table, and no other", () => {
    const source = readFileSync(join(inject("root"), "test/app/faults.test.ts"), "utf8");
    const names = [...source.matchAll(/\n {2}it(?:\.each\(\[[\s\S]*?\]\))?\("([^"]+)"/g)]
      // What a test's name fills in stands as "…" for readers.
      .map(([, name]) => name!.split(":")[0]!.replace(/%[is]/, "…"))
      .filter((name) => !name.startsWith("has each"));
    const table = readFileSync(join(inject("root"), "docs/faults.md"), "utf8");
    const documented = [...table.matchAll(/^\| (?!fault|---)([^|]+) \|/gm)].map(([, name]) => name!);
    expect(documented).toEqual(names);
  });
});

/** How many whole replies have come; 0 while the last is still coming. */
function wholeReplies(child: Child): number {
  try {
    return replies(child.output()).length;
  } catch {
    return 0;
  }
}

/** Removes a file, so that something else can take its place. */
function emptied(file: string): string {
  rmSync(file);
  return file;
}

/** A body cut behind its header. */
function split(body: string, header: string): string[] {
  const end = body.indexOf("\n", header.length) + 1;
  return [body.slice(0, end), body.slice(end)];
}
