import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader, ProtocolError } from "../../src/scpv2/index.ts";
import { readerOf, request } from "../support/frames.ts";

/** Every frame of a stream, as text; an error ends the list with its code. */
function frames(stream: Buffer, sizes?: readonly number[]): string[] {
  const reader = new FrameReader(readerOf(stream, sizes));
  const seen: string[] = [];
  try {
    for (let frame = reader.next(); frame !== null; frame = reader.next()) {
      seen.push(`${frame.metadata.toString("latin1")}|${frame.body.toString("latin1")}`);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    seen.push(`error ${error.code}`);
  }
  return seen;
}

describe("frames", () => {
  it("come out the same however the reads are split and joined", () => {
    const message = fc.record({
      metadata: fc.string({ unit: "grapheme", maxLength: 40 }),
      body: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (messages, sizes) => {
          const stream = Buffer.concat(
            messages.map(({ metadata, body }) => request(metadata, Buffer.from(body))),
          );
          const expected = messages.map(
            ({ metadata, body }) =>
              `${Buffer.from(metadata).toString("latin1")}|${Buffer.from(body).toString("latin1")}`,
          );
          expect(frames(stream, sizes)).toEqual(expected);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it("larger than any read, and larger than the first buffer, arrive whole", () => {
    const body = Buffer.alloc(3_000_000, "abc\n");
    expect(
      frames(Buffer.concat([request("{}", "x"), request("{}", body), request("{}", "y")]), [65536]),
    ).toEqual(["{}|x", `{}|${body.toString("latin1")}`, "{}|y"]);
  });

  it.each([
    ["no carriage return", "chunked 1.0,2,1\n{}a", ["{}|a"]],
    ["carriage return", "chunked 1.0,2,1\r\n{}a", ["{}|a"]],
    ["spaces", "chunked  1.0 , 2 , 1 \n{}a", ["{}|a"]],
    ["zero lengths", "chunked 1.0,0,0\n", ["|"]],
    ["leading zeros", "chunked 1.0,002,01\n{}a", ["{}|a"]],
    ["nothing at all", "", []],
  ])("tolerates %s", (_, stream, expected) => {
    expect(frames(Buffer.from(stream))).toEqual(expected);
  });

  it.each([
    ["another version", "chunked 2.0,2,0\n{}", "header"],
    ["one length", "chunked 1.0,2\n{}", "header"],
    ["a third length", "chunked 1.0,2,0,0\n{}", "header"],
    ["a negative length", "chunked 1.0,-2,0\n{}", "header"],
    ["a length that is not all digits", "chunked 1.0,2x,0\n{}", "header"],
    ["a hexadecimal length", "chunked 1.0,0x2,0\n{}", "header"],
    ["a fraction", "chunked 1.0,2.5,0\n{}", "header"],
    ["an empty line", "\nchunked 1.0,2,0\n{}", "header"],
    ["a stray newline between messages", "chunked 1.0,2,0\n{}\nchunked 1.0,2,0\n{}", "header"],
    ["text that a user types", "help\n", "header"],
    ["a line that never ends", "x".repeat(5000), "header"],
    ["an absurd metadata length", "chunked 1.0,99999999999,0\n", "length"],
    ["an absurd body length", "chunked 1.0,2,1073741825\n{}", "length"],
    ["a length beyond every number", `chunked 1.0,2,${"9".repeat(90)}\n{}`, "length"],
    ["an end inside the header", "chunked 1.0,2", "cut_short"],
    ["an end after the header", "chunked 1.0,2,0\n", "cut_short"],
    ["an end inside the metadata", "chunked 1.0,2,0\n{", "cut_short"],
    ["an end inside the body", "chunked 1.0,2,9\n{}12345678", "cut_short"],
    ["an end inside a body of a gigabyte", "chunked 1.0,2,1073741824\n{}12345678", "cut_short"],
  ])("rejects %s", (_, stream, code) => {
    expect(frames(Buffer.from(stream)).at(-1)).toBe(`error ${code}`);
    expect(frames(Buffer.from(stream), [1]).at(-1)).toBe(`error ${code}`);
  });

  it("accept a header as long as any that splunkd could write", () => {
    const header = `chunked 1.0,${" ".repeat(40)}2${" ".repeat(40)},1`;
    expect(frames(Buffer.from(`${header}\n{}a`), [1])).toEqual(["{}|a"]);
  });

  it.each([129, 500])("reject a header line of more than 128 bytes, however it is read (%i)", (length) => {
    const line = (size: number) => `chunked 1.0,${"2,0".padStart(size - "chunked 1.0,".length)}`;
    for (const sizes of [[length + 1], [128], [129], [1], [100]]) {
      expect(frames(Buffer.from(`${line(length)}\n{}`), sizes)).toEqual(["error header"]);
      expect(frames(Buffer.from(`${line(128)}\n{}`), sizes)).toEqual(["{}|"]);
    }
  });

  it("have a body in the sink's memory, which hears of every part of it", () => {
    const memory = Buffer.alloc(200_000);
    const heard: number[] = [];
    let allocations = 0;
    const sink = {
      allocate: (size: number) => {
        allocations++;
        return memory.subarray(0, size);
      },
      onProgress: (body: Buffer, received: number) => {
        expect(body.buffer).toBe(memory.buffer);
        heard.push(received);
      },
    };
    const bodies = ["abcdefgh", "x".repeat(100), "y".repeat(90_000), "z"];
    const stream = Buffer.concat([request("{}"), ...bodies.map((body) => request("{}", body))]);
    const reader = new FrameReader(readerOf(stream, [7]), sink);
    expect(reader.next()!.body.length).toBe(0);
    for (const body of bodies) {
      heard.length = 0;
      const frame = reader.next()!;
      expect(frame.body.buffer).toBe(memory.buffer);
      expect([frame.metadata.toString(), frame.body.toString()]).toEqual(["{}", body]);
      expect(heard).toEqual(Array.from(heard).sort((a, b) => a - b));
      if (body.length > 20) expect(heard.length).toBeGreaterThan(body.length / 8);
    }
    expect(reader.next()).toBeNull();
    // Once with the first body, once with one that does not fit.
    expect(allocations).toBe(2);
  });

  it("cut anywhere give the whole messages before the cut, and then an error unless it falls between messages", () => {
    const first = request("{}", "abc");
    const stream = Buffer.concat([first, request('{"a":1}', "de\nf")]);
    for (let cut = 0; cut <= stream.length; cut++) {
      const seen = frames(stream.subarray(0, cut), [7]);
      const whole = cut === stream.length ? 2 : cut >= first.length ? 1 : 0;
      const between = cut === 0 || cut === first.length || cut === stream.length;
      expect(seen).toEqual([
        ...["{}|abc", '{"a":1}|de\nf'].slice(0, whole),
        ...(between ? [] : ["error cut_short"]),
      ]);
    }
  });
});
