/**
 * The catalogue of ports: what is known of each (port, transport), as read from lookups/portrisk_ports.csv. This file
 * knows the columns and checks every cell; it opens no file.
 */
import { trimBlanks } from "./address.ts";
import { readPort } from "./reading.ts";

/** The columns of the lookup, in order. Their meaning is told in the app's README. */
export const CATALOGUE_COLUMNS = [
  "port",
  "transport",
  "service",
  "category",
  "points",
  "legitimate_use",
  "legitimate_points",
  "prevalence",
  "mitre",
  "sources",
] as const;

/** From every network, all day, down to a name in a registry. */
export const PREVALENCES = ["ubiquitous", "common", "registered"] as const;
export type Prevalence = (typeof PREVALENCES)[number];

export interface CatalogueRow {
  /** 1 to 65535. */
  readonly port: number;
  /** Lower case: "tcp" or "udp". */
  readonly transport: string;
  /** What the port is known for; fits "is known for …". */
  readonly service: string;
  readonly category: string;
  /** 0 to 100: how much a connection to it says by itself. */
  readonly points: number;
  /** An ordinary service on the same port, or empty. */
  readonly legitimate_use: string;
  /** 0 to 100: how much that takes away. */
  readonly legitimate_points: number;
  /** How many networks have the ordinary service; empty where there is none. */
  readonly prevalence: Prevalence | "";
  /** MITRE ATT&CK technique ids, sorted. */
  readonly mitre: readonly string[];
}

export class CatalogueError extends Error {
  constructor(
    /** Line of the file, the header being line 1; rows may span lines. */
    readonly line: number,
    /** A sentence without the place. */
    message: string,
  ) {
    super(message);
    this.name = "CatalogueError";
  }
}

/** Cells of one row of the file, and the line on which it begins. */
export interface CatalogueCells {
  readonly line: number;
  readonly cells: readonly string[];
}

export class Catalogue {
  private readonly rows = new Map<string, CatalogueRow>();

  /** Of two rows for a port and transport the later one counts. */
  constructor(rows: readonly CatalogueRow[]) {
    for (const row of rows) this.rows.set(`${row.port}/${row.transport}`, row);
  }

  get size(): number {
    return this.rows.size;
  }

  find(port: number, transport: string): CatalogueRow | null {
    return this.rows.get(`${port}/${transport}`) ?? null;
  }
}

/**
 * Check the rows of a catalogue, or of what overrides one. Columns may come in any order; others than ours are ignored, and
 * `sources` may be missing. Nothing is read more kindly than Splunk's lookups would: these compare ports as texts.
 * @throws CatalogueError at the first thing that is wrong.
 */
export function parseCatalogueRows(
  header: readonly string[],
  rows: readonly CatalogueCells[],
): readonly CatalogueRow[] {
  const index = new Map(CATALOGUE_COLUMNS.map((name) => [name, header.indexOf(name)]));
  for (const [name, at] of index) {
    if (at < 0 && name !== "sources") throw new CatalogueError(1, `the column "${name}" is missing`);
  }
  const seen = new Map<string, number>();
  const parsed: CatalogueRow[] = [];
  for (const { line, cells } of rows) {
    const cell = (name: (typeof CATALOGUE_COLUMNS)[number]) => cells[index.get(name)!] ?? "";
    const row = parseRow(cell, line);
    const key = `${row.port}/${row.transport}`;
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new CatalogueError(line, `port ${key} stands on line ${earlier} already`);
    seen.set(key, line);
    parsed.push(row);
  }
  return parsed;
}

function parseRow(cell: (name: (typeof CATALOGUE_COLUMNS)[number]) => string, line: number): CatalogueRow {
  for (const name of CATALOGUE_COLUMNS) {
    if (cell(name) !== trimBlanks(cell(name))) throw new CatalogueError(line, `${name} has blanks around it`);
  }
  const port = readPort(cell("port"));
  if (port === null || String(port) !== cell("port"))
    throw new CatalogueError(line, `"${cell("port")}" is not a port from 1 to 65535`);
  const transport = cell("transport");
  if (transport !== "tcp" && transport !== "udp") {
    throw new CatalogueError(line, `the transport must be tcp or udp, not "${transport}"`);
  }
  const points = (name: "points" | "legitimate_points"): number => {
    if (!/^(?:[0-9]{1,2}|100)$/.test(cell(name))) {
      throw new CatalogueError(line, `${name} must be a whole number from 0 to 100, not "${cell(name)}"`);
    }
    return Number(cell(name));
  };
  const mitre = cell("mitre") === "" ? [] : cell("mitre").split(" ");
  const wrong = mitre.find((id) => !/^T[0-9]{4}(?:\.[0-9]{3})?$/.test(id));
  if (wrong !== undefined) throw new CatalogueError(line, `"${wrong}" is not the id of an ATT&CK technique`);
  for (const name of ["service", "category", "legitimate_use"] as const) {
    if (/[^\x20-\uffff]/.test(cell(name))) throw new CatalogueError(line, `${name} must be one line of text`);
  }
  if (cell("service") === "") throw new CatalogueError(line, "service is empty");
  if (!/^[a-z_]+$/.test(cell("category"))) {
    throw new CatalogueError(line, `category must be small letters and "_", not "${cell("category")}"`);
  }
  if (points("legitimate_points") > 0 && cell("legitimate_use") === "") {
    throw new CatalogueError(line, "legitimate_points need a legitimate_use");
  }
  const prevalence = ([...PREVALENCES, ""] as const).find((name) => name === cell("prevalence"));
  if (prevalence === undefined || (prevalence === "") !== (cell("legitimate_use") === "")) {
    throw new CatalogueError(
      line,
      `prevalence must be ${PREVALENCES.join(", ")}, and empty without a legitimate_use, not "${cell("prevalence")}"`,
    );
  }
  return {
    port,
    transport,
    service: cell("service"),
    category: cell("category"),
    points: points("points"),
    legitimate_use: cell("legitimate_use"),
    legitimate_points: points("legitimate_points"),
    prevalence,
    mitre,
  };
}
