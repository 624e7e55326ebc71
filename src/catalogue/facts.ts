/**
 * Reads the catalogue's sources (catalogue/*.csv): facts, the documents they were read in, and the techniques they name.
 * Everything is checked against everything; the first thing wrong is an error with file and line.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { CatalogueTransport } from "../risk/index.ts";

const USES = ["malicious", "dual", "legitimate"] as const;
export type Use = (typeof USES)[number];

const STRENGTHS = ["high", "medium", "low", "common", "registered"] as const;
export type Strength = (typeof STRENGTHS)[number];

export interface Fact {
  /** Line of facts.csv. */
  readonly line: number;
  /** First and last port; the same for a single one. */
  readonly ports: readonly [first: number, last: number];
  /** "tcp", "udp", or both where the source does not say. */
  readonly transports: readonly CatalogueTransport[];
  readonly use: Use;
  readonly name: string;
  readonly category: string;
  readonly strength: Strength;
  readonly mitre: readonly string[];
  readonly source: Source;
  readonly place: string;
}

export interface Source {
  readonly id: string;
  readonly project: string;
  readonly document: string;
  readonly revision: string;
  readonly licence: string;
  readonly url: string;
}

export class FactError extends Error {
  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = "FactError";
  }
}

type Cells = Readonly<Record<string, string>>;

interface Line {
  readonly line: number;
  readonly cells: Cells;
}

/**
 * All facts of the folder, in the order of the file.
 * @throws FactError naming the file and line of the first thing that is wrong.
 */
export function readFacts(folder: string): readonly Fact[] {
  const sources = readSources(folder);
  const techniques = readTechniques(folder);
  const file = "facts.csv";
  const facts = readTable(folder, file, [
    "port",
    "transport",
    "use",
    "name",
    "category",
    "strength",
    "mitre",
    "source",
    "place",
  ]).map(({ line, cells }) => {
    const fail = (message: string) => new FactError(file, line, message);
    const source = sources.get(cells.source!);
    if (source === undefined) throw fail(`source "${cells.source}" is not in sources.csv`);
    const mitre = cells.mitre === "" ? [] : cells.mitre!.split(" ");
    const unknown = mitre.find((id) => !techniques.has(id));
    if (unknown !== undefined) throw fail(`technique "${unknown}" is not in techniques.csv`);
    if (cells.name === "" || cells.place === "")
      throw fail("a fact needs a name and its place in the source");
    const use = oneOf(USES, cells.use!, fail);
    const strength = oneOf(STRENGTHS, cells.strength!, fail);
    if ((use === "legitimate") !== (strength === "common" || strength === "registered")) {
      throw fail(`strength "${strength}" does not go with ${use} use`);
    }
    if (/[^\x20-\x7e]/.test(Object.values(cells).join(""))) throw fail("only printable ASCII is allowed");
    return {
      line,
      ports: readPorts(cells.port!, fail),
      transports:
        cells.transport === "any"
          ? (["tcp", "udp"] as const)
          : [oneOf(["tcp", "udp"] as const, cells.transport!, fail)],
      use,
      name: cells.name!,
      category: cells.category!,
      strength,
      mitre,
      source,
      place: cells.place!,
    };
  });
  checkWhole(file, facts, sources);
  return facts;
}

function readSources(folder: string): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  const columns = ["id", "project", "document", "revision", "licence", "url"];
  for (const { line, cells } of readTable(folder, "sources.csv", columns)) {
    const [id, project, document, revision, licence, url] = columns.map((name) => cells[name]!) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (sources.has(id)) throw new FactError("sources.csv", line, `source "${id}" is there twice`);
    if (project === "" || licence === "") {
      throw new FactError("sources.csv", line, `source "${id}" needs a project and a licence`);
    }
    sources.set(id, { id, project, document, revision, licence, url });
  }
  return sources;
}

/** Technique id → name. */
function readTechniques(folder: string): ReadonlyMap<string, string> {
  const techniques = new Map<string, string>();
  for (const { line, cells } of readTable(folder, "techniques.csv", ["id", "name"])) {
    if (!/^T[0-9]{4}(\.[0-9]{3})?$/.test(cells.id!)) {
      throw new FactError("techniques.csv", line, `"${cells.id}" is not the id of a technique`);
    }
    techniques.set(cells.id!, cells.name!);
  }
  return techniques;
}

function readTable(folder: string, file: string, columns: readonly string[]): Line[] {
  const records = parse(readFileSync(join(folder, file)), {
    info: true,
    skip_empty_lines: false,
  }) as unknown as {
    info: { lines: number };
    record: string[];
  }[];
  const [header, ...rows] = records;
  if (header === undefined || header.record.join() !== columns.join()) {
    throw new FactError(file, 1, `the columns must be ${columns.join(",")}`);
  }
  return rows.map(({ info, record }) => ({
    line: info.lines,
    cells: Object.fromEntries(columns.map((name, index) => [name, record[index]!])),
  }));
}

function readPorts(text: string, fail: (message: string) => FactError): readonly [number, number] {
  const match = /^([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || last > 65535 || first > last) {
    throw fail(`"${text}" is neither a port nor a range of ports`);
  }
  return [first, last];
}

function oneOf<Name extends string>(
  names: readonly Name[],
  text: string,
  fail: (message: string) => FactError,
): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw fail(`"${text}" is none of ${names.join(", ")}`);
  return found;
}

function checkWhole(file: string, facts: readonly Fact[], sources: ReadonlyMap<string, Source>): void {
  const seen = new Map<string, number>();
  let last = 0;
  for (const fact of facts) {
    const key = [fact.ports, fact.transports, fact.use, fact.source.id, fact.name].join("|");
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new FactError(file, fact.line, `the same fact stands on line ${earlier}`);
    seen.set(key, fact.line);
    if (fact.ports[0] < last) throw new FactError(file, fact.line, "rows must be sorted by port");
    last = fact.ports[0];
  }
  const used = new Set(facts.map(({ source }) => source.id));
  const orphan = [...sources.keys()].find((id) => !used.has(id));
  if (orphan !== undefined) throw new FactError("sources.csv", 1, `no fact refers to source "${orphan}"`);
}
