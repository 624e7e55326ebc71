/** Run SPL against events without Splunk: see spl/src/cli/cli.ts. Only this file touches the process. */
import { runSplCli } from "spl-runner/cli";

runSplCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`error: a defect of the runner, please report it: ${String(error)}\n`);
    process.exitCode = 1;
  },
);
