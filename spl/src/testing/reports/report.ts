/** What a report is made of, and what several forms of it share. */
import type { FieldDifference } from "../compare.ts";
import type { JobResult } from "../pool.ts";

/** A test that ran, or was skipped. */
export interface ReportedTest {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly result: JobResult;
}

/** A form of a report; each part is text to be written as it comes. */
export interface Report {
  readonly begin: (count: number) => string;
  readonly test: (test: ReportedTest, number: number) => string;
  readonly end: (tests: readonly ReportedTest[]) => string;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countsOf(tests: readonly ReportedTest[]): Counts {
  const count = (status: JobResult["status"]) =>
    tests.filter(({ result }) => result.status === status).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** "3 passed, 1 failed, 1 skipped" */
export function summary(tests: readonly ReportedTest[]): string {
  const { passed, failed, skipped } = countsOf(tests);
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

/** Differences as columns: field, expected, actual. */
export function differenceLines(differences: readonly FieldDifference[]): string[] {
  if (differences.length === 0) return [];
  const rows = [
    ["field", "expected", "actual"],
    ...differences.map(({ field, expected, actual }) => [field, expected, actual]),
  ];
  const widths = [0, 1].map((column) => Math.min(40, Math.max(...rows.map((row) => row[column]!.length))));
  return rows.map((row) => `${row[0]!.padEnd(widths[0]!)}  ${row[1]!.padEnd(widths[1]!)}  ${row[2]!}`);
}

/** Everything that a test found wrong, as lines: its place, the sentence, the fields. */
export function failureLines({ file, line: own, result }: ReportedTest): string[] {
  return result.failures.flatMap(({ line, message, differences }) => {
    const [first, ...more] = message.split("\n");
    return [
      `${file}:${line === 0 ? own : line}: ${first}`,
      ...more.map((text) => `  ${text}`),
      ...differenceLines(differences).map((text) => `    ${text}`),
    ];
  });
}
