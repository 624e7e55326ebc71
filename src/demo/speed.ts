/** How fast the command answers: whole events in chunks of splunkd's largest size, in lock-step, start-up left out. */
import { type Event, encodeEvents, getinfo, Session } from "../splunkd/index.ts";

const CHUNK = 50_000;
const CHUNKS = 4;

/** Events a second. */
export async function measureSpeed(
  program: string,
  fields: readonly string[],
  events: readonly Event[],
): Promise<number> {
  const rows = Array.from({ length: CHUNK }, (_, index) => events[index % events.length]!);
  const body = encodeEvents(fields, rows);
  const session = new Session(program);
  try {
    await session.ask(getinfo({ command: "portrisk", args: [], rawArgs: [], search: "" }));
    const begin = performance.now();
    for (let chunk = 1; chunk <= CHUNKS; chunk++) {
      await session.ask({ action: "execute", finished: chunk === CHUNKS }, body);
    }
    return (CHUNK * CHUNKS) / ((performance.now() - begin) / 1000);
  } finally {
    session.kill();
  }
}
