/**
 * Runs a streaming custom command over events, as a search would: getinfo, chunks in lock-step, the fields the command
 * did not ask for joined back, messages collected, errors raised.
 */
import { decodeEvents, type Event, encodeEvents } from "./csv.ts";
import { type Reply, Session, type SessionOptions } from "./session.ts";

export interface CommandRun extends SessionOptions {
  /** The program, as commands.conf names it. */
  readonly program: string;
  /** The stanza's name. */
  readonly command: string;
  /** Arguments without quotes, and with them. */
  readonly args: readonly string[];
  readonly rawArgs: readonly string[];
  /** The whole search, for searchinfo. */
  readonly search: string;
  /** Rows in a chunk; splunkd sends at most 50,000. */
  readonly chunkSize?: number;
}

export interface CommandResult {
  /** Columns in order: those that came, then those that the command added. */
  readonly fields: readonly string[];
  readonly events: readonly Event[];
  readonly messages: readonly (readonly [severity: string, text: string])[];
}

/** The command itself reported an error; its text is the message. */
export class CommandFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CommandFailure";
  }
}

const MERGE_KEY = "_chunked_idx";
const LARGEST_CHUNK = 50_000;

/**
 * @throws CommandFailure with the command's own text, or SessionError when splunkd would give up on it
 */
export async function runCommand(
  run: CommandRun,
  fields: readonly string[],
  events: readonly Event[],
): Promise<CommandResult> {
  const session = new Session(run.program, run);
  const messages: (readonly [string, string])[] = [];
  try {
    const info = await session.ask(getinfo(run));
    collect(info, messages);
    const required = info.metadata.required_fields;
    const wanted = Array.isArray(required) && !required.includes("*") ? (required as string[]) : null;
    const size = run.chunkSize ?? LARGEST_CHUNK;
    const seen = new Set(fields);
    const results: Event[] = [];
    for (let start = 0; start === 0 || start < events.length; start += size) {
      const chunk = events.slice(start, start + size);
      const finished = start + size >= events.length;
      const { body, merge } = wanted === null ? whole(fields, chunk) : onlyWanted(fields, wanted, chunk);
      const reply = await session.ask({ action: "execute", finished }, body);
      collect(reply, messages);
      const answer = decodeEvents(reply.body);
      for (const field of answer.fields) if (field !== MERGE_KEY) seen.add(field);
      results.push(...merge(answer.events));
    }
    await session.end();
    return { fields: [...seen], events: results, messages };
  } finally {
    session.kill();
  }
}

/** The metadata of a getinfo request, with the keys and in the order of Splunk 8.2. */
export function getinfo({
  command,
  args,
  rawArgs,
  search,
}: Omit<CommandRun, "program">): Record<string, unknown> {
  return {
    action: "getinfo",
    preview: false,
    streaming_command_will_restart: false,
    searchinfo: {
      args,
      raw_args: rawArgs,
      dispatch_dir: "",
      sid: "0.0",
      app: "search",
      owner: "nobody",
      username: "nobody",
      session_key: "",
      splunkd_uri: "",
      splunk_version: "10.0.0",
      search: encodeURIComponent(search),
      command,
      maxresultrows: LARGEST_CHUNK,
      earliest_time: "0",
      latest_time: "0",
    },
  };
}

interface Request {
  readonly body: Buffer;
  readonly merge: (answers: readonly Event[]) => readonly Event[];
}

function whole(fields: readonly string[], chunk: readonly Event[]): Request {
  return { body: encodeEvents(fields, chunk), merge: (answers) => answers };
}

/** Send the wanted fields and the number of each row; join the answers to the rows by that number. */
function onlyWanted(fields: readonly string[], wanted: readonly string[], chunk: readonly Event[]): Request {
  const sent = fields.filter((field) => wanted.includes(field));
  const numbered = chunk.map((event, index) => new Map([...event, [MERGE_KEY, String(index)]]));
  const merge = (answers: readonly Event[]) =>
    answers.map((answer) => {
      const event = chunk[Number(answer.get(MERGE_KEY))];
      if (event === undefined) throw new CommandFailure(`the command did not pass ${MERGE_KEY} through`);
      const merged = new Map(event);
      for (const field of sent) merged.delete(field);
      for (const [field, value] of answer) if (field !== MERGE_KEY) merged.set(field, value);
      return merged;
    });
  return { body: encodeEvents([...sent, MERGE_KEY], numbered), merge };
}

function collect(reply: Reply, messages: (readonly [string, string])[]): void {
  const { inspector, error } = reply.metadata as {
    inspector?: { messages?: readonly (readonly [string, string])[] };
    error?: string;
  };
  messages.push(...(inspector?.messages ?? []));
  if (error !== undefined) throw new CommandFailure(error);
}
