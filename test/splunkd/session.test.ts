/** The stand-in for splunkd: it must notice whatever splunkd would give up on. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  CommandFailure,
  decodeEvents,
  type Event,
  encodeEvents,
  runCommand,
} from "../../src/splunkd/index.ts";

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

const INFO = 'if (turn === 0) return reply("{\\"type\\":\\"stateful\\"}");';
const events: Event[] = [
  new Map([["a", "1"]]),
  new Map<string, string | string[]>([
    ["a", ["x", "y"]],
    ["b", "z"],
  ]),
];
const run = (path: string, more: object = {}) =>
  runCommand(
    { program: path, command: "c", args: [], rawArgs: [], search: "| c", ...more },
    ["a", "b"],
    events,
  );

describe("running a command", () => {
  it("sends all fields when none are asked for, and gives back what comes", async () => {
    const result = await run(
      program(`${INFO} reply(JSON.stringify({ finished: metadata.finished }), body);`),
    );
    expect(result).toEqual({ fields: ["a", "b"], events, messages: [] });
  });

  it("sends chunk by chunk, finished with the last", async () => {
    const result = await run(
      program(
        `${INFO} reply(JSON.stringify({ finished: metadata.finished }), "n,f\\n" + turn + "," + metadata.finished + "\\n");`,
      ),
      { chunkSize: 1 },
    );
    expect(result.events.map((event) => [event.get("n"), event.get("f")])).toEqual([
      ["1", "false"],
      ["2", "true"],
    ]);
  });

  it("sends only the fields asked for and joins the answers to the rest", async () => {
    const path = program(`if (turn === 0) return reply('{"type":"stateful","required_fields":["b","zzz"]}');
      const lines = body.trim().split("\\n");
      if (lines[0] !== 'b,"_chunked_idx","__mv_b","__mv__chunked_idx"') process.exit(9);
      reply('{"finished":true}', "_chunked_idx,n\\n1,second\\n0,first\\n");`);
    const result = await run(path);
    expect(result.fields).toEqual(["a", "b", "n"]);
    // The order is the command's; a field that was sent and not returned is gone.
    expect(result.events).toEqual([
      new Map<string, string | string[]>([
        ["a", ["x", "y"]],
        ["n", "second"],
      ]),
      new Map([
        ["a", "1"],
        ["n", "first"],
      ]),
    ]);
  });

  it("shows messages and raises the command's own error", async () => {
    const path = program(
      `${INFO} reply('{"inspector":{"messages":[["WARN","careful"]]},"finished":true,"error":"it broke"}');`,
    );
    await expect(run(path)).rejects.toThrow(new CommandFailure("it broke"));
  });

  it.each([
    ["no reply at all", "process.exit(3);", "ended (exit code 3) before it had answered"],
    [
      "half a reply",
      'process.stdout.write("chunked 1.0,50,0\\n{}", () => process.exit(0));',
      "2 of the 50 bytes of a reply arrived",
    ],
    ["something else", 'process.stdout.write("Hello\\n");', "something that is no reply"],
    [
      "more than announced",
      'process.stdout.write("chunked 1.0,2,0\\n{}extra");',
      "5 bytes more than it announced",
    ],
    ["an unknown key", 'reply("{\\"maxinputs\\":1}");', 'splunkd does not know the key "maxinputs"'],
    ["metadata that is no JSON", 'reply("{");', "not JSON"],
    ["metadata that is no object", 'reply("[]");', "not an object"],
    [
      "words on stderr and an end",
      'process.stderr.write("oh no", () => process.exit(1));',
      "it wrote: oh no",
    ],
    ["silence", "", "the command was silent for 0.5 s"],
  ])("gives up on %s", async (_, body, message) => {
    // Only silence has to be waited for.
    await expect(run(program(body), body === "" ? { patience: 500 } : {})).rejects.toThrow(message);
  });

  it("says when the program cannot be started", async () => {
    await expect(run(join(folder, "missing"))).rejects.toThrow("cannot be started");
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
