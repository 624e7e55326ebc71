/** The stand-in for splunkd: it must notice whatever splunkd would give up on. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { decodeEvents, encodeEvents, Session, type SessionOptions } from "../../../src/scpv2/client/index.ts";

const folder = mkdtempSync(join(tmpdir(), "splunkd-"));
afterAll(() => rmSync(folder, { recursive: true }));

let programs = 0;
/** A command that gives these answers in turn: [metadata, body] or a function of the request's body. */
function program(body: string): string {
  const path = join(folder, `command${++programs}`);
  writeFileSync(
    path,
    `#!${process.execPath}
const reply = (metadata, body = "") => process.stdout.write(\`chunked 1.0,\${Buffer.byteLength(metadata)},\${Buffer.byteLength(body)}\\n\${metadata}\${body}\`);
let pending = Buffer.alloc(0);
let turn = 0;
process.stdin.on("data", (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  for (;;) {
    const newline = pending.indexOf(10);
    if (newline < 0) return;
    const [, m, b] = /,(\\d+),(\\d+)/.exec(pending.toString("latin1", 0, newline)).map(Number);
    if (pending.length < newline + 1 + m + b) return;
    const metadata = JSON.parse(pending.toString("utf8", newline + 1, newline + 1 + m));
    const body = pending.toString("utf8", newline + 1 + m, newline + 1 + m + b);
    pending = pending.subarray(newline + 1 + m + b);
    answer(metadata, body, turn++);
  }
});
function answer(metadata, body, turn) { ${body} }
`,
  );
  chmodSync(path, 0o755);
  return path;
}

const ask = async (body: string, options: SessionOptions = {}) => {
  const session = new Session({ program: program(body), arguments: [] }, options);
  const reply = await session.request({ action: "getinfo" }, Buffer.from("a\n1\n"));
  await session.finish();
  return { metadata: reply.metadata, body: reply.body.toString() };
};

describe("a session", () => {
  it("gives the one reply to each request, however it arrives", async () => {
    expect(await ask("reply(JSON.stringify(metadata), body);")).toEqual({
      metadata: { action: "getinfo" },
      body: "a\n1\n",
    });
    const slowly = `const bytes = Buffer.from('chunked 1.0,2,3\\n{}abc');
      bytes.forEach((byte, at) => setTimeout(() => process.stdout.write(Buffer.from([byte])), at * 3));`;
    expect(await ask(slowly)).toEqual({ metadata: {}, body: "abc" });
  });

  it("starts the program with the arguments that it was given, and no others", async () => {
    const session = new Session({
      program: program("reply(JSON.stringify(process.argv.slice(2)).replace(/^/, '{\"a\":') + '}');"),
      arguments: ["x y", "$HOME"],
    });
    expect((await session.request({})).metadata).toEqual({ a: ["x y", "$HOME"] });
    await session.finish();
  });

  it.each([
    ["no reply at all", "process.exit(3);", "it ended with exit code 3 without a reply"],
    [
      "half a reply",
      'process.stdout.write("chunked 1.0,50,0\\n{}", () => process.exit(0));',
      "it ended inside a reply",
    ],
    ["something else", 'process.stdout.write("Hello\\n");', 'its output is not the protocol: "Hello"'],
    ["a line without end", 'process.stdout.write("x".repeat(500));', "its output is not the protocol"],
    [
      "more than announced",
      'process.stdout.write("chunked 1.0,2,0\\n{}extra");',
      "it sent a reply without a request",
    ],
    ["metadata that is not JSON", 'reply("{");', "the metadata of its reply is not a JSON object"],
    ["metadata that is not an object", 'reply("[]");', "the metadata of its reply is not a JSON object"],
  ])("gives up on %s", async (_, body, message) => {
    await expect(ask(body)).rejects.toThrow(message);
  });

  it("gives up on silence, and stops the program and what it has started", async () => {
    await expect(ask("", { silence: 0.5 })).rejects.toThrow(
      "it gave no reply for 0.5 seconds and was stopped",
    );
  });

  it("gives up on a reply beyond the limit before it has arrived", async () => {
    await expect(
      ask('process.stdout.write("chunked 1.0,2,1000\\n{}");', { maximumBytes: 100 }),
    ).rejects.toThrow("larger than its maxchunksize of 100 bytes");
  });

  it("keeps what the program wrote to stderr", async () => {
    const failure = await ask('process.stderr.write("oh no", () => process.exit(1));').catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: "SessionError", stderr: "oh no" });
  });

  it("says when the program cannot be started", async () => {
    const session = new Session({ program: join(folder, "missing"), arguments: [] });
    await expect(session.request({})).rejects.toThrow(/^it cannot be started/);
  });
});

describe("events as CSV", () => {
  it("come back as they went", () => {
    const text = fc.string({ minLength: 1 }).filter((value) => value.isWellFormed());
    const value = fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 }));
    const event = fc
      .dictionary(fc.constantFrom("a", "b c", "_time", "d"), value)
      .map((object) => new Map(Object.entries(object)));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (given) => {
        const fields = ["a", "b c", "_time", "d"];
        expect(decodeEvents(encodeEvents(fields, given))).toEqual({ fields, events: given });
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  it("are quoted exactly as splunkd does", () => {
    const body = encodeEvents(
      ["_time", "port"],
      [
        new Map<string, string | string[]>([
          ["_time", "1.5"],
          ["port", ["1", "$2"]],
        ]),
      ],
    );
    expect(body.toString()).toBe('"_time",port,"__mv__time","__mv_port"\n"1.5","1\n$2",,"$1$;$$$2$"\n');
  });
});
