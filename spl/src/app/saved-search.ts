/** Reads a saved search from savedsearches.conf. */
import type { LayeredConf } from "@suspicious-ports/conf";

/** A saved search with the time range that it is dispatched with. */
export interface SavedSearch {
  readonly name: string;
  /** "default/savedsearches.conf:12" */
  readonly place: string;
  readonly search: string;
  readonly earliest: string | null;
  readonly latest: string | null;
  /** The range of the time of indexing, beside that of the events. */
  readonly indexEarliest: string | null;
  readonly indexLatest: string | null;
  readonly disabled: boolean;
}

/** Null where there is no such search. */
export function readSavedSearch(conf: LayeredConf, name: string): SavedSearch | null {
  const found = conf.stanzas.get(name);
  const search = conf.setting(name, "search");
  if (found === undefined || search === undefined || name === "default") return null;
  return {
    name,
    place: `${search.file}:${search.line}`,
    search: search.value,
    earliest: conf.value(name, "dispatch.earliest_time") || null,
    latest: conf.value(name, "dispatch.latest_time") || null,
    indexEarliest: conf.value(name, "dispatch.index_earliest") || null,
    indexLatest: conf.value(name, "dispatch.index_latest") || null,
    disabled: /^(?:1|t|true|yes)$/i.test(conf.value(name, "disabled") ?? "0"),
  };
}

/** Of events and of indexing; an end that is absent is open. */
export interface DispatchRange {
  readonly earliest?: string;
  readonly latest?: string;
  readonly indexEarliest?: string;
  readonly indexLatest?: string;
}

/** The time ranges that it is dispatched with, as a SearchRequest takes them. */
export function dispatchRange({ earliest, latest, indexEarliest, indexLatest }: SavedSearch): DispatchRange {
  return {
    ...(earliest === null ? {} : { earliest }),
    ...(latest === null ? {} : { latest }),
    ...(indexEarliest === null ? {} : { indexEarliest }),
    ...(indexLatest === null ? {} : { indexLatest }),
  };
}
