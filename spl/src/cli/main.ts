#!/usr/bin/env node
/** The program `spl`. Only this file touches the process. */
import { availableParallelism } from "node:os";
import { processWorker, serveJobs } from "../testing/index.ts";
import { runCommandLine } from "./command-line.ts";
import type { Host } from "./host.ts";
import { nextChange } from "./watch.ts";

/** The argument with which this program starts itself to run tests. */
const SERVE = "--serve-tests";

for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads the output may stop early, as head does: that is no failure.
    if (error.code === "EPIPE") process.exit();
    if (stream === process.stdout)
      process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
    process.exit(2);
  });

const host: Host = {
  cores: availableParallelism(),
  worker: () => processWorker(process.argv[1]!, [SERVE]),
  change: nextChange,
};

if (process.argv[2] === SERVE && process.send !== undefined) serveJobs(process);
else
  runCommandLine(
    process.argv.slice(2),
    {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    },
    host,
  ).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`error: a defect of spl, please report it: ${String(error)}\n`);
      process.exitCode = 1;
    },
  );
