import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SearchRequest } from "../../src/protocol/index.ts";
import { type PreviewServer, startServer } from "../../src/server/index.ts";
import { DEFINITION, runnerOf, VIEW } from "../support/fixture.ts";

const BUNDLE = { script: Buffer.from("script"), style: Buffer.from("style") };
let server: PreviewServer;

beforeAll(async () => {
  const runner = runnerOf({ "| fails": new Error("Unknown command.") });
  server = await startServer({ views: [VIEW], runner, bundle: BUNDLE, port: 0 });
});
afterAll(() => server.stop());

/** With any Host, which fetch does not allow. */
async function get(path: string, host?: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(`${server.address}${path}`, { headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode!, body }), reject);
    })
      .on("error", reject)
      .end();
  });
}

async function search(...parts: readonly string[]): Promise<unknown> {
  const asked: SearchRequest = { id: "rows", parts, earliest: "-24h@h", latest: "now" };
  return (await fetch(`${server.address}/search`, { method: "POST", body: JSON.stringify(asked) })).json();
}

describe("the preview's server", () => {
  it("lists the views, in both themes", async () => {
    const { body } = await get("/");
    expect(body).toContain('<a href="/app/preview/fixture?theme=dark">dark</a>');
    expect(body).toContain("First, Second");
  });

  it("gives a view's definition as it ships", async () => {
    expect(JSON.parse((await get("/view/fixture")).body)).toEqual({
      title: "Fixture",
      definition: DEFINITION,
    });
  });

  it("gives the rows of a search, or why there are none", async () => {
    expect(await search("base", "| stats count")).toEqual({ fields: ["count"], columns: [["8"]] });
    expect(await search("base", "| fails")).toEqual({ error: "Unknown command." });
  });

  it.each(["/view/other", "/other", "/app/a/b/c"])("has no page %s", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it.each(["evil.example", "127.0.0.1.evil.example"])("answers no other host: %s", async (host) => {
    expect((await get("/", host)).status).toBe(403);
    expect((await get("/", "localhost:1")).status).toBe(200);
  });

  it("says that its port is in use", async () => {
    const port = Number(new URL(server.address).port);
    const again = startServer({ views: [], runner: runnerOf(), bundle: BUNDLE, port });
    await expect(again).rejects.toThrow(`Port ${port} is in use: choose another with --port.`);
  });
});
