/** The documents behind the facts → lookups/portrisk_sources.csv and DATA_SOURCES.md, both in order of their ids. */
import { encodeCell } from "../csv/index.ts";
import type { Fact, Source } from "./facts.ts";

const COLUMNS = [
  "id",
  "project",
  "document",
  "revision",
  "licence",
  "url",
] as const satisfies readonly (keyof Source)[];

/** Each document once. */
export function sourcesOf(facts: readonly Fact[]): readonly Source[] {
  const sources = new Map(facts.map(({ source }) => [source.id, source]));
  return [...sources.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The documents as the lookup's CSV text. */
export function renderSources(facts: readonly Fact[]): string {
  const lines = sourcesOf(facts).map((source) => COLUMNS.map((name) => encodeCell(source[name])).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}
