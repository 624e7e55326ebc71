/**
 * Compares the rows of a result with what a test expects. Gives each difference: the row that did not come with the nearest one that did,
 * field by field, rows that were not expected, and what differs in number or columns.
 */
import type { Row, Table } from "../values/table.ts";
import { type ExpectedRow, fits, shownValue } from "./expected.ts";

export interface FieldDifference {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** One thing that a test found wrong. */
export interface Failure {
  /** The line of the test file that asks for it. */
  readonly line: number;
  /** One sentence; lines of an error's excerpt may follow. */
  readonly message: string;
  /** Of a row that did not come: where the nearest row differs. */
  readonly differences: readonly FieldDifference[];
}

/** Rows shown of a list before it is cut. */
const MAXIMUM_SHOWN = 5;

/** Rows that must come, each a different one; with `all`, nothing else may come. */
export function compareRows(
  table: Table,
  expected: readonly ExpectedRow[],
  { all, line }: { readonly all: boolean; readonly line: number },
): Failure[] {
  const partner = match(table.rows, expected);
  const taken = new Set(partner.filter((index) => index !== null));
  const left = table.rows.flatMap((row, index) => (taken.has(index) ? [] : [{ row, index }]));
  const failures = expected.flatMap((wanted, index) =>
    partner[index] === null ? [missing(wanted, index, left, table.rows.length)] : [],
  );
  if (all && left.length > 0) {
    const rows = listed(left.map(({ row }) => shownRow(row, table.fields)));
    const number = left.length === 1 ? "1 row" : `${left.length} rows`;
    // With a missing row, an unexpected one is most likely the same row with another value, and is shown there.
    if (failures.length < left.length)
      failures.push({ line, message: `${number} came that no expected row fits:${rows}`, differences: [] });
  }
  return failures;
}

/** The same rows in the same order. */
export function compareOrdered(table: Table, expected: readonly ExpectedRow[], line: number): Failure[] {
  const failures = expected.flatMap((wanted, index): Failure[] => {
    const row = table.rows[index];
    if (row === undefined)
      return [
        {
          line: wanted.line,
          message: `Row ${index + 1} did not come: the result has ${rowCount(table.rows.length)}.`,
          differences: [],
        },
      ];
    if (fits(row, wanted)) return [];
    const message = `Row ${index + 1} of the result is another: ${differ(row, wanted)}.`;
    return [{ line: wanted.line, message, differences: differences(row, wanted) }];
  });
  const more = table.rows.slice(expected.length);
  if (more.length > 0)
    failures.push({
      line,
      message: `${rowCount(more.length)} came after the expected ones:${listed(more.map((row) => shownRow(row, table.fields)))}`,
      differences: [],
    });
  return failures;
}

/** Rows that must not come. */
export function compareExcluded(table: Table, excluded: readonly ExpectedRow[]): Failure[] {
  return excluded.flatMap((unwanted): Failure[] => {
    const found = table.rows.filter((row) => fits(row, unwanted));
    if (found.length === 0) return [];
    const rows = listed(found.map((row) => shownRow(row, table.fields)));
    const message = `${rowCount(found.length)} came that must not:${rows}`;
    return [{ line: unwanted.line, message, differences: [] }];
  });
}

export function rowCount(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

/** A row as one line of JSON, its fields in the table's order. */
export function shownRow(row: Row, fields: readonly string[]): string {
  const present = fields.filter((field) => row.has(field));
  return `{${present.map((field) => `${JSON.stringify(field)}: ${JSON.stringify(row.get(field))}`).join(", ")}}`;
}

/** Texts behind a colon: one on the same line, several on lines of their own. */
export function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, MAXIMUM_SHOWN).join("\n");
  const more = texts.length - MAXIMUM_SHOWN;
  return texts.length === 1 ? ` ${shown}` : `\n${more > 0 ? `${shown}\n… and ${more} more` : shown}`;
}

function missing(
  wanted: ExpectedRow,
  index: number,
  left: readonly { readonly row: Row; readonly index: number }[],
  count: number,
): Failure {
  const name = `Expected row ${index + 1} did not come`;
  const failure = (message: string, found: FieldDifference[] = []): Failure => ({
    line: wanted.line,
    message,
    differences: found.length > 0 ? found : differences(null, wanted),
  });
  if (count === 0) return failure(`${name}: the result has no rows.`);
  let nearest: { readonly row: Row; readonly index: number; readonly found: FieldDifference[] } | null = null;
  for (const { row, index: at } of left) {
    const found = differences(row, wanted);
    if (nearest === null || found.length < nearest.found.length) nearest = { row, index: at, found };
  }
  if (nearest === null)
    return failure(`${name}: the result has ${rowCount(count)}, and each fits another expected row.`);
  return failure(
    `${name}. Row ${nearest.index + 1} is the nearest: ${differ(nearest.row, wanted)}.`,
    nearest.found,
  );
}

function differ(row: Row, wanted: ExpectedRow): string {
  const { length } = differences(row, wanted);
  return `${length} of ${wanted.fields.size} fields ${length === 1 ? "differs" : "differ"}`;
}

/** Of no row: all fields. */
function differences(row: Row | null, wanted: ExpectedRow): FieldDifference[] {
  return [...wanted.fields].flatMap(([field, { text, accepts }]) => {
    const value = row?.get(field);
    if (row !== null && accepts(value)) return [];
    return [{ field, expected: text, actual: row === null ? "(no row)" : shownValue(value) }];
  });
}

/**
 * A different row for each expected one, for as many as possible: a row that fits two must not be given to the one that another row fits
 * too (augmenting paths). Null where none is left.
 */
function match(rows: readonly Row[], expected: readonly ExpectedRow[]): (number | null)[] {
  const candidates = expected.map((wanted) =>
    rows.flatMap((row, index) => (fits(row, wanted) ? [index] : [])),
  );
  const owner = new Map<number, number>();
  const give = (wanted: number, seen: Set<number>): boolean => {
    for (const row of candidates[wanted]!) {
      if (seen.has(row)) continue;
      seen.add(row);
      const holder = owner.get(row);
      if (holder === undefined || give(holder, seen)) {
        owner.set(row, wanted);
        return true;
      }
    }
    return false;
  };
  expected.forEach((_, index) => {
    give(index, new Set());
  });
  const partner: (number | null)[] = expected.map(() => null);
  for (const [row, wanted] of owner) partner[wanted] = row;
  return partner;
}
