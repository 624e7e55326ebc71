/**
 * `npm run bench -w spl-runner -- --help`: events a second and peak memory of the built runner. It makes events of its own, writes them to a
 * file, and runs each search over it in a process of its own. Nothing is compared: a result means something beside another one of
 * the same machine.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { arch, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

const BUNDLE = join(import.meta.dirname, "..", "dist", "spl.cjs");
const SEARCHES = [
  "* | where bytes_in>500000 | stats count by dest_port",
  "action=blocked | eval total=bytes_in+bytes_out | stats sum(total) as total, dc(dest) as hosts by src | sort 10 - total",
  "* | sort 10 - bytes_in",
];

type Order = "newest" | "oldest" | "any";

interface Options {
  readonly events: number;
  readonly order: Order;
  readonly app?: string;
  readonly search?: readonly string[];
  readonly format: "table" | "json";
}

interface Measured {
  readonly search: string;
  readonly events: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly eventsPerSecond: number;
  readonly eventsPerProcessorSecond: number;
  readonly peakMegabytes: number;
}

/** Numbers below a limit, the same in every run. */
function numbers(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

const SERVICES = [
  [443, "tcp", "HTTPS"],
  [80, "tcp", "HTTP"],
  [53, "udp", "DNS"],
  [22, "tcp", "SSH"],
  [445, "tcp", "SMB"],
  [3389, "tcp", "RDP"],
] as const;

/** Connections as a firewall logs them: some thousand hosts inside, many outside, mostly well-known ports. */
function writeEvents(file: string, count: number, order: Order): void {
  const below = numbers();
  const descriptor = openSync(file, "w");
  try {
    let lines: string[] = [];
    for (let i = 0; i < count; i++) {
      const [port, transport, app] = SERVICES[below(SERVICES.length)]!;
      const age = order === "any" ? below(count) : order === "newest" ? i : count - i;
      lines.push(
        JSON.stringify({
          _time: 1_800_000_000 - Math.floor(age / 100),
          src: `10.0.${below(16)}.${below(256)}`,
          dest: `${20 + below(180)}.${below(256)}.${below(256)}.${below(256)}`,
          src_port: 1024 + below(60_000),
          dest_port: below(20) === 0 ? below(65_536) : port,
          transport,
          action: below(5) === 0 ? "blocked" : "allowed",
          app,
          rule: `Rule ${below(40)}`,
          bytes_in: below(1_000_000),
          bytes_out: below(100_000),
          user: `user${below(3000)}`,
        }),
      );
      if (lines.length < 10_000 && i < count - 1) continue;
      writeSync(descriptor, `${lines.join("\n")}\n`);
      lines = [];
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Run the bundle in a process that reports what it took. */
async function measure(search: string, file: string, { app, events }: Options): Promise<Measured> {
  const program =
    "process.on('exit',()=>require('fs').writeSync(3,JSON.stringify(process.resourceUsage())));" +
    `process.argv.splice(1,0,'spl');require(${JSON.stringify(BUNDLE)})`;
  const args = [...(app === undefined ? [] : ["--app", app]), "--events", file, search];
  const begin = performance.now();
  const child = spawn(process.execPath, ["-e", program, "--", ...args], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  let report = "";
  child.stdio[3]!.on("data", (chunk: Buffer) => {
    report += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(`the search ended with exit code ${code}: ${search}`);
  const seconds = (performance.now() - begin) / 1000;
  const usage = JSON.parse(report) as NodeJS.ResourceUsage;
  const processorSeconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  return {
    search,
    events,
    megabytes: Math.round(statSync(file).size / 1e6),
    seconds: Number(seconds.toFixed(2)),
    processorSeconds: Number(processorSeconds.toFixed(2)),
    eventsPerSecond: Math.round(events / seconds),
    eventsPerProcessorSecond: Math.round(events / processorSeconds),
    peakMegabytes: Math.round(usage.maxRSS / 1024),
  };
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("it must be a positive whole number.");
  return number;
}

const program = new Command("npm run bench -w spl-runner --")
  .description("Measure events a second and peak memory of dist/spl.cjs, start-up included.")
  .option("--events <count>", "how many events to make", positive, 200_000)
  .addOption(
    new Option("--order <order>", "in which order the file has them")
      .choices(["newest", "oldest", "any"])
      .default("newest"),
  )
  .option("--app <folder>", "the app that searches run in")
  .option("--search <text...>", "searches to run in place of the usual ones")
  .addOption(
    new Option("--format <format>", "how results are printed").choices(["table", "json"]).default("table"),
  )
  .exitOverride();

try {
  const options = program.parse().opts<Options>();
  if (!existsSync(BUNDLE)) throw new Error("dist/spl.cjs is missing: run npm run build -w spl-runner");
  const folder = mkdtempSync(join(tmpdir(), "spl-bench-"));
  try {
    const file = join(folder, "events.jsonl");
    writeEvents(file, options.events, options.order);
    const results: Measured[] = [];
    for (const search of options.search ?? SEARCHES) results.push(await measure(search, file, options));
    const processor = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"} (${arch()}), Node.js ${process.version}`;
    if (options.format === "json") {
      process.stdout.write(`${JSON.stringify({ processor, order: options.order, results }, null, 2)}\n`);
    } else {
      process.stdout.write(
        `${processor}; ${options.events} events, ${results[0]?.megabytes} MB, order: ${options.order}\n`,
      );
      for (const one of results) {
        process.stdout.write(
          `${one.search}\n  ${one.seconds} s, ${one.eventsPerSecond} events a second; ` +
            `${one.processorSeconds} s of processor time, ${one.eventsPerProcessorSecond} events a second of it; ` +
            `peak memory ${one.peakMegabytes} MB\n`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
