/** Files of requests, as bench/drive.c sends them: getinfo, chunks, and a last chunk that has a header and no rows. */
import { closeSync, openSync, writeSync } from "node:fs";
import { encodeHeader } from "../scpv2/index.ts";
import type { KnownPort } from "./traffic.ts";
import { bodiesOf, type Workload } from "./workloads.ts";

/** What splunkd tells of a search, with these arguments of the command. */
function getinfo(args: readonly string[]): object {
  return {
    action: "getinfo",
    preview: false,
    streaming_command_will_restart: false,
    searchinfo: {
      args,
      raw_args: args,
      dispatch_dir: "/opt/splunk/var/run/splunk/dispatch/1743500000.1",
      sid: "1743500000.1",
      app: "search",
      owner: "admin",
      username: "admin",
      session_key: "x".repeat(120),
      splunkd_uri: "https://127.0.0.1:8089",
      splunk_version: "9.4.1",
      search: "search%20index%3Dnetfw%20%7C%20portrisk",
      command: "portrisk",
      maxresultrows: 50_000,
      earliest_time: "0",
      latest_time: "0",
    },
  };
}

/** A message of the protocol. */
export function message(metadata: object, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.from(JSON.stringify(metadata));
  return Buffer.concat([Buffer.from(encodeHeader({ metadata: head.length, body: body.length })), head, body]);
}

export interface RequestsFile {
  readonly path: string;
  readonly chunks: number;
  /** Bytes of the chunks' bodies: of all, and of the largest. */
  readonly bodyBytes: number;
  readonly largestBody: number;
}

/** Write a stream of requests with these bodies. */
export function writeRequests(path: string, args: readonly string[], bodies: Iterable<Buffer>): RequestsFile {
  const file = openSync(path, "w");
  let chunks = 0;
  let bodyBytes = 0;
  let largestBody = 0;
  let header: Buffer = Buffer.alloc(0);
  try {
    writeSync(file, message(getinfo(args)));
    for (const body of bodies) {
      writeSync(file, message({ action: "execute", finished: false }, body));
      header = body.subarray(0, body.indexOf("\n") + 1);
      chunks++;
      bodyBytes += body.length;
      largestBody = Math.max(largestBody, body.length);
    }
    writeSync(file, message({ action: "execute", finished: true }, header));
  } finally {
    closeSync(file);
  }
  return { path, chunks, bodyBytes, largestBody };
}

/** The first chunks of a workload. */
export function* firstBodies(
  workload: Workload,
  known: readonly KnownPort[],
  chunks: number,
): Generator<Buffer> {
  const bodies = bodiesOf(workload, known);
  for (let chunk = 0; chunk < chunks; chunk++) yield bodies.next().value as Buffer;
}
