/**
 * The report of Splunk's AppInspect, read: one run with every check, and what a run under one tag would have said.
 *
 * AppInspect 4.3.1 chooses checks by their tags and always adds those of the package's form (validator.py,
 * packaging_groups). No check reads the tags of the run: the only one that is given them (check_config_file_parsing_public)
 * leaves them alone, and the tag migration_victoria, beyond choosing, keeps what is said of a folder "users"
 * (main.py, ignore_users_dir), which our packages cannot have (src/package/contents.ts). So one run can be split, and
 * `npm run inspect` holds that against runs under each tag on the packages that take a second.
 */

/** Checks that run under every tag. */
const ALWAYS = "packaging_standards";
/** Results that are not objections. */
const FINE: ReadonlySet<string> = new Set(["success", "not_applicable", "skipped"]);

export interface Check {
  readonly name: string;
  readonly tags: readonly string[];
  /** "success", "not_applicable", "skipped", or an objection: "warning", "failure", "future_failure", "error" … */
  readonly result: string;
  readonly messages: readonly {
    readonly result: string;
    readonly message: string;
    readonly filename: string;
    readonly line: number | null;
  }[];
}

export interface Verdict {
  readonly successes: number;
  /** Objections by the name of their check, with what is said. */
  readonly objections: readonly { readonly name: string; readonly text: string }[];
}

/**
 * The checks of a report.
 * @param text the file that `--data-format json --output-file` writes
 */
export function readReport(text: string): Check[] {
  const { reports } = JSON.parse(text) as {
    reports: readonly { readonly groups: readonly { readonly checks: readonly Check[] }[] }[];
  };
  return reports.flatMap(({ groups }) => groups).flatMap(({ checks }) => checks);
}

/** Of a run with every check, those that a run under this tag has. */
export function underTag(checks: readonly Check[], tag: string): Check[] {
  return checks.filter(({ tags }) => tags.includes(tag) || tags.includes(ALWAYS));
}

/** @throws Error when so few checks ran that their result proves nothing. */
export function verdictOf(checks: readonly Check[], under: string): Verdict {
  const successes = checks.filter(({ result }) => result === "success").length;
  if (successes < 3)
    throw new Error(`AppInspect ran hardly any check under ${under}; its result proves nothing.`);
  const objections = checks
    .filter(({ result }) => !FINE.has(result))
    .map(({ name, result, messages }) => ({
      name,
      text: `${result} ${name}: ${messages.map(({ message }) => message.replace(/\s+/g, " ")).join("; ")}`,
    }));
  return { successes, objections };
}

/** Names of the checks that are in one list alone, or that say something else in the other. */
export function differences(some: readonly Check[], others: readonly Check[]): string[] {
  const said = (checks: readonly Check[]) => new Map(checks.map((check) => [check.name, saidBy(check)]));
  const one = said(some);
  const other = said(others);
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
}

function saidBy({ result, messages }: Check): string {
  const lines = messages.map((entry) => `${entry.result} ${entry.filename}:${entry.line}: ${entry.message}`);
  return [result, ...lines.sort()].join("\n");
}
