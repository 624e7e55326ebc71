/** For reading: each finding with its place, the search, and carets under the cause. */
import type { Checked } from "../check.ts";
import type { Finding } from "../finding.ts";

/** Searches named below a finding before the list is cut. */
const MAXIMUM_NAMED = 3;

export function printText({ searches, findings }: Checked): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const blocks = findings.map((finding) => `${block(finding)}\n\n`);
  return `${blocks.join("")}${counted(searches, "search", "searches")}, ${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}\n`;
}

/** Where a finding is, as the user opens it. */
function placeText({ file, line }: Finding): string {
  return file === "" ? "" : `${file}:${line}: `;
}

export function namesText(of: readonly string[]): string {
  const more = of.length - MAXIMUM_NAMED;
  return more > 0 ? `${of.slice(0, MAXIMUM_NAMED).join(", ")} and ${more} more` : of.join(", ");
}

function block(finding: Finding): string {
  const { severity, code, message, of, excerpt } = finding;
  const lines = [
    `${placeText(finding)}${severity}[${code}]: ${message}`,
    ...excerpt.map((line) => `  ${line}`),
  ];
  if (of.length > 0) lines.push(`  in ${namesText(of)}`);
  return lines.join("\n");
}

function counted(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
