/**
 * A stand-in for splunkd's management port: HTTPS, sessions, the endpoints that smoke, deploy and splunk-sdk use. Its searches are
 * executed by the SPL runner over the events that it is given, and portrisk by the app's own launcher, so answers are real. Forms are from
 * Splunk's REST API Reference (the page is named at each endpoint) and from the tests of splunk-sdk 2.0.2, which run against it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SearchApps } from "spl-runner";
import { type App, readApp } from "../../../src/conf/index.ts";
import { type Call, HttpError } from "./call.ts";
import { answer } from "./endpoints.ts";
import type { SeenRequest } from "./faults.ts";
import { errorBody } from "./feed.ts";
import { Jobs } from "./jobs.ts";
import type { SplunkdOptions } from "./options.ts";
import { Store } from "./store.ts";

export class Splunkd {
  readonly store = new Store();
  readonly jobs: Jobs;
  readonly requests: SeenRequest[] = [];
  /** Session key → user; emptied by a restart. */
  readonly sessions = new Set<string>();
  readonly apps = new Map<string, App>();
  /** What apps/local was asked to install. */
  readonly installed: URLSearchParams[] = [];
  restarts = 0;
  /** Logins until the server goes down, and then until it is up again; null where it does not restart. */
  private restarting: { served: number; refused: number } | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), "splunkd-"));
  private readonly server: Server;

  private constructor(readonly options: SplunkdOptions) {
    const search = join(this.folder, "search");
    mkdirSync(join(search, "default"), { recursive: true });
    writeFileSync(join(search, "default", "app.conf"), "[launcher]\nversion = 9.4.1\n");
    for (const folder of [search, ...options.apps]) {
      const app = this.store.addApp(folder);
      this.apps.set(app.name, app);
    }
    this.jobs = new Jobs({
      events: options.events,
      now: options.now,
      apps: (context) => this.searchApps(context),
      fault: options.searchFault ?? (() => null),
      reply: (uri) => this.store.reply(uri),
    });
    const { key, cert } = options.certificate;
    this.server = createServer({ key, cert }, (request, response) => {
      this.handle(request, response).catch((error: unknown) => {
        // A defect of the stand-in must fail the test that met it.
        send(
          response,
          500,
          "application/json",
          JSON.stringify(errorBody("ERROR", `stand-in: ${String(error)}`)),
        );
      });
    });
    this.server.on("tlsClientError", () => {});
  }

  static async start(options: SplunkdOptions): Promise<Splunkd> {
    const splunkd = new Splunkd(options);
    await new Promise<void>((resolve) => splunkd.server.listen(0, "127.0.0.1", resolve));
    return splunkd;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true });
  }

  restart(): void {
    this.restarting = { ...(this.options.restartTakes ?? { served: 0, refused: 0 }) };
    if (this.options.restartTakes === undefined) this.restarted();
  }

  /** A server that is down refuses connections; this one cuts them, so that it keeps its port. */
  private isDown(path: string): boolean {
    const { restarting } = this;
    if (restarting === null) return false;
    if (!path.endsWith("/auth/login")) return restarting.served < 0;
    if (restarting.served-- > 0) return false;
    if (restarting.refused-- > 0) return true;
    this.restarted();
    return false;
  }

  private restarted(): void {
    this.restarting = null;
    this.restarts++;
    this.sessions.clear();
    this.store.of("messages").splice(0);
  }

  /** Requests as "GET /path". */
  get seen(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  private searchApps(context: string): SearchApps {
    const own = this.apps.get(context) ?? readApp(join(this.folder, "search"));
    const others = [...this.apps.values()].filter((app) => app.name !== own.name);
    return new SearchApps([own, ...others]);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const { method, path, parameters } = call;
    if (this.isDown(path)) return void response.socket?.destroy();
    const earlier = this.requests.filter((seen) => seen.method === method && seen.path === path).length;
    const seen = { method, path, parameters, earlier };
    this.requests.push(seen);
    const fault = this.options.fault?.(seen) ?? null;
    if (fault?.kind === "silent") return;
    if (fault?.kind === "cut") return void response.socket?.destroy();
    if (fault?.kind === "body") return send(response, 200, fault.type, fault.body);
    if (fault?.kind === "status") {
      const headers = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
      const body = JSON.stringify(errorBody("ERROR", fault.text ?? "fault"));
      return send(response, fault.status, "application/json; charset=UTF-8", body, headers);
    }
    const { status, type, body, headers } = await this.reply(call);
    if (fault?.kind === "half") return send(response, status, type, body.slice(0, body.length / 2));
    if (fault?.kind === "cut in reply") {
      response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
      response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
      return;
    }
    send(response, status, type, body, headers);
  }

  private async reply(call: Call) {
    const json = "application/json; charset=UTF-8";
    try {
      const { status = 200, body, type = json, headers = {} } = await answer(this, call);
      return { status, type, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return {
        status: error.status,
        type: json,
        headers: {},
        body: JSON.stringify(errorBody(error.type, error.message)),
      };
    }
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url!, "https://localhost");
  const parameters = new URLSearchParams(url.search);
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString("utf8")))
    parameters.append(name, value);
  return {
    method: request.method!,
    // The SDK asks for single resources with a slash at the end.
    path: url.pathname.replace(/\/$/, ""),
    parameters,
    authorization: request.headers.authorization ?? "",
    cookie: request.headers.cookie ?? "",
  };
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: { [name: string]: string } = {},
) {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(body);
}
