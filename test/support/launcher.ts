/** What the tests of the launcher share: the shells, copies of the app, and programs that are called node. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, inject } from "vitest";
import { GETINFO, replies } from "./frames.ts";

/** Each as a command line. */
const SHELLS: readonly (readonly [name: string, ...command: string[]])[] = [
  ["dash", "/usr/bin/dash"],
  ["bash", "/bin/bash"],
  ["bash --posix", "/bin/bash", "--posix"],
  ["busybox", "/bin/busybox", "ash"],
  ["mksh", "/bin/mksh"],
];

/** Tests for each shell. One that is missing is reported as skipped; on a build server (.ci/run) it fails. */
export function describeInEachShell(title: string, tests: (shell: readonly string[]) => void): void {
  for (const [name, ...shell] of SHELLS) {
    const missing = process.env.CI !== "true" && !existsSync(shell[0]!);
    describe.skipIf(missing)(`${title} in ${name}`, () => tests(shell));
  }
}

/** A folder for the tests of a file, removed after them. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "launcher-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the app in a folder of its own, under a name that is hard on shell scripts. */
export function copyOfApp(scratch: string, name = 'it\'s a "copy" $HOME ü'): string {
  const folder = join(mkdtempSync(join(scratch, "app-")), name);
  cpSync(inject("app"), folder, { recursive: true });
  return folder;
}

/** A program named node: shell code for what it does when it is asked for its version, and when it runs the command. */
export function fakeNode(path: string, asked: string, run = asked): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `#!/bin/sh\nif [ "$2" = --version ]; then ${asked}; elif [ "$1" = -e ]; then exit 0; else ${run}; fi\n`,
  );
  chmodSync(path, 0o755);
}

/** One that is accepted, and prints its own path, its arguments and LD_LIBRARY_PATH. */
export const goodNode = (path: string, version = "v20.0.0"): void =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a shell's placeholder
  fakeNode(path, `echo ${version}`, 'printf "%s|" "$0" "$@" "${LD_LIBRARY_PATH-unset}"');

export interface Launched {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Start a program with these arguments and a request on its standard input. */
export function start(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  { input = GETINFO, cwd = "/" }: { input?: Buffer; cwd?: string } = {},
): Launched {
  const [program, ...args] = command;
  const { stdout, stderr, status, signal } = spawnSync(program!, args, { env: environment, input, cwd });
  return { stdout: stdout.toString(), stderr: stderr.toString(), status, signal };
}

/** Start the launcher of an app in a shell, as splunkd does. */
export function launch(
  folder: string,
  environment: NodeJS.ProcessEnv,
  shell: readonly string[] = ["/bin/sh"],
  input: Buffer = GETINFO,
): Launched {
  return start([...shell, join(folder, "bin", "portrisk"), "__EXECUTE__"], environment, { input });
}

/** The error of the only reply. */
export function errorIn({ stdout }: Launched): string {
  const [reply, ...others] = replies(Buffer.from(stdout));
  if (reply === undefined || others.length > 0) throw new Error(`not one reply: ${stdout}`);
  const { inspector, finished, error } = JSON.parse(reply.metadata) as {
    inspector: { messages: string[][] };
    finished: boolean;
    error: string;
  };
  if (!finished || inspector.messages[0]![1] !== error) throw new Error(`not an error: ${reply.metadata}`);
  return error;
}
