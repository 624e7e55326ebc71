/** The SPL runner as people start it: a small search, a large one, and the macros of portrisk_eval on a few thousand events. */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../random/index.ts";
import type { Grid } from "./grid.ts";
import { median } from "./statistics.ts";
import { type KnownPort, Traffic } from "./traffic.ts";

const SEARCHED = 200_000;
/** The macros are measured by the difference of two runs, so that what a run costs once does not count. */
const FEW = 1000;
const MORE = 11_000;

/**
 * @param runner the built SPL runner (dist/spl.cjs)
 * @param app the built app's folder
 */
export function runnerGrid(
  runner: string,
  app: string,
  folder: string,
  known: readonly KnownPort[],
  times: number,
): Grid {
  const path = join(folder, "events.jsonl");
  const run = (...args: readonly string[]) => {
    const begin = performance.now();
    execFileSync(process.execPath, [runner, ...args], { stdio: ["ignore", "ignore", "inherit"] });
    return performance.now() - begin;
  };
  const repeated = (measure: () => number) => median(Array.from({ length: times }, measure));
  try {
    const small = repeated(() => run("| makeresults | eval x=1"));
    writeEvents(path, known, SEARCHED);
    const search =
      "dest_port IN (4444, 8531, 22) | stats count min(_time) as first values(dest) as dest by src, dest_port, action";
    const large = repeated(() => run("--events", path, search));
    const macros = (events: number) => {
      writeEvents(path, known, events);
      return run("--app", app, "--events", path, "* | `portrisk_eval` | stats max(portrisk_score)");
    };
    const evalMacros = repeated(() => (macros(MORE) - macros(FEW)) / (MORE - FEW));
    return {
      title: `The SPL runner, for information, medians of ${times}`,
      head: ["what", "result"],
      rows: [
        ["start to the rows of a small search", `${small.toFixed(0)} ms`],
        [`${SEARCHED} events through search and stats by`, `${large.toFixed(0)} ms`],
        [
          "`portrisk_eval`, the eval macros, in the runner",
          `${Math.round(1000 / evalMacros)} events a second`,
        ],
      ],
      notes: [
        "What the eval macros cost inside Splunk is unknown: the runner interprets SPL to be exact, not fast.",
      ],
    };
  } finally {
    rmSync(path, { force: true });
  }
}

function writeEvents(path: string, known: readonly KnownPort[], count: number): void {
  const traffic = new Traffic(known);
  const random = new Random(7);
  const lines = Array.from({ length: count }, (_, index) => {
    const { src, dest, port, transport, action, application, rule } = traffic.connection(random);
    const event = { src, dest, dest_port: Number(port), transport, action, app: application, rule };
    return JSON.stringify({ _time: 1_743_500_000 + index, ...event });
  });
  writeFileSync(path, lines.join("\n"));
}
