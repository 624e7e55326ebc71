import { describe, expect, it } from "vitest";
import { type Body, errorReply, type Handler, serve } from "../../src/scpv2/index.ts";
import { GETINFO, readerOf, replies, request } from "../support/frames.ts";

/** A handler that gives each body back, in two writes. */
const echo: Handler = {
  getinfo: () => ({ type: "stateful", required_fields: ["a"] }),
  execute: (body): Body => {
    const bytes = Buffer.from(body);
    return {
      head: bytes.subarray(0, 1),
      byteLength: bytes.length,
      send: (write) => write(bytes, 1, 1) && write(bytes, 2, bytes.length - 2),
    };
  },
  describe: (error) => `described: ${(error as Error).message}`,
};

function exchange(stream: Buffer, handler: Handler = echo, sizes?: readonly number[]) {
  const written: Buffer[] = [];
  const ending = serve(
    readerOf(stream, sizes),
    (source, offset, length) => {
      written.push(Buffer.from(source.subarray(offset, offset + length)));
      return true;
    },
    handler,
  );
  return { ending, replies: replies(Buffer.concat(written)) };
}

const metadataOf = (stream: Buffer) => exchange(stream).replies.map(({ metadata }) => metadata);

describe("the loop", () => {
  it("answers each request once, in turn, and repeats its finished", () => {
    const stream = Buffer.concat([
      GETINFO,
      request({ action: "execute", finished: false }, "a\n1\n"),
      request({ action: "execute", finished: true }, "a\n2\n"),
    ]);
    for (const sizes of [[stream.length], [1], [3, 40]]) {
      const seen = exchange(stream, echo, sizes);
      expect(seen.ending).toBe("end_of_input");
      expect(seen.replies.map(({ metadata, body }) => [metadata, body.toString()])).toEqual([
        ['{"type":"stateful","required_fields":["a"]}', ""],
        ['{"finished":false}', "a\n1\n"],
        ['{"finished":true}', "a\n2\n"],
      ]);
    }
  });

  it("does not read the next request before it has answered", () => {
    const events: string[] = [];
    const stream = Buffer.concat([GETINFO, request({ action: "execute", finished: true }, "a\n1\n")]);
    // One message a read, as when splunkd waits for each reply.
    const sizes = [GETINFO.length, stream.length];
    const read = readerOf(stream, sizes);
    serve(
      (target, offset, length) => {
        events.push("read");
        return read(target, offset, length);
      },
      () => {
        events.push("write");
        return true;
      },
      { ...echo, execute: () => ({ head: Buffer.alloc(0), byteLength: 0, send: () => true }) },
    );
    expect(events).toEqual(["read", "write", "read", "write", "read"]);
  });

  it("ends silently when only getinfo, or nothing, was asked", () => {
    expect(exchange(GETINFO).ending).toBe("end_of_input");
    expect(exchange(GETINFO).replies).toHaveLength(1);
    expect(exchange(Buffer.alloc(0))).toEqual({ ending: "end_of_input", replies: [] });
  });

  it("passes empty bodies and takes a missing finished for false", () => {
    const seen = metadataOf(
      Buffer.concat([
        GETINFO,
        request({ action: "execute" }),
        request({ action: "execute", finished: true }),
      ]),
    );
    expect(seen.slice(1)).toEqual(['{"finished":false}', '{"finished":true}']);
  });

  it("ignores metadata that it does not know", () => {
    const seen = metadataOf(
      request({ preview: true, x: [1], action: "getinfo", searchinfo: { sid: "1", y: null } }),
    );
    expect(seen).toEqual(['{"type":"stateful","required_fields":["a"]}']);
  });

  it("answers an error once, with inspector before error, and then says no more", () => {
    const failing: Handler = {
      ...echo,
      execute: () => {
        throw new Error("no");
      },
    };
    const chunk = request({ action: "execute", finished: false }, "a\n1\n");
    const seen = exchange(Buffer.concat([GETINFO, chunk, chunk]), failing);
    expect(seen.ending).toBe("error_replied");
    expect(seen.replies.at(-1)!.metadata).toBe(
      '{"inspector":{"messages":[["ERROR","described: no"]]},"finished":true,"error":"described: no"}',
    );
    expect(seen.replies).toHaveLength(2);
  });

  it.each([
    [
      "metadata that is not JSON",
      request("{nonsense"),
      "the 9 bytes of a request's metadata are not valid JSON.",
    ],
    ["metadata that is a list", request("[]"), "a request's metadata is not a JSON object."],
    ["no metadata", request(""), "a request came without metadata, so what it asks for is unknown."],
    ["no action", request("{}"), 'a request needs the action "getinfo" or "execute", not nothing.'],
    [
      "another action",
      request({ action: "stop" }),
      'a request needs the action "getinfo" or "execute", not "stop".',
    ],
    [
      "an action of any depth",
      request(`{"action":${"[".repeat(200_000)}${"]".repeat(200_000)}}`),
      'a request needs the action "getinfo" or "execute", not a list.',
    ],
    [
      "an object for an action",
      request({ action: { getinfo: true } }),
      'a request needs the action "getinfo" or "execute", not an object.',
    ],
    ["execute first", request({ action: "execute" }), 'a request to "execute" came before "getinfo".'],
    [
      "a finished of another type",
      Buffer.concat([GETINFO, request({ action: "execute", finished: "yes" })]),
      '"finished" in a request must be true or false, not "yes".',
    ],
    [
      "args of another type",
      request({ action: "getinfo", searchinfo: { args: "a=b" } }),
      '"searchinfo.args" in a request must be a list of texts.',
    ],
  ])("answers %s with an error", (_, stream, text) => {
    const seen = exchange(stream);
    expect(seen.ending).toBe("error_replied");
    expect(seen.replies.at(-1)!.metadata).toBe(errorReply(text));
  });

  it("never repeats metadata in an error, since it holds the session key", () => {
    const seen = exchange(request('{"searchinfo":{"session_key":"SECRET"'));
    expect(seen.replies.at(-1)!.metadata).not.toContain("SECRET");
  });

  it.each([0, 1, 2, 3])("stops without a further word when the reader leaves after %i writes", (allowed) => {
    let writes = 0;
    const stream = Buffer.concat([
      GETINFO,
      request({ action: "execute", finished: false }, "a\n1\n"),
      GETINFO,
    ]);
    const ending = serve(readerOf(stream), () => writes++ < allowed, echo);
    expect(ending).toBe("reader_gone");
    expect(writes).toBe(allowed + 1);
  });
});
