/** What the tests of docs/faults.md share: how much of them runs, small requests, and the built command in three ways. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { Child, type Outcome } from "./child.ts";
import { GETINFO, replies, request } from "./frames.ts";
import { NODE, undisturbed } from "./node.ts";

/** `npm run test:faults`: every byte offset, 10,000 damages and the largest sizes. */
export const FULL = process.env.FAULTS === "full";
export const MEGABYTE = 1_000_000;

export const HEADER = "src,dest,dest_port,transport,action,id\n";
export const row = (port: number, id: string): string => `10.0.0.1,8.8.8.8,${port},tcp,Allow,${id}\n`;
export const execute = (body: string | Buffer, finished = true): Buffer =>
  request({ action: "execute", finished }, body);
export const errorOf = (metadata: string): string | undefined =>
  (JSON.parse(metadata) as { error?: string }).error;

/** The launcher of an app, as splunkd starts it. */
export const launcherOf = (app: string): string => join(app, "bin", "portrisk");

/** Through the launcher: a stream, its end, and what came of it. */
export async function run(stream: Buffer, app: string = inject("app")): Promise<Outcome> {
  const child = new Child(launcherOf(app), ["__EXECUTE__"]);
  await child.write(stream);
  return child.end();
}

/** Without the launcher, which starts Node.js once more to ask its version: for what is run hundreds of times. */
export function startDirectly(app: string): Child {
  return new Child(NODE, [join(app, "bin", "portrisk.js")], undisturbed());
}

/** A folder for the tests of a file, which is removed behind them. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function copyOfApp(scratch: string): string {
  const folder = join(mkdtempSync(join(scratch, "app-")), "suspicious_ports");
  cpSync(inject("app"), folder, { recursive: true });
  return folder;
}

/**
 * A copy of the app whose catalogue has these ports alone. Reading the whole one takes most of a start, and a damaged stream
 * meets the same program with either.
 */
export function appWithPorts(scratch: string, ports: readonly number[]): string {
  const app = copyOfApp(scratch);
  const file = join(app, "lookups", "portrisk_ports.csv");
  const [header, ...rows] = readFileSync(file, "utf8").split("\n");
  const kept = rows.filter((line) => ports.some((port) => line.startsWith(`${port},`)));
  writeFileSync(file, `${[header, ...kept].join("\n")}\n`);
  return app;
}

/** What the command adds to a row with this port, from a run of its own. */
export async function addedTo(port: number): Promise<string> {
  const { stdout } = await run(Buffer.concat([GETINFO, execute(HEADER + row(port, "x"))]));
  const body = replies(stdout)[1]!.body.toString();
  const start = body.indexOf(row(port, "x").trimEnd()) + row(port, "x").length - 1;
  return body.slice(start, -1);
}

/** How many whole replies have come; 0 while the last is still coming. */
export function wholeReplies(child: Child): number {
  try {
    return replies(child.output()).length;
  } catch {
    return 0;
  }
}
