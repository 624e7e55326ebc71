/** The built command, started through its launcher out of the unpacked .spl, as splunkd starts it. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, inject, it } from "vitest";
import { fieldsRead, inputOf, READINGS } from "../../src/risk/index.ts";
import { BODY_LIMIT } from "../../src/scpv2/index.ts";
import { builtCommand } from "../support/built-command.ts";
import { GETINFO, replies, request } from "../support/frames.ts";

const launcher = join(inject("app"), "bin", "portrisk");
const REQUIRED = [
  "src",
  "InitiatorIP",
  "SrcIP",
  "dest",
  "ResponderIP",
  "DstIP",
  "dest_port",
  "ResponderPort",
  "DstPort",
  "transport",
  "Protocol",
  "action",
  "AC_RuleAction",
  "AccessControlRuleAction",
];
const ROW = "src,dest,dest_port,transport,action\n10.0.0.1,8.8.8.8,4444,tcp,Allow\n";

/** Feed a whole stream; the replies, and nothing on stderr, and exit code 0, always. */
function run(stream: Buffer) {
  const { stdout, stderr, status } = spawnSync(launcher, ["__EXECUTE__"], {
    input: stream,
    maxBuffer: 1 << 30,
  });
  expect(stderr.toString()).toBe("");
  expect(status).toBe(0);
  return replies(stdout);
}

/** What the command reads besides the five that options name. */
const EVIDENCE = READINGS.filter((reading) => inputOf(reading).option === undefined).flatMap(fieldsRead);
/** The added columns, so that the reply replaces fields of their names that an event brings along. */
const ADDED = ["score", "level", "category", "service", "direction", "mitre", "factors", "reason"].map(
  (name) => `portrisk_${name}`,
);

const getinfo = (...args: string[]) => request({ action: "getinfo", searchinfo: { args, raw_args: args } });
const errorOf = (metadata: string) => (JSON.parse(metadata) as { error?: string }).error;

/** All requests of a stream. */
function requestsOf(stream: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const newline = stream.indexOf(10, at);
    const [, metadata, body] = /^chunked 1\.0,(\d+),(\d+)$/.exec(stream.toString("latin1", at, newline))!;
    const end = newline + 1 + Number(metadata) + Number(body);
    found.push(stream.subarray(at, end));
    at = end;
  }
  return found;
}

describe("the built command", () => {
  it("answers getinfo with what it needs, and ends silently", () => {
    expect(run(GETINFO).map(({ metadata }) => JSON.parse(metadata))).toEqual([
      { type: "stateful", required_fields: [...REQUIRED, ...EVIDENCE, ...ADDED] },
    ]);
    expect(run(Buffer.alloc(0))).toEqual([]);
  });

  it("asks for whole events when it may remove some, and may run on indexers when told so", () => {
    const answer = (...args: string[]) => JSON.parse(run(getinfo(...args))[0]!.metadata);
    expect(answer("min_score=10")).toEqual({ type: "stateful" });
    expect(answer("distributed=t")).toEqual({
      type: "streaming",
      required_fields: [...REQUIRED, ...EVIDENCE, ...ADDED],
    });
    expect(answer("src=a", "dest=b", "dest_port=c", "transport=d", "action=e").required_fields).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
      ...EVIDENCE,
      ...ADDED,
    ]);
    expect(answer("prefix=pr_").required_fields.slice(-8)).toEqual(
      ADDED.map((name) => name.replace("portrisk_", "pr_")),
    );
  });

  it("tells about a wrong option in the reply, once", () => {
    const seen = run(
      Buffer.concat([getinfo("colour=red"), request({ action: "execute", finished: true }, ROW)]),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]!.metadata).toMatch(/^\{"inspector":\{"messages":\[\["ERROR","unknown option/);
    expect(errorOf(seen[0]!.metadata)).toContain("Allowed are src=");
  });

  it("gives back every byte of a real search of Splunk 8.0.3, chunk by chunk", () => {
    const recording = join(inject("root"), "test/fixtures/recordings/splunk-8.0.3-multibyte.scpv2.gz");
    const stream = gunzipSync(readFileSync(recording));
    const requests = requestsOf(stream);
    expect(requests.length).toBeGreaterThan(5);
    const seen = run(stream);
    expect(seen).toHaveLength(requests.length);
    let rows = 0;
    requests.slice(1).forEach((bytes, index) => {
      const newline = bytes.indexOf(10);
      const [, metadata] = /^chunked 1\.0,(\d+),/.exec(bytes.toString("latin1", 0, newline))!;
      const metadataSent = JSON.parse(
        bytes.toString("utf8", newline + 1, newline + 1 + Number(metadata)),
      ) as {
        finished: boolean;
      };
      const sent = bytes.subarray(newline + 1 + Number(metadata));
      const { metadata: answer, body } = seen[index + 1]!;
      expect(JSON.parse(answer)).toEqual({ finished: metadataSent.finished });
      // No event of that search has a port, so what is added is the same for every row; take it away again.
      const lines = body.toString("latin1").split("\n");
      const stripped = lines.map((line, number) => {
        if (line === "") return line;
        const added = number === 0 ? line.slice(line.indexOf(",portrisk_score")) : ",,,,,,,,,,";
        expect(line.endsWith(added)).toBe(true);
        return line.slice(0, line.length - added.length);
      });
      rows += lines.length - 2;
      expect(Buffer.from(stripped.join("\n"), "latin1").equals(sent)).toBe(true);
    });
    expect(rows).toBeGreaterThan(10_000);
  });

  it("answers the same wherever the input is split, byte by byte", () => {
    const command = builtCommand(inject("app"));
    const execute = request({ action: "execute", finished: false }, ROW);
    const last = request({ action: "execute", finished: true }, ROW);
    // One message for each offset in it, the first not cut at all: all answers are equal.
    const messages = Array.from({ length: execute.length }, () => execute);
    const stream = Buffer.concat([GETINFO, ...messages, last]);
    const cuts = messages.map((_, index) => GETINFO.length + index * execute.length + index);
    const [opening, whole, ...others] = replies(command(stream, cuts));
    expect(whole!.body.toString()).toContain("4444,tcp,Allow,");
    expect(others).toHaveLength(execute.length);
    expect(others.filter(({ body }) => !body.equals(whole!.body))).toEqual([]);
    for (let at = 1; at < GETINFO.length; at++) expect(replies(command(GETINFO, [at]))).toEqual([opening]);
    const everywhere = Array.from({ length: stream.length }, (_, index) => index + 1);
    expect(command(stream, everywhere).equals(command(stream))).toBe(true);
  });

  it("keeps lock-step: it answers each request before the next is sent", async () => {
    const child = spawn(launcher);
    const answers: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => answers.push(chunk));
    for (const [index, message] of [
      GETINFO,
      request({ action: "execute", finished: false }, ROW),
      request({ action: "execute", finished: true }, ROW),
    ].entries()) {
      child.stdin.write(message);
      await waitUntil(() => {
        try {
          return replies(Buffer.concat(answers)).length === index + 1;
        } catch {
          return false;
        }
      });
    }
    child.stdin.end();
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  });

  it.each([
    ["an invalid header", Buffer.from("hello\n"), "expected a message that begins"],
    [
      "an absurd length",
      Buffer.from("chunked 1.0,999999999999,0\n"),
      "a message announces 999999999999 bytes of metadata",
    ],
    [
      "a huge body that never comes",
      Buffer.from(`chunked 1.0,2,${BODY_LIMIT}\n{}`),
      "the input ended inside a message",
    ],
    ["broken JSON", Buffer.concat([GETINFO, request("{", ROW)]), "not valid JSON"],
    [
      "a body cut short",
      Buffer.concat([GETINFO, request({ action: "execute", finished: true }, ROW)]).subarray(0, -3),
      "of its",
    ],
    ["execute before getinfo", request({ action: "execute", finished: true }, ROW), 'before "getinfo"'],
    [
      "a ragged row",
      Buffer.concat([GETINFO, request({ action: "execute", finished: true }, "dest_port,a\n1,2\n1\n")]),
      "chunk 1, event 2: it has 1 value where the header has 2 fields",
    ],
    [
      "an open quote",
      Buffer.concat([GETINFO, request({ action: "execute", finished: true }, 'dest_port,a\n1,"2\n')]),
      "chunk 1, event 1: a quotation mark is not closed",
    ],
  ])("answers %s with an error that says what is wrong", (_, stream, text) => {
    const last = run(stream).at(-1)!;
    expect(errorOf(last.metadata)).toContain(text);
    expect(last.body).toHaveLength(0);
  });

  it("scores the pasteable example of the search help", () => {
    const body = 'src,dest,"dest_port",transport,action\n"fd00::10","2001:db8::7",4444,tcp,Allow\n';
    const seen = run(Buffer.concat([GETINFO, request({ action: "execute", finished: true }, body)]));
    expect(seen[1]!.body.toString()).toMatch(
      /^"fd00::10","2001:db8::7",4444,tcp,Allow,49,medium,shell_listener,.*,outbound,/m,
    );
  });

  it("stops quietly when the reply is no longer read", async () => {
    const child = spawn(launcher);
    const errors: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.stdin.on("error", () => {});
    child.stdout.destroy();
    child.stdin.write(
      Buffer.concat([GETINFO, request({ action: "execute", finished: false }, ROW.repeat(1))]),
    );
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, Buffer.concat(errors).toString()]).toEqual([0, ""]);
  });
});

async function waitUntil(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("waited in vain");
}
