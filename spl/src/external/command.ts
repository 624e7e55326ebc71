/**
 * A custom command of an app (a stanza of commands.conf with `chunked = true`) as a step of a search: its program runs for
 * real. getinfo first, then the rows in chunks, one request and one reply at a time. Rejects stanzas of the older protocol.
 */
import type { App, LayeredConf } from "@suspicious-ports/conf";
import { CsvError } from "@suspicious-ports/csv";
import { type Reply, Session, SessionError } from "@suspicious-ports/scpv2/client";
import type { Command, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { EMPTY_TABLE, type Row, type Table } from "../values/table.ts";
import { type ExternalArguments, readArguments } from "./arguments.ts";
import { findLauncher } from "./launcher.ts";
import { INDEX_FIELD, type MergePrecedence, mergeReply } from "./merge.ts";
import { type GetinfoAnswer, readError, readGetinfo, readMessages } from "./replies.ts";
import { decodeRows, encodeRows } from "./rows.ts";

/** splunkd's maxresultrows: the rows of a chunk. */
const CHUNK_ROWS = 50_000;

/** The command that commands.conf defines under this name; null where it has no such stanza. Throws ConfError. */
export function externalCommand(app: App, name: string): Command | null {
  const conf = app.conf("commands");
  const stanza = conf.stanzas.get(name);
  if (stanza === undefined || name === "default") return null;
  const place = `${stanza.file}:${stanza.line}`;
  return {
    name,
    syntax: `${name} <arguments>`,
    summary: `The custom command of ${app.name} (${place}).`,
    page: "commands.conf.spec, chunked",
    options: [],
    examples: [],
    // Whether it generates is its own answer to getinfo, so both places are allowed until it has been asked.
    generating: true,
    compile: (cursor, _context, span) => {
      if (!isTrue(conf.value(name, "chunked"))) {
        const message = `${name} (${place}) does not set chunked = true; the older protocol is not supported: write the command for version 2 of the protocol.`;
        throw new SplError("unsupported_command", message, span);
      }
      const given = readArguments(cursor, name);
      const launcher = findLauncher(app, conf, name, span);
      const maxwait = wholeNumber(conf, name, "maxwait", span);
      const maximumBytes = wholeNumber(conf, name, "maxchunksize", span);
      return {
        command: name,
        span,
        text: [name, ...given.rawArgs].join(" "),
        appends: true,
        run: async (input, context) => {
          const silence = maxwait ?? context.silence;
          const session = new Session(launcher, { silence, maximumBytes });
          try {
            const table = await runExchange({ session, name, span, given, app }, input, context, maxwait);
            await session.finish();
            return table;
          } catch (error) {
            throw error instanceof SessionError ? failed(name, error, span) : error;
          } finally {
            session.stop();
            if (session.stderr !== "") context.message("WARN", `${name} wrote to stderr: ${session.stderr}`);
          }
        },
      };
    },
  };
}

function failed(name: string, { message, stderr }: SessionError, span: Span): SplError {
  const said = stderr === "" ? "" : ` It wrote to stderr: ${stderr}`;
  return new SplError("external_command", `The custom command ${name} failed: ${message}.${said}`, span);
}

interface Exchange {
  readonly session: Session;
  readonly name: string;
  readonly span: Span;
  readonly given: ExternalArguments;
  readonly app: App;
}

async function runExchange(
  exchange: Exchange,
  input: Table,
  context: RunContext,
  maxwait: number | null,
): Promise<Table> {
  const { session, name, span } = exchange;
  const information = await session.request(getinfo(exchange, context), Buffer.alloc(0));
  report(information, exchange, context);
  const answer = readGetinfo(information, name, span);
  if (maxwait === null && answer.maxwait !== null && answer.maxwait > 0) session.silence = answer.maxwait;
  // Only the first command of a pipeline gets this very table.
  const isFirst = input === EMPTY_TABLE;
  if (answer.generating !== isFirst) {
    const message = isFirst
      ? `The first command after a pipe must be a generating command; ${name} is not.`
      : `${name} is a generating command, so it must be the first command, after a pipe.`;
    throw new SplError("unexpected_text", message, span);
  }
  const seen = answer.requiredFields === null ? null : new Set(answer.requiredFields);
  const sentFields = seen === null ? input.fields : input.fields.filter((field) => seen.has(field));
  const fields = new Set(answer.type === "reporting" || answer.generating ? [] : input.fields);
  const rows: Row[] = [];
  for (let start = 0, finished = false; !finished; start += CHUNK_ROWS) {
    const chunk = input.rows.slice(start, start + CHUNK_ROWS);
    finished = start + CHUNK_ROWS >= input.rows.length;
    const body = encodeRows(chunk, sentFields, seen !== null);
    const reply = await session.request({ action: "execute", finished }, body);
    report(reply, exchange, context);
    const table = decode(reply, name, span);
    for (const field of table.fields) if (field !== INDEX_FIELD) fields.add(field);
    rows.push(...together(chunk, table.rows, answer, seen, context.mergePrecedence ?? "event", name, span));
    const { finished: ended = finished } = reply.metadata;
    if (ended === finished) continue;
    if (ended === true) break;
    throw new SplError(
      "external_command",
      `The custom command ${name} wants to continue after the last chunk.`,
      span,
    );
  }
  return { fields: [...fields], rows };
}

/** A reporting command's rows are results of their own; others are put together with what they were made of. */
function together(
  chunk: readonly Row[],
  reply: readonly Row[],
  answer: GetinfoAnswer,
  seen: ReadonlySet<string> | null,
  precedence: MergePrecedence,
  name: string,
  span: Span,
): readonly Row[] {
  if (answer.type !== "reporting" && !answer.generating)
    return mergeReply(chunk, reply, seen, precedence, name, span);
  return reply.map((row) => {
    row.delete(INDEX_FIELD);
    return row;
  });
}

function getinfo({ given, name, app }: Exchange, context: RunContext): object {
  return {
    action: "getinfo",
    preview: false,
    streaming_command_will_restart: false,
    searchinfo: {
      args: given.args,
      raw_args: given.rawArgs,
      sid: `${Math.floor(context.now)}.1`,
      app: app.name,
      owner: "admin",
      username: "admin",
      search: encodeURIComponent(context.search),
      command: name,
      maxresultrows: CHUNK_ROWS,
      earliest_time: String(context.earliest),
      latest_time: String(context.latest),
    },
  };
}

/** Show the messages of a reply; an error in it stops the search with its text. */
function report(reply: Reply, { name, span }: Exchange, context: RunContext): void {
  const error = readError(reply);
  for (const { severity, text } of readMessages(reply)) if (text !== error) context.message(severity, text);
  if (error !== null) throw new SplError("external_command", `Error in '${name}' command: ${error}`, span);
}

function decode({ body }: Reply, name: string, span: Span): Table {
  try {
    return decodeRows(body);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const where = error.row === 0 ? "the header of its reply" : `row ${error.row} of its reply`;
    throw new SplError(
      "external_command",
      `The custom command ${name} failed: ${where}: ${error.message}.`,
      span,
    );
  }
}

/** A setting that counts, null where it is absent or 0, which means no limit. */
function wholeNumber(conf: LayeredConf, name: string, key: string, span: Span): number | null {
  const setting = conf.setting(name, key);
  if (setting === undefined || setting.value === "0") return null;
  if (/^\d+$/.test(setting.value)) return Number(setting.value);
  throw new SplError(
    "malformed_conf",
    `${setting.file}:${setting.line}: ${key} is not a whole number.`,
    span,
  );
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|t|true|yes)$/i.test(value);
}
