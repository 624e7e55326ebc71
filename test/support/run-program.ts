/** A command line of src/cli, run in the tests' process. */
import type { Command } from "commander";
import { vi } from "vitest";
import { main } from "../../src/cli/program.ts";

export interface Printed {
  readonly out: string;
  readonly err: string;
  readonly code: number | string;
}

/** Runs it: what it printed, and its exit code. The caller restores the mocks. */
export async function runProgram(program: Command, ...args: readonly string[]): Promise<Printed> {
  const written = { out: "", err: "" };
  const append = (stream: "out" | "err", end: string) => (text: string) => {
    written[stream] += text + end;
  };
  for (const each of [program, ...program.commands])
    each.configureOutput({ writeOut: append("out", ""), writeErr: append("err", "") });
  vi.spyOn(console, "log").mockImplementation(append("out", "\n"));
  vi.spyOn(console, "error").mockImplementation(append("err", "\n"));
  await main(program, args);
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { ...written, code };
}
