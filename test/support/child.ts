/** The built command as a child process, driven the way splunkd does, and every way that splunkd does not. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Outcome {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Child {
  readonly process: ChildProcessWithoutNullStreams;
  private readonly chunks: Buffer[] = [];
  private readonly errors: Buffer[] = [];
  private received = 0;
  private readonly closed: Promise<[number | null, NodeJS.Signals | null]>;

  constructor(program: string, args: readonly string[] = [], environment: NodeJS.ProcessEnv = process.env) {
    this.process = spawn(program, args, { env: environment });
    this.process.stdout.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.received += chunk.length;
    });
    this.process.stderr.on("data", (chunk: Buffer) => this.errors.push(chunk));
    // A program that has ended is not an error of the test, which looks at its output.
    this.process.stdin.on("error", () => {});
    this.process.stdout.on("error", () => {});
    this.closed = new Promise((resolve) =>
      this.process.on("close", (code, signal) => resolve([code, signal])),
    );
  }

  get receivedBytes(): number {
    return this.received;
  }

  /** Write, and wait until it has left, as a pipe makes a writer wait. */
  async write(bytes: Buffer): Promise<void> {
    const { stdin } = this.process;
    if (stdin.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        stdin.off("drain", done).off("close", done);
        resolve();
      };
      stdin.on("drain", done).on("close", done);
    });
  }

  async until(condition: () => boolean): Promise<void> {
    let looked = -1;
    while (this.process.exitCode === null && this.process.signalCode === null) {
      // Looked at when something has come and the flood has paused: a condition may read all of it.
      const received = this.received;
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (received === this.received && received !== looked) {
        looked = received;
        if (condition()) return;
      }
    }
  }

  output(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** The most memory that the command has had so far, in bytes (VmHWM). */
  peakMemory(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
  }

  /** Send a signal to the process that was started, and wait until it has ended. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill(signal);
    await ended;
  }

  async end(): Promise<Outcome> {
    this.process.stdin.end();
    const [code, signal] = await this.closed;
    return { stdout: this.output(), stderr: Buffer.concat(this.errors).toString(), code, signal };
  }
}

/** Run tasks, so many at once, and give their results in order. */
export async function parallel<Item, Result>(
  items: readonly Item[],
  width: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await task(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
