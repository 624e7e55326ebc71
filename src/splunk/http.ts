/**
 * One HTTPS request: verified TLS, proxies, a time limit, a limit on the reply's size, and retries of what is safe to repeat.
 * Everything that fails without a reply is a SplunkError; a reply with an error status is a reply.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { getProxyForUrl } from "proxy-from-env";
import { Agent, type Dispatcher, type FormData, ProxyAgent, request } from "undici";
import { SplunkError } from "./errors.ts";
import type { HttpSettings } from "./settings.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | Buffer | FormData;
  /** Whether sending it twice does what sending it once does. */
  readonly repeatable: boolean;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Buffer;
}

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_RETRIES = 2;
/** Bytes a second of an upload: a body is given this much more time, whatever the limit of the request. */
const MIN_UPLOAD_RATE = 100_000;
const FIRST_DELAY = 500;
/** A server may ask for more (Retry-After); it does not get it. */
const MAX_DELAY = 30_000;
/** Results are read in pages, so no reply of a healthy server comes near it. */
const MAX_REPLY = 256 << 20;
/** "Too many requests", a gateway without its server, a server that is busy or not yet started. */
const PASSING = new Set([429, 502, 503, 504]);

export class Http {
  /** The proxy's URL, "" for none → what sends there. */
  private readonly dispatchers = new Map<string, Dispatcher>();
  private readonly timeout: number;
  private readonly retries: number;
  private readonly wait: (milliseconds: number) => Promise<unknown>;

  constructor(private readonly settings: HttpSettings) {
    this.timeout = settings.timeout ?? DEFAULT_TIMEOUT;
    this.retries = settings.retries ?? DEFAULT_RETRIES;
    this.wait = settings.wait ?? ((milliseconds) => sleep(milliseconds));
  }

  /** Ends idle connections, so that the process can end. */
  async close(): Promise<void> {
    for (const dispatcher of this.dispatchers.values()) await dispatcher.destroy();
    this.dispatchers.clear();
  }

  /** Throws SplunkError where no reply came. */
  async send(message: HttpRequest): Promise<HttpReply> {
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= this.retries;
      try {
        const reply = await this.once(message);
        if (last || !message.repeatable || !PASSING.has(reply.status)) return reply;
        await this.wait(delay(attempt, reply.headers["retry-after"]));
      } catch (error) {
        const failure = this.explain(error, message);
        // A refused connection, or a name that is not yet resolved, has sent nothing, so every request may try again.
        const passing = ["connection_cut", "timed_out"].includes(failure.code);
        if (last || !(refused(error) || (message.repeatable && passing))) throw failure;
        await this.wait(delay(attempt));
      }
    }
  }

  private async once({ method, url, headers, body }: HttpRequest): Promise<HttpReply> {
    const signal = AbortSignal.timeout(this.limitOf(body));
    const dispatcher = this.dispatcherFor(url);
    const options = { method, headers, signal, dispatcher, headersTimeout: 0, bodyTimeout: 0 };
    const reply = await request(url, { ...options, ...(body === undefined ? {} : { body }) });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of reply.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_REPLY)
        throw new SplunkError(
          "malformed_reply",
          `The reply of ${hostOf(url)} is larger than ${MAX_REPLY >> 20} MiB.`,
          "Check that host and port are those of Splunk's management port.",
        );
      chunks.push(chunk);
    }
    return { status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks) };
  }

  /** A proxy's URL; "" for none. */
  private proxyFor(url: string): string {
    return this.settings.proxy ?? proxyOfEnvironment(url);
  }

  /** Milliseconds for a request with this body. */
  private limitOf(body: HttpRequest["body"]): number {
    return this.timeout + Math.ceil((sizeOf(body) / MIN_UPLOAD_RATE) * 1000);
  }

  private dispatcherFor(url: string): Dispatcher {
    const { insecure, ca } = this.settings;
    const proxy = this.proxyFor(url);
    let dispatcher = this.dispatchers.get(proxy);
    if (dispatcher === undefined) {
      const tls = { rejectUnauthorized: insecure !== true, ...(ca === undefined ? {} : { ca }) };
      try {
        // Behind a proxy the server's certificate is checked all the same; the proxy's own by the system's authorities.
        dispatcher =
          proxy === "" ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls });
      } catch {
        // The error would repeat the URL, which may hold a password.
        throw new SplunkError(
          "invalid_settings",
          "The proxy's URL cannot be used.",
          "Set HTTPS_PROXY in the environment to one such as http://proxy.example.com:3128, or give it with --proxy.",
        );
      }
      this.dispatchers.set(proxy, dispatcher);
    }
    return dispatcher;
  }

  private explain(error: unknown, { url, body }: HttpRequest): SplunkError {
    if (error instanceof SplunkError) return error;
    const host = hostOf(url);
    const { code, text } = causeOf(error);
    const words = this.settings.secrets.redact(text);
    if (error instanceof Error && error.name === "TimeoutError")
      return new SplunkError(
        "timed_out",
        `${host} did not reply within ${this.limitOf(body) / 1000} seconds.`,
        "Check the load of the server, or allow more time with --timeout.",
      );
    if (CERTIFICATE.test(code))
      return new SplunkError(
        "untrusted_certificate",
        `The certificate of ${host} is not trusted: ${words}.`,
        "Give the certificate authority that issued it with --ca FILE, and the host by the name in the certificate. --insecure accepts any certificate, and with it anyone in between.",
      );
    if (
      /^(?:ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)/.test(code)
    ) {
      const proxy = this.proxyFor(url);
      // Only the proxy is connected to; it is the proxy that connects to the server.
      if (proxy !== "")
        return new SplunkError(
          "unreachable",
          `The proxy ${hostOf(proxy)} cannot be reached: ${words}.`,
          "Check --proxy, or HTTPS_PROXY and NO_PROXY in the environment.",
        );
      return new SplunkError(
        "unreachable",
        `${host} cannot be reached: ${words}.`,
        "Check --host and --port (the management port, 8089 by default), firewalls, and whether Splunk runs.",
      );
    }
    if (/proxy/i.test(words) || code === "UND_ERR_PRX_TLS")
      return new SplunkError(
        "unreachable",
        `The proxy did not connect to ${host}: ${words}.`,
        "Check --proxy, or HTTPS_PROXY and NO_PROXY in the environment.",
      );
    if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || /wrong version number|packet length too long/.test(words))
      return new SplunkError(
        "unreachable",
        `${host} does not speak TLS.`,
        "Check that the port is the management port (8089 by default) and not that of Splunk Web.",
      );
    return new SplunkError(
      "connection_cut",
      `The connection to ${host} was closed before the reply was complete: ${words}.`,
      "Check splunkd.log of the server and anything between, then run it again.",
    );
  }
}

/** The codes of OpenSSL and Node.js for certificates (Node.js, TLS, "X509 certificate error codes"). */
const CERTIFICATE =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)/;

function delay(attempt: number, asked?: string | string[]): number {
  const seconds = typeof asked === "string" && /^\d{1,6}$/.test(asked) ? Number(asked) : null;
  return Math.min(MAX_DELAY, seconds === null ? FIRST_DELAY * 2 ** attempt : seconds * 1000);
}

function sizeOf(body: HttpRequest["body"]): number {
  if (body === undefined) return 0;
  if (typeof body === "string") return Buffer.byteLength(body);
  if (Buffer.isBuffer(body)) return body.length;
  return [...body.values()].reduce(
    (size, part) => size + (typeof part === "string" ? part.length : part.size),
    0,
  );
}

function refused(error: unknown): boolean {
  return ["ECONNREFUSED", "EAI_AGAIN"].includes(causeOf(error).code);
}

/**
 * A proxy without a scheme, as in HTTPS_PROXY=proxy:3128, is reached over HTTP, as curl does; proxy-from-env gives it the scheme of the
 * request.
 */
function proxyOfEnvironment(url: string): string {
  const proxy = getProxyForUrl(url);
  const bare = proxy.replace(/^https:\/\//, "");
  return bare !== proxy && Object.values(process.env).includes(bare) ? `http://${bare}` : proxy;
}

/** Code and text of an error or of what caused it; several attempts (IPv6 and IPv4) count as their first. */
function causeOf(error: unknown): { readonly code: string; readonly text: string } {
  const seen = new Set<unknown>();
  for (let each = error; each instanceof Error && !seen.has(each); ) {
    seen.add(each);
    const { code, cause, errors } = each as NodeJS.ErrnoException & { errors?: unknown[] };
    if (typeof code === "string" && !(cause instanceof Error)) {
      const first = errors?.[0];
      const text = each.message || (first instanceof Error ? first.message : code);
      return { code, text: text.replace(/\.$/, "").split("\n")[0]! };
    }
    if (!(cause instanceof Error)) return { code: "", text: each.message.replace(/\.$/, "").split("\n")[0]! };
    each = cause;
  }
  return { code: "", text: String(error) };
}

function hostOf(url: string): string {
  return new URL(url).host;
}
