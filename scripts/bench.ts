/**
 * `npm run bench`: what the built command and the SPL runner cost here and now. Prints medians and ratios taken in turn in one
 * run, so that a busy machine slows both sides alike; nothing is asserted.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { build, bundleTool } from "../src/package/index.ts";
import { encodeEvents, Session } from "../src/splunkd/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");
const program = new Command("bench")
  .description("Measure start-up and speed of the built command and of the SPL runner.")
  .option(
    "--times <number>",
    "how often each is measured",
    (text) => {
      if (!/^[1-9][0-9]?$/.test(text))
        throw new InvalidArgumentError("It must be a whole number from 1 to 99.");
      return Number(text);
    },
    15,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const { times } = program.opts<{ times: number }>();
const ROWS = 50_000;

await run(async () => {
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-bench-"));
  try {
    const { app } = await build(root, dist);
    const launcher = join(app, "bin", "portrisk");
    const runner = join(dist, "spl.cjs");
    writeFileSync(runner, await bundleTool(join(root, "scripts/spl.ts")));
    const cpu = cpus();
    console.log(
      `Node ${process.version}, ${arch()}, ${cpu.length} × ${cpu[0]?.model ?? "unknown"}; medians of ${times}\n`,
    );
    await startUp(launcher);
    await throughput(launcher);
    searches(runner, dist);
  } finally {
    rmSync(dist, { recursive: true });
  }
});

/** From the start of the launcher to its reply to getinfo, beside a Node that does nothing. */
async function startUp(launcher: string): Promise<void> {
  const bare: number[] = [];
  const command: number[] = [];
  // A certificate file given to Node by the environment is read at every start; that is not what is measured.
  delete process.env.NODE_EXTRA_CA_CERTS;
  for (let i = 0; i < times; i++) {
    bare.push(time(() => execFileSync(process.execPath, ["-e", "0"])));
    const begin = performance.now();
    const session = new Session({ program: launcher, arguments: [] });
    await session.request({ action: "getinfo", searchinfo: { args: [], raw_args: [] } });
    command.push(performance.now() - begin);
    await session.finish();
  }
  line("node -e 0, start to end", median(bare), "ms");
  line(
    "portrisk, start to getinfo reply",
    median(command),
    "ms",
    median(command) / median(bare),
    "of bare Node",
  );
}

/** Events a second in chunks of 50,000, of connections that differ as in a firewall's log, and of ones that never repeat. */
async function throughput(launcher: string): Promise<void> {
  for (const [name, event] of [
    ["firewall-like", firewallEvent],
    ["every key new", hostileEvent],
  ] as const) {
    const fields = [
      "action",
      "app",
      "bytes_in",
      "bytes_out",
      "dest",
      "dest_port",
      "rule",
      "src",
      "src_port",
      "transport",
      "user",
      "_chunked_idx",
    ];
    const rows = Array.from(
      { length: ROWS },
      (_, index) => new Map(fields.map((field, at) => [field, event(index)[at]!])),
    );
    const body = encodeEvents(fields, rows);
    const session = new Session({ program: launcher, arguments: [] });
    await session.request({ action: "getinfo", searchinfo: { args: [], raw_args: [] } });
    const taken: number[] = [];
    for (let i = 0; i < times; i++) {
      const begin = performance.now();
      await session.request({ action: "execute", finished: false }, body);
      taken.push(performance.now() - begin);
    }
    await session.finish();
    const perSecond = ROWS / (median(taken) / 1000);
    line(
      `portrisk, ${ROWS} ${name} events, ${Math.round(body.length / ROWS)} bytes each`,
      median(taken),
      "ms",
      Math.round(perSecond / 1000),
      "thousand a second",
    );
  }
}

function firewallEvent(index: number): string[] {
  const source = `10.${index % 8}.${(index * 7) % 256}.${(index * 13) % 254}`;
  const target = `${[13, 20, 34, 52, 93][index % 5]}.${(index * 31) % 256}.${(index * 17) % 256}.9`;
  const port = ["443", "80", "53", "4444", "8531", "22", "3389"][(index * index) % 7]!;
  return [
    "allowed",
    "HTTPS",
    "1234",
    "5678",
    target,
    port,
    "Allow outbound",
    source,
    String(1024 + (index % 60000)),
    port === "53" ? "udp" : "tcp",
    "user",
    String(index),
  ];
}

function hostileEvent(index: number): string[] {
  const number = (index * 2654435761) % 4294967296;
  const address = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
  return [
    "blocked",
    `app${index}`,
    "1",
    "2",
    address,
    String(1 + (number % 65535)),
    "r",
    `2001:db8::${(number % 65536).toString(16)}`,
    "1",
    index % 2 === 0 ? "tcp" : "udp",
    `u${index}`,
    String(index),
  ];
}

/** The SPL runner on 200,000 events. */
function searches(runner: string, folder: string): void {
  const events = join(folder, "events.jsonl");
  writeFileSync(
    events,
    Array.from({ length: 200_000 }, (_, index) => {
      const [action, , , , dest, dest_port, rule, src, , transport] = firewallEvent(index);
      return JSON.stringify({
        _time: 1_700_000_000 + index,
        src,
        dest,
        dest_port: Number(dest_port),
        transport,
        action,
        rule,
      });
    }).join("\n"),
  );
  const small = time(() => execFileSync(process.execPath, [runner, "| makeresults | eval x=1"]));
  line("spl, start to the rows of a small search", small, "ms");
  const search =
    "dest_port IN (4444, 8531, 22) | stats count min(_time) as first values(dest) as dest by src, dest_port, action";
  const begin = performance.now();
  const { status, stderr } = spawnSync(
    "/usr/bin/env",
    [process.execPath, runner, "--events", events, search],
    { maxBuffer: 1 << 30 },
  );
  if (status !== 0) throw new Error(`the SPL runner failed: ${stderr.toString()}`);
  line("spl, 200,000 events through search | stats by", performance.now() - begin, "ms");
}

function time(body: () => unknown): number {
  const begin = performance.now();
  body();
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function line(what: string, value: number, unit: string, ratio?: number, of?: string): void {
  const beside = ratio === undefined ? "" : `  ${Number.isInteger(ratio) ? ratio : ratio.toFixed(2)} ${of}`;
  console.log(`${what.padEnd(64)} ${value.toFixed(1).padStart(9)} ${unit}${beside}`);
}
