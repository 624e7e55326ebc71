/**
 * splunkd's side of the protocol: starts a command's program, asks, waits for exactly one answer, asks again. Whatever
 * splunkd would not accept is an error: a reply that is no reply, more bytes than announced, keys it does not know, silence.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { encodeHeader, parseHeader, WireError } from "../wire/index.ts";

/** Keys of a reply that splunkd knows; it logs any other as an unsupported metadata field. */
const REPLY_KEYS = new Set([
  "type",
  "generating",
  "required_fields",
  "maxwait",
  "streaming_preop",
  "finished",
  "error",
  "inspector",
]);

export interface Reply {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

export class SessionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SessionError";
  }
}

export interface SessionOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Silence longer than this (milliseconds) is an error; the program is killed. */
  readonly patience?: number;
}

const DEFAULT_PATIENCE = 60_000;

export class Session {
  private readonly child: ChildProcess;
  private received: Buffer[] = [];
  private length = 0;
  private wake: () => void = () => {};
  private outputEnded = false;
  private startError: Error | null = null;
  private readonly errors: Buffer[] = [];
  private readonly exited: Promise<number | null>;
  private readonly patience: number;

  constructor(program: string, options: SessionOptions = {}) {
    this.patience = options.patience ?? DEFAULT_PATIENCE;
    this.child = spawn(program, ["__EXECUTE__"], {
      stdio: "pipe",
      ...(options.environment === undefined ? {} : { env: options.environment }),
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
    });
    this.child.stdout!.on("data", (chunk: Buffer) => {
      this.received.push(chunk);
      this.length += chunk.length;
      this.wake();
    });
    this.child.stdout!.on("end", () => {
      this.outputEnded = true;
      this.wake();
    });
    this.child.stderr!.on("data", (chunk: Buffer) => this.errors.push(chunk));
    // A program that has gone away shows as the end of its output; the failed write adds nothing to that.
    this.child.stdin!.on("error", () => {});
    this.exited = new Promise((resolve) => {
      this.child.on("error", (error) => {
        this.startError = error;
        this.outputEnded = true;
        this.wake();
        resolve(null);
      });
      this.child.on("close", (code) => resolve(code));
    });
  }

  /** What the program wrote to stderr so far; splunkd would put each line into search.log as an error. */
  get stderr(): string {
    return Buffer.concat(this.errors).toString("utf8");
  }

  /** Send one request and wait for its reply. */
  async ask(metadata: Readonly<Record<string, unknown>>, body: Buffer = Buffer.alloc(0)): Promise<Reply> {
    const text = Buffer.from(JSON.stringify(metadata));
    this.send(
      Buffer.concat([Buffer.from(encodeHeader({ metadata: text.length, body: body.length })), text, body]),
    );
    return this.reply();
  }

  /** Send bytes as they are. */
  send(bytes: Buffer): void {
    this.child.stdin!.write(bytes);
  }

  /**
   * Wait for one reply.
   * @throws SessionError when splunkd would give up on the command
   */
  async reply(): Promise<Reply> {
    const headerEnd = await this.until((bytes) => {
      const newline = bytes.indexOf("\n");
      return newline < 0 ? null : newline;
    });
    const line = this.take(headerEnd + 1).toString("latin1");
    let lengths: { metadata: number; body: number };
    try {
      lengths = parseHeader(line.slice(0, -1));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new SessionError(
        `the command answered with something that is no reply: ${JSON.stringify(line.slice(0, 80))}`,
      );
    }
    await this.untilLength(lengths.metadata + lengths.body);
    const metadata = parseReplyMetadata(this.take(lengths.metadata).toString("utf8"));
    const body = this.take(lengths.body);
    if (this.length > 0)
      throw new SessionError(`the command wrote ${this.length} bytes more than it announced`);
    return { metadata, body };
  }

  /** Close the program's input and wait for its end; the exit code, or null when it was killed or never started. */
  async end(): Promise<number | null> {
    this.child.stdin!.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), this.patience);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  /** Stop the program at once. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  private async untilLength(length: number): Promise<void> {
    while (this.length < length) await this.more(`${this.length} of the ${length} bytes of a reply arrived`);
  }

  private async until<Found>(find: (bytes: Buffer) => Found | null): Promise<Found> {
    for (;;) {
      const found = find(this.joined());
      if (found !== null) return found;
      await this.more("no whole reply arrived");
    }
  }

  /** Wait for more output. */
  private async more(state: string): Promise<void> {
    if (this.startError !== null)
      throw new SessionError(`the command cannot be started: ${this.startError.message}`);
    if (this.outputEnded) {
      const code = await this.exited;
      const shown = this.stderr.trim();
      throw new SessionError(
        `the command ended (exit code ${code}) before it had answered: ${state}${shown === "" ? "" : `; it wrote: ${shown.slice(0, 500)}`}`,
      );
    }
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<"silence">((resolve) => {
      timer = setTimeout(() => resolve("silence"), this.patience);
    });
    const arrival = new Promise<"arrival">((resolve) => {
      this.wake = () => resolve("arrival");
    });
    const outcome = await Promise.race([arrival, silence]);
    clearTimeout(timer);
    if (outcome === "silence") {
      this.kill();
      throw new SessionError(`the command was silent for ${this.patience / 1000} s: ${state}`);
    }
  }

  private joined(): Buffer {
    if (this.received.length > 1) this.received = [Buffer.concat(this.received)];
    return this.received[0] ?? Buffer.alloc(0);
  }

  private take(count: number): Buffer {
    const bytes = this.joined();
    this.received = count < bytes.length ? [bytes.subarray(count)] : [];
    this.length -= count;
    return bytes.subarray(0, count);
  }
}

function parseReplyMetadata(text: string): Readonly<Record<string, unknown>> {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    throw new SessionError(`the metadata of a reply is not JSON: ${text.slice(0, 80)}`);
  }
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw new SessionError("the metadata of a reply is not an object");
  }
  const unknown = Object.keys(metadata).find((key) => !REPLY_KEYS.has(key));
  if (unknown !== undefined) throw new SessionError(`splunkd does not know the key "${unknown}" in a reply`);
  return metadata as Record<string, unknown>;
}
