/** The adapter over splunk-sdk against the stand-in: what it reads, and what each fault becomes. */
import { createServer as createPlainServer } from "node:http";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { FormData } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Http, Secrets, Splunk, SplunkError, type SplunkSettings } from "../../src/splunk/index.ts";
import type { Fault, SeenRequest } from "../support/splunkd/faults.ts";
import type { SplunkdOptions } from "../support/splunkd/options.ts";
import { APP, certificates, PASSWORD, settingsFor, startSplunkd, TOKEN } from "../support/splunkd/sample.ts";
import type { Splunkd } from "../support/splunkd/server.ts";
import { acl } from "../support/splunkd/store.ts";

/** As it is before the first test loads the SDK. */
const LEVEL = process.env.LOG_LEVEL;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

async function started(options: Partial<SplunkdOptions> = {}): Promise<Splunkd> {
  const splunkd = await startSplunkd(options);
  closing.push(() => splunkd.stop());
  return splunkd;
}

async function connected(splunkd: Splunkd, changed: Partial<SplunkSettings> = {}): Promise<Splunk> {
  const splunk = await Splunk.connect(await settingsFor(splunkd, changed));
  closing.push(() => splunk.close());
  return splunk;
}

/** The SplunkError that a promise is rejected with. */
async function failure(promise: Promise<unknown>): Promise<SplunkError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SplunkError)) throw error ?? new Error("nothing failed");
  expect(error.remedy).toMatch(/^[A-Z].*\.$/s);
  return error;
}

const on = (path: RegExp, fault: Fault, times = Number.POSITIVE_INFINITY) => {
  let left = times;
  return (request: SeenRequest) => (path.test(request.path) && left-- > 0 ? fault : null);
};

describe("a Splunk", () => {
  it.each([
    ["a password", { kind: "password", username: "admin", password: PASSWORD }],
    ["a token", { kind: "token", token: TOKEN }],
  ] as const)("is read with %s", async (_, credentials) => {
    const splunkd = await started();
    const splunk = await connected(splunkd, { credentials });
    expect(await splunk.serverInfo()).toMatchObject({
      version: "9.4.1",
      product: "enterprise",
      os: "Linux",
      isCloud: false,
    });
    expect(await splunk.user()).toMatchObject({ name: "admin", roles: ["admin"], timezone: "" });
    expect(await splunk.app(APP)).toMatchObject({ version: "1.0.0", disabled: false });
    expect(await splunk.app("nothing")).toBeNull();
    expect((await splunk.savedSearches()).map(({ name }) => name)).toContain(
      "Suspicious Ports - What Fires and Why",
    );
    expect((await splunk.stanzas("macros")).map(({ name }) => name)).toContain("portrisk_eval");
    expect(await splunk.peers()).toEqual([]);
    expect(await splunk.bulletins()).toEqual([]);
    expect(splunkd.seen.some((seen) => seen.includes("auth/login"))).toBe(credentials.kind === "password");
  });

  it("runs a search as a job and in one request, with the command and the macros", async () => {
    const splunkd = await started();
    const splunk = await connected(splunkd);
    const states: string[] = [];
    const job = await splunk.search(
      "`portrisk_data` | head 3 | portrisk | table dest_port portrisk_score portrisk_factors",
      {
        onProgress: ({ state }) => states.push(state),
      },
    );
    expect(job).toMatchObject({
      resultCount: 3,
      fields: ["dest_port", "portrisk_score", "portrisk_factors"],
    });
    expect(job.rows[0]!.portrisk_score).toMatch(/^\d+$/);
    expect(states).toEqual(["QUEUED", "DONE"]);
    // Its results are read.
    expect(splunkd.jobs.all.size).toBe(0);
    const table = await splunk.oneshot('| makeresults format=json data="[{\\"a\\":1}]"');
    expect(table.rows).toEqual([{ a: "1" }]);
  });

  it("passes both time ranges, and reads no more rows than are wanted", async () => {
    const splunkd = await started();
    const splunk = await connected(splunkd);
    const range = { earliest: "-4h", latest: "now", indexEarliest: "-70m@m", indexLatest: "-10m@m" };
    await splunk.search("| makeresults count=3", { ...range, maxRows: 1 });
    const [create, results] = splunkd.requests.filter(({ path }) => /jobs$|results$/.test(path));
    expect(Object.fromEntries(create!.parameters)).toMatchObject({
      earliest_time: "-4h",
      latest_time: "now",
      index_earliest: "-70m@m",
      index_latest: "-10m@m",
      // If this process is killed, the server ends the job.
      auto_cancel: "60",
    });
    expect(results!.parameters.get("count")).toBe("1");
  });

  it("does not hide a defect of this project as a reply of another form", async () => {
    const splunk = await connected(await started());
    const defect = () => {
      throw new TypeError("x is not a function");
    };
    await expect(splunk.search("| makeresults", { onProgress: defect })).rejects.toThrow(TypeError);
  });

  it("reads more than one page of macros and messages, and whose they are", async () => {
    const splunkd = await started();
    for (let number = 0; number < 40; number++) {
      splunkd.store.of("messages").push({
        name: `m${number}`,
        acl: acl("system", "system"),
        content: { severity: "warn", message: `${number} ${PASSWORD}` },
      });
      splunkd.store
        .of("configs/conf-macros")
        .push({ name: `theirs${number}`, acl: acl("other", "global"), content: { definition: "x" } });
    }
    const splunk = await connected(splunkd);
    expect((await splunk.bulletins()).at(-1)).toEqual({ type: "WARN", text: "39 [secret]" });
    const [own, all] = [await splunk.stanzas("macros"), await splunk.visibleStanzas("macros")];
    expect([own.some(({ name }) => name.startsWith("theirs")), all.length - own.length]).toEqual([false, 40]);
  });

  it("lets the server's parser read a search, and says what it rejects", async () => {
    const splunkd = await started();
    const splunk = await connected(splunkd);
    expect(await splunk.parse("`portrisk_data` | `portrisk` | stats count")).toEqual([
      "search",
      "portrisk",
      "stats",
    ]);
    const { code, message } = await failure(splunk.parse("| makeresults | nosuchcommand"));
    expect([code, message]).toEqual(["rejected", expect.stringContaining('Unknown command "nosuchcommand"')]);
    // Nothing of it is evaluated there.
    const parsed = splunkd.requests.filter(({ path }) => path.endsWith("/parser"));
    expect(parsed.map(({ parameters }) => parameters.get("parse_only"))).toEqual(["true", "true"]);
  });

  it("reads collections of the KV store", async () => {
    const splunkd = await started();
    const splunk = await connected(splunkd);
    expect(await splunk.collections()).toEqual([]);
    splunkd.store.of("storage/collections/config").push({ name: "pairs", acl: acl(APP, "app"), content: {} });
    for (const port of [1, 2, 3])
      splunkd.store
        .of("storage/collections/data/pairs")
        .push({ name: "", acl: acl(APP, "app"), content: { port } });
    expect(await splunk.collections()).toEqual(["pairs"]);
    expect(await splunk.records("pairs", 2)).toEqual([{ port: 1 }, { port: 2 }]);
  });

  it("reads version 1 of the search endpoints where the server is older than 9.0.2", async () => {
    const splunkd = await started({ version: "8.2.1" });
    await (await connected(splunkd)).search("| makeresults");
    expect(splunkd.seen.filter((seen) => seen.includes("/v2/"))).toEqual([]);
    expect(splunkd.seen.some((seen) => /^GET .*search\/jobs\/.*\/results$/.test(seen))).toBe(true);
  });
});

describe("certificates", () => {
  it.each(["otherHost", "expired", "selfSigned"] as const)(
    "rejects one that is %s, and nothing is sent",
    async (which) => {
      const splunkd = await started({ certificate: (await certificates())[which] });
      const { code, message, remedy } = await failure(connected(splunkd));
      expect([code, message]).toEqual([
        "untrusted_certificate",
        expect.stringContaining(`localhost:${splunkd.port}`),
      ]);
      expect(remedy).toContain("--ca FILE");
      expect(splunkd.requests).toEqual([]);
    },
  );

  it("rejects one of an authority that is not given", async () => {
    const { ca: _, ...settings } = await settingsFor(await started());
    expect((await failure(Splunk.connect(settings))).code).toBe("untrusted_certificate");
  });

  it("accepts any with insecure, and only then", async () => {
    const splunkd = await started({ certificate: (await certificates()).selfSigned });
    expect((await (await connected(splunkd, { insecure: true })).serverInfo()).version).toBe("9.4.1");
  });
});

describe("proxies", () => {
  async function proxy(status = "200 OK") {
    const tunnels: string[] = [];
    const server = createPlainServer().on("connect", (request, socket) => {
      tunnels.push(request.url!);
      const upstream = connectSocket(Number(request.url!.split(":")[1]), "127.0.0.1", () => {
        socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
        upstream.pipe(socket).pipe(upstream);
      });
      for (const each of [socket, upstream]) each.on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => server.close());
    return { url: `http://localhost:${(server.address() as AddressInfo).port}`, tunnels };
  }

  it("are those of the option or of the environment, except for NO_PROXY", async () => {
    const splunkd = await started();
    const { url, tunnels } = await proxy();
    await connected(splunkd, { proxy: url });
    expect(new Set(tunnels.splice(0))).toEqual(new Set([`localhost:${splunkd.port}`]));
    vi.stubEnv("HTTPS_PROXY", url);
    await connected(splunkd);
    expect(new Set(tunnels.splice(0))).toEqual(new Set([`localhost:${splunkd.port}`]));
    vi.stubEnv("NO_PROXY", "localhost");
    await connected(splunkd);
    expect(tunnels).toEqual([]);
  });

  it("have the scheme http where HTTPS_PROXY names none", async () => {
    const splunkd = await started();
    const { url, tunnels } = await proxy();
    vi.stubEnv("HTTPS_PROXY", url.replace("http://", ""));
    await connected(splunkd);
    expect(tunnels.length).toBeGreaterThan(0);
  });

  it("are named where nothing listens", async () => {
    const nobody = createPlainServer();
    await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    vi.stubEnv("HTTPS_PROXY", `http://user:hunter2hunter2@localhost:${port}`);
    const { code, message } = await failure(connected(await started()));
    expect([code, message]).toEqual([
      "unreachable",
      expect.stringMatching(new RegExp(`^The proxy localhost:${port} cannot be reached: `)),
    ]);
  });

  it("do not weaken the check of the server's certificate", async () => {
    const { url } = await proxy();
    for (const which of ["otherHost", "expired", "selfSigned"] as const) {
      const splunkd = await started({ certificate: (await certificates())[which] });
      expect((await failure(connected(splunkd, { proxy: url }))).code).toBe("untrusted_certificate");
      expect(splunkd.requests).toEqual([]);
    }
  });

  it("are named where they refuse", async () => {
    const { url } = await proxy("407 Proxy Authentication Required");
    expect(await failure(connected(await started(), { proxy: url, retries: 0 }))).toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("407"),
    });
  });

  it("with a URL that is none are reported without it", async () => {
    const { code, message } = await failure(
      connected(await started(), { proxy: "http://user:hunter2hunter2@:x" }),
    );
    expect([code, message]).toEqual(["invalid_settings", "The proxy's URL cannot be used."]);
  });
});

describe("faults", () => {
  it("names a wrong password, and never says it", async () => {
    const splunkd = await started();
    const credentials = { kind: "password", username: "admin", password: "hunter2hunter2" } as const;
    const { code, message } = await failure(connected(splunkd, { credentials }));
    expect([code, message]).toEqual(["unauthorized", "The server replied 401 to the login: Login failed."]);
  });

  it("removes secrets that a server repeats", async () => {
    const fault = on(/server\/info$/, {
      kind: "status",
      status: 400,
      text: `bad ${PASSWORD} ${encodeURIComponent(PASSWORD)}`,
    });
    const { message } = await failure(connected(await started({ fault })));
    expect(message).toBe("The server replied 400 to the login: bad [secret] [secret].");
  });

  it("logs in again with a password when the session ends half-way", async () => {
    const splunkd = await started();
    const splunk = await connected(splunkd);
    splunkd.sessions.clear();
    expect((await splunk.user()).name).toBe("admin");
    expect(splunkd.seen.filter((seen) => seen.includes("auth/login")).length).toBe(2);
  });

  it("reports a token that expires half-way", async () => {
    const splunk = await connected(
      await started({ fault: on(/current-context$/, { kind: "status", status: 401 }) }),
      {
        credentials: { kind: "token", token: TOKEN },
      },
    );
    expect(await failure(splunk.user())).toMatchObject({ code: "unauthorized", status: 401 });
  });

  it("waits as long as a busy server asks for, and then continues", async () => {
    const waits: number[] = [];
    const fault = on(/current-context$/, { kind: "status", status: 503, retryAfter: 7 }, 2);
    const splunk = await connected(await started({ fault }), {
      wait: async (milliseconds) => void waits.push(milliseconds),
    });
    expect([(await splunk.user()).name, waits]).toEqual(["admin", [7000, 7000]]);
  });

  it("does not wait for longer than half a minute, whatever a busy server asks for", async () => {
    const waits: number[] = [];
    const fault = on(/current-context$/, { kind: "status", status: 503, retryAfter: 999_999 }, 1);
    const splunk = await connected(await started({ fault }), {
      wait: async (milliseconds) => void waits.push(milliseconds),
    });
    expect([(await splunk.user()).name, waits]).toEqual(["admin", [30_000]]);
  });

  it("rejects a job that is done but has an error", async () => {
    const splunkd = await started();
    const create = splunkd.jobs.create.bind(splunkd.jobs);
    vi.spyOn(splunkd.jobs, "create").mockImplementation((...given) => {
      const job = create(...given);
      job.ended.then(() => job.messages.push({ type: "ERROR", text: "A peer was lost." }));
      return job;
    });
    expect((await failure((await connected(splunkd)).search("| makeresults"))).message).toBe(
      "The search failed: A peer was lost.",
    );
  });

  it("gives up on a server that stays busy", async () => {
    const splunkd = await started({ fault: on(/current-context$/, { kind: "status", status: 503 }) });
    expect(await failure((await connected(splunkd)).user())).toMatchObject({
      code: "unavailable",
      status: 503,
    });
    expect(splunkd.seen.filter((seen) => seen.includes("current-context")).length).toBe(3);
  });

  it.each([
    ["cut", { kind: "cut" }, "connection_cut", 3],
    ["cut in the middle of a reply", { kind: "cut in reply" }, "connection_cut", 3],
    ["silent", { kind: "silent" }, "timed_out", 3],
    ["half a JSON", { kind: "half" }, "malformed_reply", 1],
    [
      "a page of another server",
      { kind: "body", type: "text/html", body: "<html></html>" },
      "malformed_reply",
      1,
    ],
    ["JSON of another form", { kind: "body", type: "application/json", body: "[]" }, "malformed_reply", 1],
    [
      "an entry of another form",
      { kind: "body", type: "application/json", body: '{"entry":[7]}' },
      "malformed_reply",
      1,
    ],
  ] as const)("%s: each read is tried as often as it makes sense", async (_, fault, code, attempts) => {
    const splunkd = await started({ fault: on(/current-context$/, fault) });
    const splunk = await connected(splunkd, { timeout: fault.kind === "silent" ? 60 : 30_000 });
    expect((await failure(splunk.user())).code).toBe(code);
    expect(splunkd.seen.filter((seen) => seen.includes("current-context")).length).toBe(attempts);
  });

  it("gives an upload time by its size", async () => {
    const slow = createPlainServer(async (request, response) => {
      for await (const _ of request);
      setTimeout(() => response.end("{}"), 150);
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    closing.push(async () => slow.close());
    const http = new Http({ timeout: 30, retries: 0, secrets: new Secrets() });
    closing.push(() => http.close());
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
    const form = new FormData();
    form.append("package", new Blob([Buffer.alloc(200_000)]));
    const send = (body: string | Buffer | FormData) =>
      http.send({ method: "POST", url, headers: {}, body, repeatable: false });
    expect((await failure(send("short"))).message).toMatch(/did not reply within 0\.03\d* seconds/);
    for (const body of [Buffer.alloc(200_000), form]) expect((await send(body)).status).toBe(200);
  });

  it("never sends twice what may have been done", async () => {
    const splunkd = await started({ fault: on(/apps\/local$|search\/v2\/jobs$/, { kind: "cut" }) });
    const splunk = await connected(splunkd);
    expect((await failure(splunk.installApp("/tmp/x.spl", true))).code).toBe("connection_cut");
    expect((await failure(splunk.search("| makeresults"))).code).toBe("connection_cut");
    expect(splunkd.seen.filter((seen) => /^POST .*(?:apps\/local|jobs)$/.test(seen)).length).toBe(2);
  });

  it("sends a oneshot search again, which leaves nothing behind", async () => {
    const splunk = await connected(await started({ fault: on(/search\/v2\/jobs$/, { kind: "cut" }, 1) }));
    expect((await splunk.oneshot("| makeresults count=2")).rows.length).toBe(2);
  });

  it("reports a job that fails with the server's words", async () => {
    const splunk = await connected(await started({ searchFault: () => "fails" }));
    expect(await failure(splunk.search("| makeresults"))).toMatchObject({
      code: "search_failed",
      message: "The search failed: Error in 'search' command: the search process exited with code 255.",
    });
  });

  it("limits a search by the clock, however late the replies are", async () => {
    let now = 0;
    const splunkd = await started({
      searchFault: () => "never ends",
      fault: ({ method, path }) => {
        if (method === "GET" && /jobs\/[^/]+$/.test(path)) now += 1500;
        return null;
      },
    });
    const splunk = await connected(splunkd, { clock: () => now, wait: () => Promise.resolve() });
    const { message } = await failure(splunk.search("| makeresults", { timeout: 4000 }));
    expect([message, now]).toEqual([expect.stringContaining("after 4 seconds"), 4500]);
    splunkd.requests.splice(0);
  });

  it("gives up on a reply about a search that does not come within the limit", async () => {
    const splunkd = await started({
      searchFault: () => "never ends",
      fault: ({ method, path }) =>
        method === "GET" && /jobs\/[^/]+$/.test(path) ? { kind: "silent" } : null,
    });
    const splunk = await connected(splunkd);
    expect((await failure(splunk.search("| makeresults", { timeout: 50 }))).code).toBe("search_timed_out");
    expect(splunkd.jobs.all.size).toBe(0);
  });

  it("cancels a job that never ends", async () => {
    const splunkd = await started({ searchFault: () => "never ends" });
    const splunk = await connected(splunkd);
    expect(await failure(splunk.search("| makeresults", { timeout: 1000 }))).toMatchObject({
      code: "search_timed_out",
    });
    expect(splunkd.jobs.all.size).toBe(0);
  });

  it("says that nothing listens, and that something else than TLS does", async () => {
    const splunkd = await started();
    const settings = await settingsFor(splunkd);
    await splunkd.stop();
    closing.pop();
    expect((await failure(Splunk.connect(settings))).code).toBe("unreachable");
    const plain = createPlainServer();
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    closing.push(async () => plain.close());
    const port = (plain.address() as AddressInfo).port;
    expect((await failure(Splunk.connect({ ...settings, port }))).message).toBe(
      `localhost:${port} does not speak TLS.`,
    );
  });
});

describe("splunk-sdk", () => {
  it("leaves LOG_LEVEL as it was when it is loaded", async () => {
    await connected(await started());
    expect(process.env.LOG_LEVEL).toBe(LEVEL);
  });

  it("changes neither the environment nor the console", async () => {
    const spies = (["log", "error", "warn", "info"] as const).map((name) => vi.spyOn(console, name));
    vi.stubEnv("LOG_LEVEL", "4");
    const before = { ...process.env };
    const fault = on(/current-context$/, { kind: "half" });
    await failure((await connected(await started({ fault }))).user());
    expect(process.env).toEqual(before);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe("Secrets", () => {
  it("removes what it knows in every spelling, and no short text", () => {
    const secrets = new Secrets('p"a ss', "abc");
    expect(secrets.redact(`p"a ss p%22a%20ss ${JSON.stringify('p"a ss')} abc`)).toBe(
      '[secret] [secret] "[secret]" abc',
    );
  });
});
