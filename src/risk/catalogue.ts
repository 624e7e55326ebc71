/**
 * The catalogue of ports: what is known of each (port, transport), as read from lookups/portrisk_ports.csv. This file
 * defines the columns and checks every cell; it opens no file.
 */
import { readPort } from "./reading.ts";
import { type CatalogueTransport, type Listing, ROW_CHOICES } from "./schema/index.ts";

/** The columns of the lookup, in order, with the type of their values. The app's README describes them. */
const COLUMN_TYPES = {
  port: "number",
  transport: "text",
  service: "text",
  category: "text",
  points: "number",
  legitimate_use: "text",
  legitimate_points: "number",
  prevalence: "text",
  mitre: "text",
  sources: "text",
} as const;

export type CatalogueColumn = keyof typeof COLUMN_TYPES;
export const CATALOGUE_COLUMNS = Object.keys(COLUMN_TYPES) as readonly CatalogueColumn[];

/** A column that the model can use. */
export type ColumnName = Exclude<CatalogueColumn, "port" | "transport" | "sources">;
export const MODEL_COLUMNS = CATALOGUE_COLUMNS.filter(
  (name): name is ColumnName => name !== "port" && name !== "transport" && name !== "sources",
);

export const isNumberColumn = (name: CatalogueColumn): boolean => COLUMN_TYPES[name] === "number";

const MAX_EXCERPT = 60;
const SPACE = 0x20;
const TAB = 0x09;

/** From every network, all day, down to a name in a registry. */
const PREVALENCES = ["ubiquitous", "common", "registered"] as const;
export type Prevalence = (typeof PREVALENCES)[number];

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
  /** By transport, then by port: used for every port and every key that is new. */
  private readonly rows: { readonly [transport in CatalogueTransport]: Map<number, CatalogueRow> } = {
    tcp: new Map(),
    udp: new Map(),
  };

  /** @param rows the last of several rows for a port and transport counts */
  constructor(rows: readonly CatalogueRow[]) {
    for (const row of rows) this.rows[row.transport].set(row.port, row);
  }

  get size(): number {
    return this.rows.tcp.size + this.rows.udp.size;
  }

  find(port: number, transport: CatalogueTransport): CatalogueRow | null {
    return this.rows[transport].get(port) ?? null;
  }

  /** Whether there is a row for the port, whatever its transport. */
  has(port: number): boolean {
    return this.rows.tcp.has(port) || this.rows.udp.has(port);
  }

  /** The row that counts for an event with this transport, or without one, by ROW_CHOICES; null where there is none. */
  choose(
    port: number,
    transport: string | null,
  ): { readonly row: CatalogueRow; readonly listing: Listing } | null {
    const choice = ROW_CHOICES.find((each) => each.transport === transport);
    if (choice === undefined) return null;
    for (const { transport: wanted, listing } of choice.rows) {
      const row = this.find(port, wanted);
      if (row !== null) return { row, listing };
    }
    return null;
  }
}

/**
 * Check the rows of a catalogue. Columns may come in any order; others than ours are ignored, and
 * `sources` may be missing. Nothing is read more kindly than Splunk's lookups would: these compare ports as texts.
 * @throws CatalogueError at the first thing that is wrong.
 */
export function parseCatalogueRows(
  header: readonly string[],
  rows: Iterable<CatalogueCells>,
): readonly CatalogueRow[] {
  const places = {} as { [name in CatalogueColumn]: number };
  for (const name of CATALOGUE_COLUMNS) {
    places[name] = header.indexOf(name);
    if (places[name] < 0 && name !== "sources")
      throw new CatalogueError(1, `the column "${name}" is missing`);
  }
  const known = new Cells();
  const seen = new Map<number, number>();
  const parsed: CatalogueRow[] = [];
  for (const { line, cells } of rows) {
    const row = parseRow(cells, places, known, line);
    const key = row.transport === "tcp" ? row.port : -row.port;
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new CatalogueError(line, `port ${row.port}/${row.transport} stands on line ${earlier} already`);
    seen.set(key, line);
    parsed.push(row);
  }
  return parsed;
}

/** What cells of one column were found to mean; most columns have few values, and a thousand rows are read before the first event. */
class Cells {
  private readonly points = new Map<string, number>();
  private readonly techniques = new Map<string, readonly string[]>();
  private readonly categories = new Set<string>();

  pointsOf(name: CatalogueColumn, text: string, line: number): number {
    const known = this.points.get(text);
    if (known !== undefined) return known;
    if (!/^(?:[0-9]{1,2}|100)$/.test(text)) {
      throw new CatalogueError(line, `${name} must be a whole number from 0 to 100, not "${excerpt(text)}"`);
    }
    this.points.set(text, Number(text));
    return Number(text);
  }

  techniquesOf(text: string, line: number): readonly string[] {
    const known = this.techniques.get(text);
    if (known !== undefined) return known;
    const ids = text === "" ? [] : text.split(" ");
    const wrong = ids.find((id) => !/^T[0-9]{4}(?:\.[0-9]{3})?$/.test(id));
    if (wrong !== undefined)
      throw new CatalogueError(line, `"${excerpt(wrong)}" is not the id of an ATT&CK technique`);
    this.techniques.set(text, ids);
    return ids;
  }

  category(text: string, line: number): string {
    if (this.categories.has(text)) return text;
    if (!/^[a-z_]+$/.test(text))
      throw new CatalogueError(line, `category must be small letters and "_", not "${excerpt(text)}"`);
    this.categories.add(text);
    return text;
  }
}

/** A cell, short enough to repeat in a message. It may be UTF-8 as Latin-1, so it is not cut inside a character. */
function excerpt(cell: string): string {
  if (cell.length <= MAX_EXCERPT) return cell;
  let end = MAX_EXCERPT;
  while (end > 0 && (cell.charCodeAt(end) & 0xc0) === 0x80) end--;
  return `${cell.slice(0, end)}...`;
}

function parseRow(
  cells: readonly string[],
  places: { readonly [name in CatalogueColumn]: number },
  known: Cells,
  line: number,
): CatalogueRow {
  for (let i = 0; i < CATALOGUE_COLUMNS.length; i++) {
    const name = CATALOGUE_COLUMNS[i]!;
    if (hasBlanksAround(cells[places[name]] ?? ""))
      throw new CatalogueError(line, `${name} has blanks around it`);
  }
  const portText = cells[places.port] ?? "";
  const port = readPort(portText);
  if (port === null || String(port) !== portText)
    throw new CatalogueError(line, `"${excerpt(portText)}" is not a port from 1 to 65535`);
  const transport = cells[places.transport] ?? "";
  if (transport !== "tcp" && transport !== "udp") {
    throw new CatalogueError(line, `the transport must be tcp or udp, not "${excerpt(transport)}"`);
  }
  const points = known.pointsOf("points", cells[places.points] ?? "", line);
  const legitimate_points = known.pointsOf("legitimate_points", cells[places.legitimate_points] ?? "", line);
  const mitre = known.techniquesOf(cells[places.mitre] ?? "", line);
  const service = oneLine("service", cells[places.service] ?? "", line);
  if (service === "") throw new CatalogueError(line, "service is empty");
  const category = known.category(cells[places.category] ?? "", line);
  const legitimate_use = oneLine("legitimate_use", cells[places.legitimate_use] ?? "", line);
  if (legitimate_points > 0 && legitimate_use === "") {
    throw new CatalogueError(line, "legitimate_points need a legitimate_use");
  }
  const prevalence = cells[places.prevalence] ?? "";
  if (!isPrevalence(prevalence) || (prevalence === "") !== (legitimate_use === "")) {
    throw new CatalogueError(
      line,
      `prevalence must be ${PREVALENCES.join(", ")}, and empty without a legitimate_use, not "${excerpt(prevalence)}"`,
    );
  }
  return { port, transport, service, category, points, legitimate_use, legitimate_points, prevalence, mitre };
}

function oneLine(name: CatalogueColumn, text: string, line: number): string {
  if (/[^\x20-\uffff]/.test(text)) throw new CatalogueError(line, `${name} must be one line of text`);
  return text;
}

function isPrevalence(text: string): text is Prevalence | "" {
  return text === "" || (PREVALENCES as readonly string[]).indexOf(text) >= 0;
}

function hasBlanksAround(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first === SPACE || first === TAB || last === SPACE || last === TAB;
}
