/** A test, as a file describes it: a search, its events, and what must come of it. */
import type { Assumptions } from "../index.ts";
import type { MacroDefinition } from "../macros/definition.ts";
import type { FilePlace } from "../yaml/file-error.ts";
import type { ExpectedRow } from "./expected.ts";

/** A search of an app by its stanza, or its text. */
export type TestedSearch =
  | { readonly kind: "saved"; readonly name: string; readonly line: number }
  | { readonly kind: "text"; readonly text: string; readonly line: number };

/** Events as JSON lines in the test file, or in a file of their own. */
export type TestedEvents =
  | { readonly kind: "lines"; readonly content: string; readonly lines: readonly number[] }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly line: number;
      /** Given to each event that lacks them. */
      readonly fields: ReadonlyMap<string, string>;
    }
  /** A dataset that is not on this machine: a test that needs it fails. */
  | { readonly kind: "missing"; readonly reason: string; readonly line: number };

/** A run before the search that is tested, over the same state: what it writes is there. */
export interface EarlierRun {
  readonly search: TestedSearch;
  /** Null for the events of the test. */
  readonly events: TestedEvents | null;
  /** Null for the time of the test. */
  readonly now: number | null;
}

/** What a lookup holds before any search runs. */
export interface GivenLookup {
  readonly name: string;
  readonly rows: TestedEvents & { readonly kind: "lines" };
  readonly line: number;
}

/** Rows of a dataset of a data model. */
export interface GivenDataset {
  /** "Web.Web" */
  readonly name: string;
  readonly rows: TestedEvents;
}

/** A macro in place of the app's own; without names of arguments, those of the app's own are taken. */
export interface MacroOverride extends Pick<MacroDefinition, "name" | "definition"> {
  readonly parameters: readonly string[] | null;
  readonly line: number;
}

export interface ExpectedCount {
  readonly minimum: number;
  readonly maximum: number;
  readonly line: number;
}

export interface ExpectedError {
  readonly code: string;
  /** A part of the message; null for any. */
  readonly message: string | null;
  /** The text of the search at the place of the error; null for any. */
  readonly at: string | null;
  readonly line: number;
}

export interface Expectation {
  readonly line: number;
  /** All rows of the result. */
  readonly rows: readonly ExpectedRow[] | null;
  readonly ordered: boolean;
  /** Some rows of the result. */
  readonly contains: readonly ExpectedRow[];
  /** Rows that must not come. */
  readonly excludes: readonly ExpectedRow[];
  readonly count: ExpectedCount | null;
  readonly columns: { readonly names: readonly string[]; readonly line: number } | null;
  readonly error: ExpectedError | null;
}

export interface TestCase {
  readonly name: string;
  readonly place: FilePlace;
  /** Why it is not run; null for a test that is. */
  readonly skip: string | null;
  readonly search: TestedSearch;
  /** Folders of apps; the search runs in the first. None where the test has no app. */
  readonly apps: readonly string[];
  /** A repository of detections as contentctl reads it, in place of apps; null where there is none. */
  readonly content: { readonly folder: string; readonly filter: string } | null;
  readonly macros: readonly MacroOverride[];
  readonly tokens: ReadonlyMap<string, string>;
  readonly lookups: readonly GivenLookup[];
  readonly before: readonly EarlierRun[];
  readonly events: readonly TestedEvents[];
  /** A name of EVENT_FORMATS; null for events that have their fields. */
  readonly as: string | null;
  readonly datasets: readonly GivenDataset[];
  /** What the test decides where documentation leaves it open. */
  readonly assumptions: Assumptions;
  /** A file of replies for the command rest. */
  readonly rest: { readonly path: string; readonly line: number } | null;
  /** Use the time ranges of the saved search. */
  readonly dispatch: boolean;
  readonly earliest: string | null;
  readonly latest: string | null;
  /** Epoch seconds; null for the second after the newest event. */
  readonly now: number | null;
  readonly timezone: string;
  readonly expect: Expectation;
}

/** Where a test file looks for what it does not say itself. */
export interface ReadOptions {
  /** Folders of apps for the files that name none. */
  readonly apps: readonly string[];
  /** A checkout of splunk/attack_data, for the URLs of contentctl's tests; null where there is none. */
  readonly attackData: string | null;
}
