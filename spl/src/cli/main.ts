#!/usr/bin/env node
/** The program `spl`. Only this file touches the process. */
import { runCommandLine } from "./command-line.ts";

// Whoever reads the output may stop early, as head does: that is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });

runCommandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`error: a defect of spl, please report it: ${String(error)}\n`);
    process.exitCode = 1;
  },
);
