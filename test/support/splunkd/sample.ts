/** A stand-in with the built app and the sample events, so that a test names only what is different. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventsFromObjects, type Row, type Table } from "spl-runner";
import { inject } from "vitest";
import { readEventsFile } from "../../../src/demo/index.ts";
import { Secrets, type SplunkSettings } from "../../../src/splunk/index.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import type { SplunkdOptions } from "./options.ts";
import { Splunkd } from "./server.ts";

export const PASSWORD = "correct horse battery+staple";
export const TOKEN = "eyJraWQiOiJ0ZXN0In0.token-of-the-stand-in";
export const APP = "suspicious_ports";

/** Seconds from the newest event to now, and from one event to the next. */
const FIRST_AGE = 900;
const PAUSE = 20;

let made: Promise<Certificates> | undefined;

/** The same authority for all tests of a file. */
export function certificates(): Promise<Certificates> {
  made ??= makeCertificates();
  return made;
}

/**
 * The events of examples/, in index "netfw", and 20 in "_internal". All were indexed in the last hour, where every saved search of the app
 * looks.
 */
export async function sampleEvents(): Promise<Table> {
  const rows: Row[] = [];
  for (const name of ["estreamer_json_real.log", "scenarios.jsonl"]) {
    const { events } = await readEventsFile(join(inject("root"), "examples", name));
    for (const event of events) rows.push(new Map([...event, ["index", "netfw"]]));
  }
  const last = Math.max(...rows.map((row) => Number(row.get("_time"))));
  rows.sort((left, right) => Number(right.get("_time")) - Number(left.get("_time")));
  rows.forEach((row, index) => {
    row.set("_time", last - FIRST_AGE - index * PAUSE);
    row.set("_indextime", last - FIRST_AGE - index * PAUSE + 5);
  });
  const newest = Math.max(...rows.map((row) => Number(row.get("_time"))));
  const internal = Array.from({ length: 20 }, (_, index) => ({
    _time: newest - index,
    _indextime: newest - index + 1,
    _raw: `INFO  Metrics - line ${index}`,
    index: "_internal",
    sourcetype: "splunkd",
  }));
  rows.push(...eventsFromObjects(internal).rows);
  return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

export async function startSplunkd(options: Partial<SplunkdOptions> = {}): Promise<Splunkd> {
  const events = options.events ?? (await sampleEvents());
  const newest = Math.max(0, ...events.rows.map((row) => Number(row.get("_time") ?? 0)));
  return Splunkd.start({
    certificate: (await certificates()).good,
    apps: [inject("app")],
    now: Math.floor(newest) + (options.events === undefined ? FIRST_AGE : 60),
    password: PASSWORD,
    token: TOKEN,
    ...options,
    events,
  });
}

/** Settings that reach a stand-in: verified TLS, a password, no waiting between attempts. */
export async function settingsFor(
  splunkd: Splunkd,
  changed: Partial<SplunkSettings> = {},
): Promise<SplunkSettings> {
  // Waiting takes no time, and the clock advances with it.
  let now = 0;
  return {
    host: "localhost",
    port: splunkd.port,
    credentials: { kind: "password", username: "admin", password: PASSWORD },
    app: APP,
    ca: (await certificates()).ca,
    secrets: new Secrets(),
    wait: async (milliseconds) => {
      now += milliseconds;
    },
    clock: () => now,
    ...changed,
  };
}

/** The arguments by which a command line reaches a stand-in and finds the built package; the authority is written into the folder. */
export async function serverArguments(splunkd: Splunkd, folder: string): Promise<readonly string[]> {
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, (await certificates()).ca);
  return ["--host", "localhost", "--port", String(splunkd.port), "--ca", ca, "--package", inject("spl")];
}
