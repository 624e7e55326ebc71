/** How fast the command answers: whole events in chunks of splunkd's largest size, in lock-step, start-up left out. */
import type { Table } from "spl-runner";
import { type Event, encodeEvents, Session } from "../scpv2/client/index.ts";

const CHUNK = 50_000;

/** Events per second. @param chunks how many chunks are sent */
export async function measureSpeed(program: string, { fields, rows }: Table, chunks = 4): Promise<number> {
  const events = rows.map((row): Event => {
    return new Map(
      [...row].map(([field, value]) => [field, Array.isArray(value) ? value.map(String) : String(value)]),
    );
  });
  const body = encodeEvents(
    fields,
    Array.from({ length: CHUNK }, (_, index) => events[index % events.length]!),
  );
  const session = new Session({ program, arguments: [] });
  try {
    await session.request({ action: "getinfo", searchinfo: { args: [], raw_args: [] } });
    const begin = performance.now();
    for (let chunk = 1; chunk <= chunks; chunk++) {
      await session.request({ action: "execute", finished: chunk === chunks }, body);
    }
    return (CHUNK * chunks) / ((performance.now() - begin) / 1000);
  } finally {
    session.stop();
  }
}
