/**
 * Inputs made from a number, and what must hold for each: the reader of messages and the reader of tables answer rightly or
 * with their own kind of error, and always come to an end; and the byte engine gives the bytes of the reference.
 */
import { CsvError, cellText, parseHeaderRow, RowScanner } from "../../src/csv/index.ts";
import { ChunkScorer } from "../../src/portrisk/chunk.ts";
import { PortriskCommand } from "../../src/portrisk/command.ts";
import { type Ending, serve } from "../../src/scpv2/index.ts";
import { AgainstReference } from "./against-reference.ts";
import { SMALL_CATALOGUE } from "./catalogue.ts";
import { readerOf, replies, request } from "./frames.ts";
import { generator } from "./random.ts";
import { checkSearch } from "./searches.ts";

export const TARGETS = ["scpv2", "csv", "engine", "searches"] as const;
export type Target = (typeof TARGETS)[number];
/** How the inputs are shared out: what takes longer gets fewer. */
export const SHARES: { readonly [target in Target]: number } = {
  scpv2: 0.2,
  csv: 0.6,
  engine: 0.18,
  searches: 0.02,
};

type Random = () => number;

const CELLS = [
  "",
  "4444",
  "80",
  '"8531"',
  '"a,b"',
  '"a""b"',
  '"a\nb"',
  "ü",
  "\xff",
  '"',
  'a"b',
  '"a"b',
  "10.0.0.1",
  "tcp",
  "$a$;$b$",
  " ",
  "\r",
  "99999999999",
  "::1",
  '"\r\n"',
  "\0",
  "portrisk_score",
];
const NAMES = [
  "src",
  "dest",
  "dest_port",
  "transport",
  "action",
  "__mv_dest_port",
  "portrisk_score",
  "x",
  '"y z"',
  "",
  "src",
];
const ENDS = ["\n", "\n", "\n", "\r\n", ""];
const ARGUMENTS = [
  "min_score=50",
  "prefix=p_",
  "src=x",
  "distributed=t",
  "=",
  "min_score",
  "colour=red",
  "prefix=",
  "",
];
const BYTES = [0x22, 0x2c, 0x0a, 0x0d, 0x00, 0xff, 0x24, 0x3b, 0x20, 0x31];

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random() % items.length]!;
const several = <Item>(random: Random, maximum: number, make: () => Item): Item[] =>
  Array.from({ length: random() % (maximum + 1) }, make);

function table(random: Random): string {
  const columns = 1 + (random() % 5);
  const header = Array.from({ length: columns }, () => pick(random, NAMES)).join(",");
  const rows = several(random, 4, () => {
    // Now and then one cell too many or too few.
    const count = random() % 20 === 0 ? random() % 7 : columns;
    return Array.from({ length: count }, () => pick(random, CELLS)).join(",") + pick(random, ENDS);
  });
  return random() % 12 === 0 ? "" : `${header}${pick(random, ENDS)}${rows.join("")}`;
}

function damaged(random: Random, bytes: Buffer): Buffer {
  const kind = random() % 6;
  if (bytes.length === 0 || kind > 3) return bytes;
  const at = random() % bytes.length;
  if (kind === 0) bytes[at]! ^= 1 << (random() % 8);
  else if (kind === 1) bytes[at] = pick(random, BYTES);
  else if (kind === 2) return bytes.subarray(0, at);
  else return Buffer.concat([bytes.subarray(0, at), bytes.subarray(random() % bytes.length)]);
  return bytes;
}

/** The input that a number stands for. */
export function inputOf(target: Target, seed: number): { bytes: Buffer; random: Random } {
  const random = generator(seed);
  if (target !== "scpv2") return { bytes: damaged(random, Buffer.from(table(random), "latin1")), random };
  const messages = several(random, 3, () =>
    random() % 8 === 0
      ? request({
          action: pick(random, ["getinfo", "execute", "x"]),
          finished: pick(random, [true, 1, null]),
        })
      : request({ action: "execute", finished: random() % 2 === 0 }, Buffer.from(table(random), "latin1")),
  );
  const options = several(random, 2, () => pick(random, ARGUMENTS));
  const getinfo = request({ action: "getinfo", searchinfo: { args: options, raw_args: options } });
  return { bytes: damaged(random, Buffer.concat([getinfo, ...messages])), random };
}

let pair: AgainstReference | null = null;

/**
 * @param scorer the compiled byte engine, as base64
 * @returns how many rows were compared
 * @throws Error when a property does not hold for the input that `seed` stands for.
 */
export function check(target: Target, seed: number, scorer: string): number {
  if (target === "searches") return checkSearch(seed, scorer);
  const { bytes, random } = inputOf(target, seed);
  if (target === "csv") checkTable(bytes);
  else if (target === "engine") {
    pair ??= new AgainstReference(scorer);
    pair.same(bytes);
  } else checkExchange(bytes, 1 + (random() % 97), random() % 10 === 0 ? scorer : null);
  return 0;
}

function checkExchange(bytes: Buffer, size: number, scorer: string | null): void {
  let reads = 0;
  const read = readerOf(bytes, [size]);
  const written: Buffer[] = [];
  const module = scorer === null ? null : Buffer.from(scorer, "base64");
  const command = new PortriskCommand((options) => new ChunkScorer(options, SMALL_CATALOGUE, module));
  const ending: Ending = serve(
    (target, offset, length) => {
      if (++reads > bytes.length + 10) throw new Error("it reads on and on");
      return read(target, offset, length);
    },
    (source, offset, length) => {
      written.push(Buffer.from(source.subarray(offset, offset + length)));
      return true;
    },
    command,
    command,
  );
  const seen = replies(Buffer.concat(written));
  const errors = seen.map(({ metadata }) => (JSON.parse(metadata) as { error?: string }).error);
  const failed = errors.findIndex((error) => error !== undefined);
  if (
    failed >= 0 &&
    (failed !== seen.length - 1 || ending !== "error_replied" || seen[failed]!.body.length > 0)
  )
    throw new Error("something follows an error");
  if (failed < 0 && ending !== "end_of_input") throw new Error(`it ended with ${ending}`);
  const error = errors[failed] ?? "";
  if (/unexpected error/.test(error)) throw new Error(error);
}

function checkTable(bytes: Buffer): void {
  if (bytes.length === 0) return;
  const { rows: expected, open } = slowly(bytes.toString("latin1"));
  const ragged = expected.some((row) => row.length !== expected[0]!.length);
  try {
    const header = parseHeaderRow(bytes);
    const columns = header.names.map((_, index) => index);
    const scanner = new RowScanner(bytes, header.end, columns.length, columns);
    let from = header.end;
    for (let index = 1; scanner.next(); index++) {
      if (scanner.rowStart !== from || scanner.rowEnd <= from)
        throw new Error(`row ${index} does not follow the one before`);
      from = scanner.rowEnd;
      const cells = columns.map((column) =>
        cellText(bytes, scanner.cellStart[column]!, scanner.cellEnd[column]!),
      );
      if (JSON.stringify(cells) !== JSON.stringify(expected[index]))
        throw new Error(`row ${index} is ${JSON.stringify(cells)}, not ${JSON.stringify(expected[index])}`);
    }
    if (from !== bytes.length) throw new Error("bytes are left over");
    if (open || ragged) throw new Error("a damaged table was taken for a whole one");
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (!open && !ragged) throw new Error(`a whole table was rejected: ${error.message}`);
  }
}

/**
 * The same rules written again, character by character: the rows of values, and whether a quote is left open
 * behind them. An empty line is a row of one empty value, or of none where the header is empty.
 */
function slowly(text: string): { rows: string[][]; open: boolean } {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    const start = at;
    for (;;) {
      let value = "";
      if (text[at] === '"') {
        for (at++; ; at++) {
          if (at >= text.length) return { rows, open: true };
          if (text[at] !== '"') value += text[at];
          else if (text[at + 1] === '"') value += text[at++];
          else break;
        }
        at++;
      }
      const quoted = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n") value += text[at++];
      const last = at >= text.length || text[at] === "\n";
      if (last && at < text.length && at > quoted && value.endsWith("\r")) value = value.slice(0, -1);
      row.push(value);
      if (!last) {
        at++;
        continue;
      }
      const content = text.slice(start, at).replace(at < text.length ? /\r$/ : /$^/, "");
      rows.push(content === "" && (rows.length === 0 || rows[0]!.length === 0) ? [] : row);
      at++;
      break;
    }
  }
  return { rows, open: false };
}
