/**
 * A search that runs on several indexers, as splunkd distributes it: each has a part of the events and a command of its own
 * (distributed=t), counts what it found, and the search head puts the counts together. Beside it, the same search with one
 * command over all events; both must give the same rows.
 *
 * Every command is the built one, a process of its own, asked through the protocol. What indexers and search head do with
 * the rows is done by the SPL runner.
 */

import { runSearch, type Table } from "spl-runner";
import { columnOf, OUTPUT_NAMES } from "../risk/index.ts";
import { decodeEvents, type Event, Session } from "../scpv2/client/index.ts";
import type { Grid } from "./grid.ts";
import type { KnownPort } from "./traffic.ts";
import { headerOf, rowsOf, type Workload } from "./workloads.ts";

/** maxresultrows of limits.conf. */
const CHUNK = 50_000;
/** Of a scored event, what the search reads and what the command said; the rest is as it was. */
const KEPT = new Set(["_chunked_idx", "src", ...OUTPUT_NAMES.map(columnOf)]);
/** What each indexer sends on, and what the search head makes of it. */
const PARTIAL = "* | stats count max(portrisk_score) as worst by src, portrisk_level";
const MERGE =
  "* | stats sum(count) as count max(worst) as worst by src, portrisk_level | sort 0 str(src), str(portrisk_level)";
const WHOLE = `${PARTIAL} | sort 0 str(src), str(portrisk_level)`;

/** What one command did. */
export interface Share {
  readonly events: number;
  readonly chunks: number;
  /** "streaming" may run on indexers, "stateful" only on the search head. */
  readonly type: unknown;
  readonly elapsedMs: number;
  /** Of the command, start-up included. */
  readonly cpuSeconds: number;
  readonly replies: readonly Buffer[];
}

export interface Simulation {
  readonly one: Share;
  readonly peers: readonly Share[];
  /** From the first command's start to the last one's end, all at once. */
  readonly peersElapsedMs: number;
  readonly mergeMs: number;
  /** Rows that the indexers sent to the search head, and rows of the result. */
  readonly sentRows: number;
  readonly resultRows: number;
}

/**
 * Run the search both ways.
 * @param launcher the built command's launcher
 * @throws Error when an event is scored differently, or the results are not the same
 */
export async function simulatePeers(
  launcher: string,
  workload: Workload,
  known: readonly KnownPort[],
  eventCount: number,
  peerCount: number,
): Promise<Simulation> {
  const source = rowsOf(workload, known);
  const rows = Array.from({ length: eventCount }, () => source.next().value as string);
  const header = headerOf(workload);
  const one = await score(launcher, [], header, rows);
  // Forwarders spread events evenly.
  const parts = Array.from({ length: peerCount }, (_, peer) =>
    rows.filter((_, at) => at % peerCount === peer),
  );
  const begin = performance.now();
  const peers = await Promise.all(parts.map((part) => score(launcher, ["distributed=t"], header, part)));
  const peersElapsedMs = performance.now() - begin;
  // Read only now, so that no command waits for this program meanwhile.
  const all = scored(one);
  const byPeer = peers.map(scored);
  compareScored(all, byPeer);
  const partial: Table[] = [];
  for (const events of byPeer) partial.push(await search(PARTIAL, tableOf(events)));
  const sent = { fields: partial[0]!.fields, rows: partial.flatMap((table) => table.rows) };
  const mergeBegin = performance.now();
  const merged = await search(MERGE, sent);
  const mergeMs = performance.now() - mergeBegin;
  compareResults(await search(WHOLE, tableOf(all)), merged);
  return { one, peers, peersElapsedMs, mergeMs, sentRows: sent.rows.length, resultRows: merged.rows.length };
}

/** Event n was scored by peer n modulo their number. */
function compareScored(all: readonly Event[], byPeer: readonly (readonly Event[])[]): void {
  all.forEach((event, index) => {
    const there = byPeer[index % byPeer.length]![Math.floor(index / byPeer.length)];
    const [here, elsewhere] = [shown(event), there === undefined ? "not at all" : shown(there)];
    if (here !== elsewhere)
      throw new Error(
        `Rows equal: no. Event ${index + 1} is scored\n${here}\nand on its indexer\n${elsewhere}`,
      );
  });
}

function compareResults(whole: Table, merged: Table): void {
  const [left, right] = [whole, merged].map(({ rows }) => rows.map((row) => JSON.stringify([...row].sort())));
  if (left!.length !== right!.length)
    throw new Error(
      `Rows equal: no. There are ${left!.length} rows, and ${right!.length} where they are merged.`,
    );
  const different = left!.findIndex((row, index) => row !== right![index]);
  if (different >= 0)
    throw new Error(
      `Rows equal: no. Row ${different + 1} of the result differs: ${left![different]} and ${right![different]}`,
    );
}

/** Send the events to a command of its own, in chunks as large as splunkd's. */
async function score(
  launcher: string,
  args: readonly string[],
  header: string,
  rows: readonly string[],
): Promise<Share> {
  const begin = performance.now();
  // The shell stays, to tell what its child took once that has ended.
  const session = new Session({ program: "/bin/sh", arguments: ["-c", '"$0"; times >&2', launcher] });
  try {
    const { metadata } = await session.request({ action: "getinfo", searchinfo: { args, raw_args: args } });
    const replies: Buffer[] = [];
    for (let first = 0; first < rows.length; first += CHUNK) {
      const body = Buffer.from(header + rows.slice(first, first + CHUNK).join(""));
      const finished = first + CHUNK >= rows.length;
      replies.push((await session.request({ action: "execute", finished }, body)).body);
    }
    await session.finish();
    const elapsedMs = performance.now() - begin;
    return {
      events: rows.length,
      chunks: replies.length,
      type: metadata.type,
      elapsedMs,
      cpuSeconds: childSeconds(session.stderr),
      replies,
    };
  } finally {
    session.stop();
  }
}

/** From the second line that the shell's `times` prints, "0m1.20s 0m0.10s": user and system time of its children. */
export function childSeconds(times: string): number {
  const found = [...times.matchAll(/(\d+)m(\d+(?:\.\d+)?)s/g)].slice(-2);
  if (found.length < 2) throw new Error(`The shell does not tell the time of its children: ${times}`);
  return found.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

function scored({ replies }: Share): readonly Event[] {
  return replies.flatMap((reply) =>
    decodeEvents(reply).events.map((event) => new Map([...event].filter(([field]) => KEPT.has(field)))),
  );
}

function shown(event: Event): string {
  return [...event].map(([field, value]) => `${field}: ${[value].flat().join(" | ")}`).join("\n");
}

function tableOf(events: readonly Event[]): Table {
  return {
    fields: [...KEPT],
    rows: events as Table["rows"],
  };
}

async function search(text: string, events: Table): Promise<Table> {
  return (await runSearch({ search: text, events })).table;
}

export function peersGrid({ one, peers, peersElapsedMs, mergeMs, sentRows, resultRows }: Simulation): Grid {
  const total = peers.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const chunks = peers.reduce((sum, each) => sum + each.chunks, 0);
  const busiest = Math.max(...peers.map(({ cpuSeconds }) => cpuSeconds));
  const line = (what: string, events: number, rows: number | string, ms: number, cpu: string) => [
    what,
    String(events),
    String(rows),
    ms.toFixed(0),
    cpu,
  ];
  return {
    title: `One search over ${one.events} events: count and highest score by source and level`,
    head: ["where", "events", "chunks", "ms", "CPU s of the commands"],
    rows: [
      line(
        "one command on the search head",
        one.events,
        one.chunks,
        one.elapsedMs,
        one.cpuSeconds.toFixed(2),
      ),
      line(
        `${peers.length} commands on as many indexers, together`,
        one.events,
        chunks,
        peersElapsedMs,
        total.toFixed(2),
      ),
      line(
        "the busiest of them",
        peers[0]!.events,
        peers[0]!.chunks,
        Math.max(...peers.map(({ elapsedMs }) => elapsedMs)),
        busiest.toFixed(2),
      ),
      line(`the search head: ${sentRows} partial rows into ${resultRows}`, sentRows, "–", mergeMs, "–"),
    ],
    notes: [
      `Rows equal: yes (${one.events} scored events, ${resultRows} rows of the result).`,
      "All of them share this machine's processors, so the milliseconds of the indexers are those of a machine that plays all of them; the processor time is theirs.",
    ],
  };
}
