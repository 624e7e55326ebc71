/**
 * Whole searches made from a number, answered in four ways that must agree: by the byte engine with each table in one message, by the
 * engine with tables cut into chunks of a few rows and read in small parts, by the reference, and, for the columns of the input, by a
 * reader of CSV that knows nothing of ours.
 */
import { ChunkScorer } from "../../src/portrisk/chunk.ts";
import { PortriskCommand } from "../../src/portrisk/command.ts";
import type { Options } from "../../src/portrisk/options.ts";
import { serve } from "../../src/scpv2/index.ts";
import { SMALL_CATALOGUE } from "./catalogue.ts";
import { readerOf, replies, request, type SeenReply } from "./frames.ts";
import { generator } from "./random.ts";

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random() % items.length]!;
const oneIn = (random: Random, count: number): boolean => random() % count === 0;

const FIELDS =
  "src dest dest_port transport action InitiatorIP ResponderIP ResponderPort app Application ClientApplication EVE_Process EVE_ThreatConfidencePct url src_zone dest_zone rule InitiatorBytes ResponderBytes InitiatorPackets ResponderPackets ConnectionDuration duration".split(
    " ",
  );
const OURS = "score level category service direction mitre factors reason"
  .split(" ")
  .map((name) => `portrisk_${name}`);
const OTHERS = ["_raw", "x", "y z", "a,b", 'q"q', "", "ü", "portrisk", "_chunked_idx"];
const ARGUMENTS: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ["min_score=1"],
  ["min_score=50"],
  ["prefix=p_"],
  ["src=x", "dest_port=ResponderPort"],
];
const VALUES =
  '10.0.0.1 8.8.8.8 172.16.5.4 192.168.300.1 01.2.3.4 ::1 2001:db8::1 fe80::1%eth0 ::ffff:10.0.0.1 4444 8531 443 51820 22 0 65535 65536 04444 4444.0 -1 999999999999999 1e3 20000000 100 tcp UDP 6 17 icmp Allow Block blocked SSH HTTPS Unknown TeamViewer tor users DMZ_Out mgmt http://h.ddns.net/a https://1.2.3.4:8080/x?y //b :/ ?x a"b "c" "" , $ $$ $a$;$b$ $4444$;$443$ $10.0.0.1$ $broken $a$$b$;$c$ $$;$tcp$ é \u0000 \r'
    .split(" ")
    .concat(
      "a\nb",
      "10.0.0.1\n8.8.8.8",
      "\n",
      "\r\n",
      " 4444 ",
      "block with reset",
      "\t80",
      "$a\nb$;$c$",
      '$"a"$',
    );
/** Around what the engine, its buffers, pipes and its memory come in. */
const EDGES = [8, 16, 64, 128, 256, 512, 1024, 4096, 16_384, 65_536, 131_072];

interface Search {
  readonly args: readonly string[];
  readonly tables: readonly Table[];
}

interface Table {
  readonly header: string;
  readonly rows: readonly string[];
  /** Some row has an open quote or another number of cells. */
  readonly damaged: boolean;
}

/** A list as splunkd writes it, whose values may begin or end with line ends and hold "$". */
function listFrom(random: Random): string {
  const values = Array.from(
    { length: 1 + (random() % 3) },
    () => pick(random, LINE_ENDS) + pick(random, VALUES),
  );
  return values.map((value) => `$${value.replaceAll("$", "$$$$")}$`).join(";");
}
const LINE_ENDS = ["", "", "", "\n", "\r\n"];

/** A name around the last character that counts, behind characters of one to four bytes. */
function paddedFrom(random: Random): string {
  const character = Buffer.from(pick(random, ["x", " ", "é", "€", "😀"])).toString("latin1");
  return character.repeat(120 + (random() % 140)) + pick(random, VALUES);
}

function valueFrom(random: Random): string {
  const kind = random() % 100;
  if (kind < 30) return "";
  if (kind < 80) return pick(random, VALUES);
  if (kind < 90) return String(random() % 70_000);
  if (kind < 91) return paddedFrom(random);
  if (kind < 97) return [random(), random(), random(), random()].map((part) => part % 256).join(".");
  return `${pick(random, ["host", "$x", "user-", " "]).repeat(1 + (random() % 40))}${random() % 1000}`;
}

function cellFrom(name: string, random: Random): string {
  if (/^c\d/.test(name)) return "";
  return name.startsWith("__mv_") && oneIn(random, 2) ? listFrom(random) : valueFrom(random);
}

/** As splunkd quotes, as seldom as may be, too often, and with quotes within an unquoted cell. */
const QUOTINGS: readonly ((text: string) => string)[] = [
  (text) => (/^[A-Za-z0-9]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`),
  (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text),
  (text) => `"${text.replaceAll('"', '""')}"`,
  (text) => (/[,\r\n]/.test(text) || text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text),
];

function tableOf(random: Random): Table {
  const wide = oneIn(random, 150);
  const names = Array.from({ length: 1 + (random() % 14) }, () => {
    const name = pick(random, oneIn(random, 4) ? OTHERS : oneIn(random, 8) ? OURS : FIELDS);
    return oneIn(random, 6) ? `__mv_${name}` : name;
  });
  if (wide)
    names.splice(random() % names.length, 0, ...Array.from({ length: 10_000 }, (_, index) => `c${index}`));
  // A header of nothing has no column, and then rows may not have any cell.
  if (names.length === 1 && names[0] === "") names[0] = "x";
  const quote = QUOTINGS[random() % (oneIn(random, 5) ? 4 : 3)]!;
  const end = () => pick(random, oneIn(random, 6) ? ["\n", "\r\n"] : ["\n"]);
  const line = (values: readonly string[]) => values.map(quote).join(",");
  const header = line(names) + end();
  const count = wide ? random() % 4 : random() % (oneIn(random, 10) ? 300 : 40);
  const rows = Array.from({ length: count }, () => line(names.map((name) => cellFrom(name, random))) + end());
  if (rows.length > 0 && oneIn(random, 3)) {
    // A cell so long that the row ends near an edge.
    const edge = pick(random, EDGES) + (random() % 5) - 2;
    const cells = names.map(() => "");
    cells[random() % names.length] = "x".repeat(Math.max(0, edge - names.length));
    rows[random() % rows.length] = line(cells) + end();
  }
  const damaged = oneIn(random, 40) && rows.length > 0;
  if (damaged)
    rows[random() % rows.length] = pick(random, [
      `${",".repeat(names.length)}\n`,
      '"open\n',
      `a${",b".repeat(names.length)}`,
    ]);
  if (rows.length > 0 && oneIn(random, 3))
    rows[rows.length - 1] = rows[rows.length - 1]!.replace(/\r?\n$/, "");
  return { header, rows, damaged };
}

function searchOf(seed: number): Search & { readonly random: Random } {
  const random = generator(seed);
  return {
    args: pick(random, ARGUMENTS),
    tables: Array.from({ length: 1 + (random() % 3) }, () => tableOf(random)),
    random,
  };
}

const scorers = new Map<string, ChunkScorer>();

/** One for all searches with these options, so that each meets what those before it left behind. */
function scorerFor(options: Options, scorer: string | null): ChunkScorer {
  const key = JSON.stringify([options, scorer === null]);
  const known =
    scorers.get(key) ??
    new ChunkScorer(options, SMALL_CATALOGUE, scorer === null ? null : Buffer.from(scorer, "base64"));
  scorers.set(key, known);
  return known;
}

/** What a command answers to these bodies. @param sizes of reads */
function answers(
  args: readonly string[],
  bodies: readonly string[],
  scorer: string | null,
  sizes: readonly number[],
): readonly SeenReply[] {
  const command = new PortriskCommand((options) => scorerFor(options, scorer));
  const getinfo = request({ action: "getinfo", searchinfo: { args, raw_args: args } });
  const messages = bodies.map((body) =>
    request({ action: "execute", finished: false }, Buffer.from(body, "latin1")),
  );
  const written: Buffer[] = [];
  serve(
    readerOf(Buffer.concat([getinfo, ...messages]), sizes),
    (source, offset, length) => {
      written.push(Buffer.from(source.subarray(offset, offset + length)));
      return true;
    },
    command,
    command,
  );
  return replies(Buffer.concat(written)).slice(1);
}

function differ(what: string, { args, tables }: Search, one: string, other: string): never {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const near = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 100), at + 100));
  throw new Error(
    `${what} differ at byte ${at}: ${near(one)}, ${near(other)} for ${JSON.stringify([args, tables]).slice(0, 3000)}`,
  );
}

/**
 * @param scorer the compiled byte engine, as base64
 * @returns how many rows were compared
 * @throws Error where two of the answers to the search that `seed` stands for differ
 */
export function checkSearch(seed: number, scorer: string): number {
  const search = searchOf(seed);
  const { args, tables, random } = search;
  const bodies = tables.map(({ header, rows }) => header + rows.join(""));
  const text = (seen: readonly SeenReply[]) =>
    seen.map(({ metadata, body }) => `${metadata}\n${body.toString("latin1")}`).join("\n\n");
  const whole = answers(args, bodies, scorer, [Number.MAX_SAFE_INTEGER]);
  const reference = text(answers(args, bodies, null, [Number.MAX_SAFE_INTEGER]));
  if (text(whole) !== reference) differ("engine and reference", search, text(whole), reference);
  const parts = [1 + (random() % 90), 1 + (random() % 5000)];
  const slowly = text(answers(args, bodies, scorer, parts));
  if (slowly !== text(whole)) differ("reads at once and in parts", search, text(whole), slowly);
  if (tables.some(({ damaged }) => damaged)) return 0;
  tables.forEach(({ header, rows }, index) => {
    const body = whole[index]!.body.toString("latin1");
    const size = 1 + (random() % 3);
    const chunks = Array.from({ length: Math.ceil(rows.length / size) }, (_, chunk) =>
      rows.slice(chunk * size, (chunk + 1) * size).join(""),
    );
    const small = answers(args, [header, ...chunks.map((chunk) => header + chunk)], scorer, parts);
    const first = small[0]!.body.toString("latin1");
    const together =
      first +
      small
        .slice(1)
        .map((reply) => reply.body.toString("latin1").slice(first.length))
        .join("");
    if (together !== body) differ("one chunk and many", search, body, together);
    if (!args.some((argument) => argument.startsWith("min_score")))
      checkColumns(search, header + rows.join(""), body);
  });
  return tables.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** The columns of the input stand in the reply as they were, but for those of an earlier run. */
function checkColumns(search: Search, input: string, output: string): void {
  const given = parse(input);
  const prefix = search.args.includes("prefix=p_") ? "p_" : "portrisk_";
  const replaced = OURS.map((name) => name.replace("portrisk_", prefix)).flatMap((name) => [
    name,
    `__mv_${name}`,
  ]);
  const stay = given[0]!.map((name) => !replaced.includes(name));
  const wanted = given.map((row) => row.filter((_, column) => stay[column]));
  const seen = parse(output).map((row) => row.slice(0, wanted[0]!.length));
  if (JSON.stringify(seen) !== JSON.stringify(wanted))
    differ("input and reply", search, JSON.stringify(wanted), JSON.stringify(seen));
}

/** Rows of values, read character by character: quotes count at the start of a cell, lines end with LF or CRLF. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length; ) {
    const row: string[] = [];
    for (let more = true; more; at++) {
      let value = "";
      if (text[at] === '"') {
        const from = at + 1;
        do at = text.indexOf('"', at + 1) + 1;
        while (text[at] === '"');
        value = text.slice(from, at - 1).replaceAll('""', '"');
      }
      const from = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n") at++;
      more = text[at] === ",";
      const rest = text.slice(from, at);
      row.push(value + (text[at] === "\n" ? rest.replace(/\r$/, "") : rest));
    }
    rows.push(row);
  }
  return rows;
}
