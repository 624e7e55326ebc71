/**
 * The catalogue of ports: what is known of each (port, transport), as read from lookups/portrisk_ports.csv. This file
 * knows the columns and checks every cell; it opens no file.
 */
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

export type CatalogueColumn = (typeof CATALOGUE_COLUMNS)[number];

const SPACE = 0x20;
const TAB = 0x09;

/** From every network, all day, down to a name in a registry. */
export const PREVALENCES = ["ubiquitous", "common", "registered"] as const;
export type Prevalence = (typeof PREVALENCES)[number];

/** The transports that have ports in the catalogue. */
export type CatalogueTransport = "tcp" | "udp";

export interface CatalogueRow {
  /** 1 to 65535. */
  readonly port: number;
  readonly transport: CatalogueTransport;
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
  /** By transport, then by port: asked for every new port and every new answer. */
  private readonly rows: { readonly [transport in CatalogueTransport]: Map<number, CatalogueRow> } = {
    tcp: new Map(),
    udp: new Map(),
  };

  /** Of two rows for a port and transport the later one counts. */
  constructor(rows: readonly CatalogueRow[]) {
    for (const row of rows) this.rows[row.transport].set(row.port, row);
  }

  get size(): number {
    return this.rows.tcp.size + this.rows.udp.size;
  }

  find(port: number, transport: string): CatalogueRow | null {
    if (transport !== "tcp" && transport !== "udp") return null;
    return this.rows[transport].get(port) ?? null;
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
  const places = {} as { [name in CatalogueColumn]: number };
  for (const name of CATALOGUE_COLUMNS) {
    places[name] = header.indexOf(name);
    if (places[name] < 0 && name !== "sources")
      throw new CatalogueError(1, `the column "${name}" is missing`);
  }
  const seen = new Map<string, number>();
  const parsed: CatalogueRow[] = [];
  for (const { line, cells } of rows) {
    const row = parseRow(cells, places, line);
    const key = `${row.port}/${row.transport}`;
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new CatalogueError(line, `port ${key} stands on line ${earlier} already`);
    seen.set(key, line);
    parsed.push(row);
  }
  return parsed;
}

function parseRow(
  cells: readonly string[],
  places: { readonly [name in CatalogueColumn]: number },
  line: number,
): CatalogueRow {
  for (const name of CATALOGUE_COLUMNS) {
    if (hasBlanksAround(cells[places[name]] ?? ""))
      throw new CatalogueError(line, `${name} has blanks around it`);
  }
  const text = (name: CatalogueColumn) => cells[places[name]] ?? "";
  const port = readPort(text("port"));
  if (port === null || String(port) !== text("port"))
    throw new CatalogueError(line, `"${text("port")}" is not a port from 1 to 65535`);
  const transport = text("transport");
  if (transport !== "tcp" && transport !== "udp") {
    throw new CatalogueError(line, `the transport must be tcp or udp, not "${transport}"`);
  }
  const points = pointsIn("points", text("points"), line);
  const legitimate_points = pointsIn("legitimate_points", text("legitimate_points"), line);
  const mitre = text("mitre") === "" ? [] : text("mitre").split(" ");
  const wrong = mitre.find((id) => !/^T[0-9]{4}(?:\.[0-9]{3})?$/.test(id));
  if (wrong !== undefined) throw new CatalogueError(line, `"${wrong}" is not the id of an ATT&CK technique`);
  const service = text("service");
  const category = text("category");
  const legitimate_use = text("legitimate_use");
  for (const [name, value] of [
    ["service", service],
    ["category", category],
    ["legitimate_use", legitimate_use],
  ] as const) {
    if (/[^\x20-\uffff]/.test(value)) throw new CatalogueError(line, `${name} must be one line of text`);
  }
  if (service === "") throw new CatalogueError(line, "service is empty");
  if (!/^[a-z_]+$/.test(category)) {
    throw new CatalogueError(line, `category must be small letters and "_", not "${category}"`);
  }
  if (legitimate_points > 0 && legitimate_use === "") {
    throw new CatalogueError(line, "legitimate_points need a legitimate_use");
  }
  const prevalence = ([...PREVALENCES, ""] as const).find((name) => name === text("prevalence"));
  if (prevalence === undefined || (prevalence === "") !== (legitimate_use === "")) {
    throw new CatalogueError(
      line,
      `prevalence must be ${PREVALENCES.join(", ")}, and empty without a legitimate_use, not "${text("prevalence")}"`,
    );
  }
  return { port, transport, service, category, points, legitimate_use, legitimate_points, prevalence, mitre };
}

function pointsIn(name: CatalogueColumn, text: string, line: number): number {
  if (!/^(?:[0-9]{1,2}|100)$/.test(text)) {
    throw new CatalogueError(line, `${name} must be a whole number from 0 to 100, not "${text}"`);
  }
  return Number(text);
}

function hasBlanksAround(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first === SPACE || first === TAB || last === SPACE || last === TAB;
}
