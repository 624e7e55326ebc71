/** Runs bench/drive.c, the stand-in for splunkd, and reads what it measured. */
import { execFileSync } from "node:child_process";

/** One run of a command. */
export interface Measurement {
  /** From the start of the program to its reply to getinfo; of a plain program to its end. */
  readonly startupMs: number;
  /** From the first chunk sent to the last reply. */
  readonly executeMs: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly peakBytes: number;
  readonly sent: number;
  readonly received: number;
  /** Of each exchange; the last one has no rows. */
  readonly latenciesMs: readonly number[];
}

/** A program that speaks the protocol, or is only started. */
export interface Program {
  readonly program: string;
  readonly arguments: readonly string[];
  /** On top of what the benchmark itself was started with. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DriveOptions {
  /** Only the first chunks, and how often they are sent. */
  readonly chunks?: number;
  readonly repeat?: number;
  /** Keep the replies here. */
  readonly replies?: string;
}

/** What the environment sets for Node or Python that would change what is measured. */
const NOT_FOR_CHILDREN = [
  "NODE_EXTRA_CA_CERTS",
  "NODE_OPTIONS",
  "NODE_PATH",
  "NODE_V8_COVERAGE",
  // The SDK's modules would be compiled anew in every run.
  "PYTHONDONTWRITEBYTECODE",
];

export class Driver {
  constructor(
    /** The built bench/drive.c. */
    private readonly drive: string,
  ) {}

  /** Send a file of requests to a program. @throws Error with the driver's error message. */
  run(requests: string, program: Program, options: DriveOptions = {}): Measurement {
    const { chunks, repeat, replies } = options;
    return this.call(program, [
      ...(chunks === undefined ? [] : ["--chunks", String(chunks)]),
      ...(repeat === undefined ? [] : ["--repeat", String(repeat)]),
      ...(replies === undefined ? [] : ["--replies", replies]),
      requests,
    ]);
  }

  /** Start a program without input and wait for its end. */
  start(program: Program): Measurement {
    return this.call(program, ["--start"]);
  }

  private call(program: Program, options: readonly string[]): Measurement {
    const environment = { ...process.env, ...program.environment };
    for (const name of NOT_FOR_CHILDREN) delete environment[name];
    try {
      const output = execFileSync(this.drive, [...options, program.program, ...program.arguments], {
        env: environment,
        encoding: "utf8",
        maxBuffer: 1 << 26,
        stdio: ["ignore", "pipe", "pipe"],
      });
      return JSON.parse(output) as Measurement;
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new Error(`${program.program}: ${lastLine(stderr ?? "") || String(error)}`);
    }
  }
}

/** Seconds of processor time. */
export function cpuSeconds({ userSeconds, systemSeconds }: Measurement): number {
  return userSeconds + systemSeconds;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
