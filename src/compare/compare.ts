/** Runs each case on a Splunk and in the runner, and says where they differ. */
import { endsConnection, SplunkError } from "../splunk/index.ts";
import type { Case } from "./case.ts";
import type { Engine, Outcome, PlainRow } from "./outcome.ts";
import { statementOf } from "./statement.ts";

export const VERDICTS = ["equal", "rejected", "different", "open", "failed", "unfit"] as const;

export interface Compared {
  readonly id: string;
  readonly page: string;
  /** What both ran; "" for a case that was not run. */
  readonly search: string;
  /**
   * equal; rejected: both reject it, each with its own words; different; open: the runner does not decide it, `splunk` is the answer; failed: the server did not answer; unfit: it cannot be run
   * on a Splunk. `why` says why.
   */
  readonly verdict: (typeof VERDICTS)[number];
  readonly why: string;
  readonly splunk: Outcome | null;
  readonly runner: Outcome | null;
}

/** Codes of the runner's errors for what Splunk's documentation leaves open, and for what the runner does not implement. */
const OPEN = /^(?:ambiguous|limit|unsupported_)/;

/** So many cases without an answer, one after the other, are a server that does not answer any more. */
const MAX_FAILURES = 5;

/**
 * @param concurrency how many searches run at once
 * @param onCase is called behind each case with how many are done
 * @throws SplunkError where the server does not answer any more
 */
export async function compareCases(
  cases: readonly Case[],
  splunk: Engine,
  runner: Engine,
  concurrency: number,
  onCase: (done: number) => void = () => {},
): Promise<Compared[]> {
  const compared: Compared[] = [];
  let next = 0;
  let done = 0;
  let failures = 0;
  const work = async () => {
    while (next < cases.length) {
      const index = next++;
      const { error, ...result } = await compareCase(cases[index]!, splunk, runner);
      compared[index] = result;
      failures = error === undefined ? 0 : failures + 1;
      if (failures >= MAX_FAILURES) throw error;
      onCase(++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return compared;
}

async function compareCase(
  one: Case,
  splunk: Engine,
  runner: Engine,
): Promise<Compared & { readonly error?: SplunkError }> {
  const { id, page } = one;
  const statement = statementOf(one);
  if ("unfit" in statement)
    return { id, page, search: "", verdict: "unfit", why: statement.unfit, splunk: null, runner: null };
  const { search } = statement;
  // The runner first: it is nearer, and a defect of it should not cost a search there.
  const ours = await runner(search, one.now);
  let theirs: Outcome;
  try {
    theirs = await splunk(search, one.now);
  } catch (error) {
    // One search that was not answered is no reason to lose the others.
    if (!(error instanceof SplunkError) || endsConnection(error)) throw error;
    return { id, page, search, verdict: "failed", why: error.message, splunk: null, runner: ours, error };
  }
  const shared = { id, page, search, splunk: theirs, runner: ours };
  if (ours.kind === "rejected" && OPEN.test(ours.code))
    return { ...shared, verdict: "open", why: ours.message };
  // Whether the words mean the same is for a reader of the report.
  if (theirs.kind === "rejected" && ours.kind === "rejected")
    return { ...shared, verdict: "rejected", why: "" };
  const why = difference(theirs, ours, one);
  return { ...shared, verdict: why === null ? "equal" : "different", why: why ?? "" };
}

/** One sentence, or null where both are equal. */
export function difference(
  splunk: Outcome,
  runner: Outcome,
  { ordered, columns }: { readonly ordered: boolean; readonly columns: boolean },
): string | null {
  if (splunk.kind === "rejected" && runner.kind === "rejected") return null;
  if (splunk.kind === "rejected")
    return `Splunk rejects it, the runner gives ${rowsOf(runner)}: ${splunk.message}`;
  if (runner.kind === "rejected")
    return `The runner rejects it (${runner.code}), Splunk gives ${rowsOf(splunk)}: ${runner.message}`;
  if (splunk.rows.length !== runner.rows.length)
    return `Splunk gives ${rowsOf(splunk)}, the runner ${rowsOf(runner)}.`;
  const [theirs, ours] = [splunk.rows.map(canonical), runner.rows.map(canonical)];
  const order = (rows: readonly string[]) => (ordered ? rows : [...rows].sort());
  const [left, right] = [order(theirs), order(ours)];
  const at = left.findIndex((row, index) => row !== right[index]);
  if (at >= 0) {
    const sameRows = ordered && [...theirs].sort().join("\n") === [...ours].sort().join("\n");
    if (sameRows) return "Both give the same rows in another order.";
    const from = left.find((row) => !right.includes(row)) ?? left[at]!;
    const to = right.find((row) => !left.includes(row)) ?? right[at]!;
    return `Splunk has ${from}, the runner ${to}.`;
  }
  if (!columns || splunk.rows.length === 0) return null;
  // splunkd lists only columns that have a value, and fields of its own beside them.
  const shown = ({
    fields,
    rows,
  }: {
    readonly fields: readonly string[];
    readonly rows: readonly PlainRow[];
  }) => fields.filter((field) => !field.startsWith("_") && rows.some((row) => field in row)).join(", ");
  return shown(splunk) === shown(runner)
    ? null
    : `Splunk orders the columns ${shown(splunk)}; the runner ${shown(runner)}.`;
}

function rowsOf(outcome: Outcome): string {
  if (outcome.kind === "rejected") return "none";
  return `${outcome.rows.length} row${outcome.rows.length === 1 ? "" : "s"}`;
}

function canonical(row: PlainRow): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1))),
  );
}
