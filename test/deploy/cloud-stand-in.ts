/**
 * Stand-ins for splunk.com's login, AppInspect's API and the Admin Config Service in one server. Forms: dev.splunk.com, "Splunk AppInspect
 * API endpoint reference"; Admin Config Service Manual, "Manage private apps in Splunk Cloud Platform".
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { certificates } from "../support/splunkd/sample.ts";

export const ACCOUNT = { username: "jane", password: "splunk.com pass+word" };
export const STACK_TOKEN = "stack-token-of-the-stand-in";
export const APPINSPECT_TOKEN = "appinspect-token-of-the-stand-in";

export class CloudStandIn {
  readonly requests: string[] = [];
  /** What the stack has. */
  installed: { version: string; status: string } | null = null;
  /** What a vetting says; it is PROCESSING at the first look. */
  verdict: { status: string; info: object } = {
    status: "SUCCESS",
    info: { error: 0, failure: 0, manual_check: 0, warning: 2 },
  };
  /** Vetting requests → how often their state was asked for. */
  readonly vetted = new Map<string, number>();
  tags: string[] = [];
  /** What is uploaded is this version. */
  version = "1.0.0";
  disclaimer: (string | undefined)[] = [];
  /** Called for each request; a number is replied as status, "cut" closes the connection. */
  fault: (seen: string) => number | "cut" | null = () => null;
  /** How often the stack was asked for the app since the upload. It says "installed" from the second look on. */
  looks = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<CloudStandIn> {
    const { key, cert } = (await certificates()).good;
    const server = createServer({ key, cert });
    const standIn = new CloudStandIn(server);
    server.on("request", (request, response) => void standIn.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  get origin(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const seen = `${request.method} ${request.url}`;
    this.requests.push(seen);
    const fault = this.fault(seen);
    if (fault === "cut") return void request.socket.destroy();
    const [status, reply] =
      fault === null
        ? this.reply(seen, request, body)
        : [fault, { code: "fault", message: `fault ${ACCOUNT.password} ${STACK_TOKEN}` }];
    const text = JSON.stringify(reply);
    response.writeHead(status, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
    });
    response.end(text);
  }

  private reply(seen: string, { headers }: IncomingMessage, body: Buffer): [number, object] {
    const basic = Buffer.from(`${ACCOUNT.username}:${ACCOUNT.password}`).toString("base64");
    if (seen === "GET /2.0/rest/login/splunk")
      return headers.authorization === `Basic ${basic}`
        ? [
            200,
            {
              status_code: 200,
              status: "success",
              msg: "Successfully authenticated user and assigned a token",
              data: { token: APPINSPECT_TOKEN },
            },
          ]
        : [401, { status_code: 401, status: "error", msg: "Failed to authenticate user" }];
    if (seen.includes("/v1/app/"))
      return headers.authorization === `Bearer ${APPINSPECT_TOKEN}` ? this.appinspect(seen, body) : [401, {}];
    if (headers.authorization !== `Bearer ${STACK_TOKEN}`)
      return [401, { code: "401-unauthorized", message: "unauthorized" }];
    return this.acs(seen, headers, body);
  }

  private appinspect(seen: string, body: Buffer): [number, object] {
    if (seen === "POST /v1/app/validate") {
      const id = `request-${this.vetted.size + 1}`;
      this.vetted.set(id, 0);
      this.tags = [...body.toString("latin1").matchAll(/name="included_tags"\r\n\r\n([a-z_]+)/g)].map(
        (match) => match[1]!,
      );
      return [200, { request_id: id, message: "Validation request submitted.", links: [] }];
    }
    const [, what, id] = /^GET \/v1\/app\/(validate\/status|report)\/(.+)$/.exec(seen)!;
    const requests = this.vetted.get(id!);
    if (requests === undefined) return [404, { code: "not_found", description: "No such request." }];
    if (what === "report")
      return [
        200,
        {
          reports: [
            {
              groups: [
                {
                  checks: [
                    {
                      name: "check_for_bin_files",
                      result: "failure",
                      messages: [{ message: "bin/x is bad." }],
                    },
                    { name: "check_fine", result: "success", messages: [] },
                  ],
                },
              ],
            },
          ],
        },
      ];
    this.vetted.set(id!, requests + 1);
    return requests === 0 ? [200, { status: "PROCESSING" }] : [200, this.verdict];
  }

  private acs(seen: string, headers: IncomingMessage["headers"], body: Buffer): [number, object] {
    const [, method, classic, app] =
      /^(GET|POST) \/acme\/adminconfig\/v2\/apps(\/victoria)?(\/[a-z_]+)?$/.exec(seen)!;
    if (method === "GET" && app !== undefined) {
      if (this.installed === null)
        return [404, { code: "404-app-not-found", message: "The requested app was not found." }];
      if (this.installed.status !== "installed" && this.looks++ > 0) this.installed.status = "installed";
      return [200, { appID: "suspicious_ports", label: "x", ...this.installed }];
    }
    this.disclaimer.push(headers["acs-legal-ack"] as string | undefined);
    const token =
      classic === undefined
        ? /name="token"\r\n\r\n([^\r]+)/.exec(body.toString("latin1"))?.[1]
        : headers["x-splunk-authorization"];
    const archive =
      classic === undefined ? body.includes(Buffer.from([0x1f, 0x8b])) : body.readUInt16BE(0) === 0x1f8b;
    if (token !== APPINSPECT_TOKEN || !archive)
      return [400, { code: "400-bad-request", message: "The package or the token is missing." }];
    this.installed = { version: this.version, status: "uploaded" };
    this.looks = 0;
    return [202, { appID: "suspicious_ports", ...this.installed }];
  }
}
