/**
 * Facts → the rows of lookups/portrisk_ports.csv: one for each port and transport. How much a port's reputation counts is
 * decided here, by rules that know kinds of use and never single ports.
 */
import { encodeCell } from "../csv/index.ts";
import {
  CATALOGUE_COLUMNS,
  type CatalogueRow,
  type CatalogueTransport,
  type Prevalence,
} from "../risk/index.ts";
import type { Fact } from "./facts.ts";

/** Points for the strongest fact about a port, by kind of use. */
const MALICIOUS_POINTS = new Map([
  ["shell_listener", 40],
  ["command_and_control", 35],
  ["malware", 35],
  ["miner", 30],
  ["callback_list", 25],
]);
const OTHER_MALICIOUS_POINTS = 30;
const DUAL_POINTS = new Map([
  ["remote_access", 20],
  ["tunnel", 25],
  ["proxy", 25],
  ["lateral_movement", 20],
  ["container", 20],
  ["operational_technology", 20],
  ["miner", 30],
]);
const OTHER_DUAL_POINTS = 15;

/** What a weaker source takes away: a tool's own code says more than a list, and a list without names says least. */
const WEAKER = {
  malicious: { high: 0, medium: 5, low: 10 },
  dual: { high: 0, medium: 5, low: 10 },
} as const;

/** Each further project that says the same adds a little. */
const CORROBORATION = { each: 5, atMost: 10 };

/** What an ordinary service on the same port takes away. */
const LEGITIMATE_POINTS = { ubiquitous: 100, common_web: 30, common: 20, registered: 5 } as const;

/** The rules, for docs/scoring.md. */
export const POINT_RULES = {
  malicious: MALICIOUS_POINTS,
  otherMalicious: OTHER_MALICIOUS_POINTS,
  dual: DUAL_POINTS,
  otherDual: OTHER_DUAL_POINTS,
  weaker: WEAKER,
  corroboration: CORROBORATION,
  legitimate: LEGITIMATE_POINTS,
} as const;

/**
 * Services that nearly every network uses all day. Whatever hides among them, their port alone says nothing.
 */
const UBIQUITOUS = new Set([
  "22/tcp",
  "25/tcp",
  "53/tcp",
  "53/udp",
  "80/tcp",
  "88/tcp",
  "88/udp",
  "123/udp",
  "135/tcp",
  "143/tcp",
  "389/tcp",
  "443/tcp",
  "443/udp",
  "445/tcp",
  "465/tcp",
  "587/tcp",
  "636/tcp",
  "993/tcp",
  "995/tcp",
]);

/** A fact about more ports than this says something of a range, not of a port, and makes no rows. */
const WIDEST_RANGE = 64;

const MAX_TECHNIQUES = 6;

export interface CompiledRow extends CatalogueRow {
  /** Ids of the sources, sorted. */
  readonly sources: readonly string[];
}

/** One row for each port and transport that any fact names, sorted by port, then transport. */
export function compileCatalogue(facts: readonly Fact[]): readonly CompiledRow[] {
  const byPort = new Map<string, { port: number; transport: CatalogueTransport; facts: Fact[] }>();
  for (const fact of facts.filter(({ ports: [first, last] }) => last - first < WIDEST_RANGE)) {
    for (let port = fact.ports[0]; port <= fact.ports[1]; port++) {
      for (const transport of fact.transports) {
        const key = `${port}/${transport}`;
        const entry = byPort.get(key) ?? { port, transport, facts: [] };
        entry.facts.push(fact);
        byPort.set(key, entry);
      }
    }
  }
  return [...byPort.values()]
    .sort((a, b) => a.port - b.port || (a.transport < b.transport ? -1 : 1))
    .map(({ port, transport, facts: about }) => compileRow(port, transport, about));
}

function compileRow(port: number, transport: CatalogueTransport, facts: readonly Fact[]): CompiledRow {
  const bad = strongestFirst(
    facts.filter(({ use }) => use !== "legitimate"),
    badPoints,
  );
  const good = strongestFirst(
    facts.filter(({ use }) => use === "legitimate"),
    (fact) => goodPoints(port, transport, fact),
  );
  const worst = bad[0];
  const ordinary = good[0];
  const projects = new Set(bad.map(({ source }) => source.project));
  const corroboration = Math.min(CORROBORATION.atMost, Math.max(0, projects.size - 1) * CORROBORATION.each);
  const points = worst === undefined ? 0 : badPoints(worst) + corroboration;
  // An ordinary use can only outweigh the bad one; it is no merit of the connection that other evidence must overcome.
  const ordinaryPoints = ordinary === undefined ? 0 : Math.min(points, goodPoints(port, transport, ordinary));
  // What the port is known for is the use that counts.
  const { name, category } = worst !== undefined && points > ordinaryPoints ? worst : (ordinary ?? worst)!;
  // Techniques of the use that is named; those of other bad uses of the port would say what this event does not show.
  const mitre = new Set(bad.filter((fact) => fact.name === name).flatMap((fact) => fact.mitre));
  return {
    port,
    transport,
    service: name,
    category,
    points,
    legitimate_use: ordinary?.name ?? "",
    legitimate_points: ordinaryPoints,
    prevalence: ordinary === undefined ? "" : prevalenceOf(port, transport, ordinary),
    mitre: [...mitre].slice(0, MAX_TECHNIQUES).sort(),
    sources: [...new Set(facts.map(({ source }) => source.id))].sort(),
  };
}

function badPoints({ use, category, strength }: Fact): number {
  const kind = use === "malicious" ? "malicious" : "dual";
  const points =
    kind === "malicious"
      ? (MALICIOUS_POINTS.get(category) ?? OTHER_MALICIOUS_POINTS)
      : (DUAL_POINTS.get(category) ?? OTHER_DUAL_POINTS);
  return points - (strength === "medium" || strength === "low" ? WEAKER[kind][strength] : 0);
}

function prevalenceOf(port: number, transport: string, { strength }: Fact): Prevalence {
  if (UBIQUITOUS.has(`${port}/${transport}`)) return "ubiquitous";
  return strength === "common" ? "common" : "registered";
}

function goodPoints(port: number, transport: string, fact: Fact): number {
  const prevalence = prevalenceOf(port, transport, fact);
  // Alternate web ports serve people on the Internet; other services are met between a network's own hosts.
  return LEGITIMATE_POINTS[prevalence === "common" && fact.category === "web" ? "common_web" : prevalence];
}

/** Sorted by points; among equals in the order of the file. */
function strongestFirst(facts: readonly Fact[], points: (fact: Fact) => number): readonly Fact[] {
  return [...facts].sort((a, b) => points(b) - points(a));
}

/** The rows as the lookup's CSV text. */
export function renderCatalogue(rows: readonly CompiledRow[]): string {
  const lines = rows.map((row) =>
    CATALOGUE_COLUMNS.map((name) => {
      const cell = row[name];
      return encodeCell(Array.isArray(cell) ? cell.join(" ") : String(cell));
    }).join(","),
  );
  return `${[CATALOGUE_COLUMNS.join(","), ...lines].join("\n")}\n`;
}
