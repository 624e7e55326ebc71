/**
 * splunkd's side of the protocol: starts a command's program, sends a request, waits for the one reply, asks again.
 * SessionError is thrown where splunkd would give up: when a program cannot be started, ends early, is silent for too
 * long, sends something that is not a reply, or more than one reply to a request.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { encodeHeader, ProtocolError, parseHeader } from "../index.ts";

/** A program and what it is started with. splunkd passes nothing but the command.arg.N of commands.conf. */
export interface Launcher {
  readonly program: string;
  readonly arguments: readonly string[];
}

export interface Reply {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

export interface SessionOptions {
  /** Seconds without a reply after which the program is stopped (maxwait); 60 where it is not given. */
  readonly silence?: number;
  /** Bytes of metadata and body beyond which a reply stops the program (maxchunksize); null or absent for no limit. */
  readonly maximumBytes?: number | null;
}

export class SessionError extends Error {
  constructor(
    /** What the program did, beginning with "it". */
    message: string,
    /** What it wrote to stderr, if anything. */
    readonly stderr: string,
  ) {
    super(message);
    this.name = "SessionError";
  }
}

const NEWLINE = 0x0a;
const DEFAULT_SILENCE_SECONDS = 60;
const STDERR_LIMIT = 4000;
const EXIT_SECONDS = 5;
const LONGEST_HEADER = 128;

export class Session {
  /** Seconds of silence allowed; a command may ask for another number in its reply to getinfo. */
  silence: number;
  private readonly maximumBytes: number | null;
  private readonly child: ChildProcess;
  private received: Buffer[] = [];
  private length = 0;
  private ended: string | null = null;
  private wake: () => void = () => {};
  private errors = "";
  private readonly exited: Promise<string | null>;

  constructor(launcher: Launcher, options: SessionOptions = {}) {
    this.silence = options.silence ?? DEFAULT_SILENCE_SECONDS;
    this.maximumBytes = options.maximumBytes ?? null;
    // A group of its own, so that what a wrapper has started is stopped with it.
    this.child = spawn(launcher.program, launcher.arguments, {
      stdio: "pipe",
      detached: process.platform !== "win32",
    });
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => resolve(`it cannot be started (${error.message})`));
      this.child.once("close", (code, signal) => {
        const how = signal === null ? `it ended with exit code ${code}` : `it was stopped by ${signal}`;
        resolve(code === 0 ? null : how);
      });
    });
    void this.exited.then((reason) => {
      this.ended = reason ?? "it ended";
      this.wake();
    });
    this.child.stdout!.on("data", (data: Buffer) => {
      this.received.push(data);
      this.length += data.length;
      this.wake();
    });
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-STDERR_LIMIT);
    });
    // A program that ends without reading everything shows in its exit; the broken pipe says nothing more.
    this.child.stdin!.on("error", () => {});
  }

  /** What it wrote to stderr, the last 4000 characters; splunkd would log each line as an error. */
  get stderr(): string {
    return this.errors.trim();
  }

  /** Send one message and wait for its reply. Throws SessionError. */
  async request(metadata: object, body: Buffer = Buffer.alloc(0)): Promise<Reply> {
    if (this.length > 0) throw this.failure("it sent a reply without a request");
    const head = Buffer.from(JSON.stringify(metadata), "utf8");
    this.child.stdin!.write(encodeHeader({ metadata: head.length, body: body.length }));
    this.child.stdin!.write(head);
    if (body.length > 0) this.child.stdin!.write(body);
    return this.reply();
  }

  /** Close its input and wait until it ends. Throws SessionError. */
  async finish(): Promise<void> {
    this.child.stdin!.end();
    const timer = setTimeout(() => this.stop(), EXIT_SECONDS * 1000);
    const reason = await this.exited;
    clearTimeout(timer);
    if (this.length > 0) throw this.failure("it sent a reply without a request");
    if (reason !== null) throw this.failure(reason);
  }

  /** Stop the program and everything that it started. */
  stop(): void {
    const { pid } = this.child;
    if (pid === undefined || this.ended !== null) return;
    try {
      if (process.platform === "win32") this.child.kill("SIGKILL");
      else process.kill(-pid, "SIGKILL");
    } catch {
      // It has just ended by itself.
    }
  }

  private async reply(): Promise<Reply> {
    const deadline = Date.now() + this.silence * 1000;
    for (;;) {
      const reply = this.tryReply();
      if (reply !== null) return reply;
      if (this.ended !== null) {
        throw this.failure(`${this.ended}${this.length > 0 ? " inside a reply" : " without a reply"}`);
      }
      if (Date.now() >= deadline) {
        this.stop();
        throw this.failure(`it gave no reply for ${this.silence} seconds and was stopped`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The reply if it has arrived whole; null until then. */
  private tryReply(): Reply | null {
    if (this.length === 0) return null;
    // Joined only when the first chunk does not hold the header, and once more when the message is complete.
    const first = this.received[0]!;
    const start = first.includes(NEWLINE) ? first : this.joined();
    const newline = start.indexOf(NEWLINE);
    if (newline < 0 && start.length <= LONGEST_HEADER) return null;
    const lengths = this.parseHeader(start.toString("latin1", 0, newline < 0 ? LONGEST_HEADER : newline));
    if (this.maximumBytes !== null && lengths.metadata + lengths.body > this.maximumBytes) {
      throw this.failure(`its reply is larger than its maxchunksize of ${this.maximumBytes} bytes`);
    }
    const metadataEnd = newline + 1 + lengths.metadata;
    const end = metadataEnd + lengths.body;
    if (this.length < end) return null;
    const all = this.joined();
    const rest = all.subarray(end);
    this.received = rest.length === 0 ? [] : [rest];
    this.length = rest.length;
    const metadata = this.parseMetadata(all.toString("utf8", newline + 1, metadataEnd));
    return { metadata, body: all.subarray(metadataEnd, end) };
  }

  private joined(): Buffer {
    const all = this.received.length === 1 ? this.received[0]! : Buffer.concat(this.received);
    this.received = [all];
    return all;
  }

  private parseHeader(line: string): { metadata: number; body: number } {
    try {
      return parseHeader(line);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw this.failure(`its output is not the protocol: ${JSON.stringify(line.slice(0, 80))}`);
    }
  }

  private parseMetadata(text: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = null;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.failure("the metadata of its reply is not a JSON object");
    }
    return value as Record<string, unknown>;
  }

  private failure(what: string): SessionError {
    this.stop();
    return new SessionError(what, this.stderr);
  }
}
