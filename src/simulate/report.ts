/** The report of a simulation as data: what the command line prints as JSON and print.ts makes tables of. */
import { BOUNDS, type CauseScores } from "./command-view.ts";
import { ATTACKS } from "./planted/index.ts";
import { LEVEL_NAMES, type ReportedRow, type SearchResults } from "./search-view.ts";
import { DAY_SECONDS, FIRST_DAY, HOURS_A_DAY } from "./simulation.ts";

export interface Report {
  readonly seed: number;
  readonly scale: number;
  readonly hours: number;
  readonly events: number;
  /** Null where the command was not run. */
  readonly command: {
    readonly ordinary: readonly CauseScores[];
    readonly planted: readonly CauseScores[];
  } | null;
  /** Null where the searches were not run. */
  readonly searches: readonly SearchReport[] | null;
}

export interface RowsOfCause {
  readonly cause: string;
  readonly rows: number;
  /** At most so many in the full network: a row of a thinned cause stands for as many rows as an event of it for events. */
  readonly full: number;
  /** By portrisk_level; "none" where the search has no such column. */
  readonly levels: Readonly<Record<string, number>>;
}

/** Rows are those of all hours together, and `rowsADay` what that is a day. */
export interface SearchReport {
  readonly name: string;
  readonly runs: number;
  readonly throttled: number;
  readonly failure: string | null;
  /** Rows a day that the search wrote somewhere; null for one whose rows are alerts. */
  readonly keptADay: number | null;
  readonly ordinary: readonly RowsOfCause[];
  /** Rows at 50 and more beside what was planted, day by day. */
  readonly perDay: readonly number[];
  /** Rows beside what was planted, a day: all, and those at or above each of BOUNDS. */
  readonly rowsADay: { readonly all: number; readonly reached: readonly number[] };
  readonly found: readonly Found[];
}

export interface Found {
  readonly attack: string;
  readonly rows: number;
  /** On how many days there was such a row. Each day has its own attacks. */
  readonly days: number;
  readonly score: number | null;
  readonly reason: string;
}

export function searchReport(
  { name, runs, throttled, kept, failure, rows }: SearchResults,
  hours: number,
): SearchReport {
  const days = hours / HOURS_A_DAY;
  const ordinary = rows.filter(({ truth }) => !truth.planted);
  const causes = [...new Set(ordinary.map(({ truth }) => truth.cause))].map((cause): RowsOfCause => {
    const of = ordinary.filter(({ truth }) => truth.cause === cause);
    const levels = [...LEVEL_NAMES, "none"].map((level) => [
      level,
      of.filter((row) => row.level === level).length,
    ]);
    return {
      cause,
      rows: of.length,
      full: of.reduce((sum, { truth }) => sum + truth.weight, 0),
      levels: Object.fromEntries(levels),
    };
  });
  return {
    name,
    runs,
    throttled,
    failure,
    keptADay: kept === null ? null : kept / days,
    perDay: rowsByDay(ordinary, hours),
    ordinary: causes.sort((a, b) => b.rows - a.rows || (a.cause < b.cause ? -1 : 1)),
    rowsADay: {
      all: ordinary.length / days,
      reached: BOUNDS.map((bound) => ordinary.filter(({ score }) => (score ?? 0) >= bound).length / days),
    },
    found: ATTACKS.flatMap((attack): Found[] => {
      const of = rows.filter(({ truth }) => truth.planted && truth.cause === attack.name);
      const best = [...of].sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0];
      return best === undefined
        ? []
        : [
            {
              attack: attack.name,
              rows: of.length,
              days: new Set(of.map(({ now }) => Math.floor((now - FIRST_DAY) / DAY_SECONDS))).size,
              score: best.score,
              reason: best.reason,
            },
          ];
    }),
  };
}

function rowsByDay(rows: readonly ReportedRow[], hours: number): readonly number[] {
  const days = new Array<number>(Math.ceil(hours / HOURS_A_DAY)).fill(0);
  for (const { now, score } of rows) {
    const day = Math.min(days.length - 1, Math.floor((now - FIRST_DAY) / DAY_SECONDS));
    if ((score ?? 0) >= BOUNDS[0]) days[day]!++;
  }
  return days;
}

/** How many of the attacks that one connection can show are among these, and how many there are. */
export function shownByOne(names: readonly string[]): { readonly found: number; readonly of: number } {
  const able = ATTACKS.filter(({ oneConnection }) => oneConnection);
  return { found: able.filter(({ name }) => names.includes(name)).length, of: able.length };
}
