/** Objections of Splunk's tools that are known and stay, each with its reason: waivers.json, and nowhere else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Waiver {
  readonly tool: "appinspect" | "slim";
  /** Names of packages, separated by commas; "*" for every one. */
  readonly package: string;
  /** For AppInspect the check's name; for slim a pattern of its warning. */
  readonly objection: string;
  readonly reason: string;
}

export function readWaivers(): Waiver[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, "waivers.json"), "utf8")) as Waiver[];
}

/** Whether an objection is waived; remembers in `used` which waivers were needed. */
export function isWaived(
  waivers: readonly Waiver[],
  used: Set<Waiver>,
  tool: Waiver["tool"],
  package_: string,
  objection: string,
): boolean {
  const waiver = waivers.find(
    (entry) =>
      entry.tool === tool &&
      (entry.package === "*" || entry.package.split(", ").includes(package_)) &&
      (tool === "appinspect" ? entry.objection === objection : new RegExp(entry.objection).test(objection)),
  );
  if (waiver !== undefined) used.add(waiver);
  return waiver !== undefined;
}

/** One line for each waiver that nothing needed: it would hide the next objection of that name. */
export function unusedWaivers(waivers: readonly Waiver[], used: ReadonlySet<Waiver>): string[] {
  return waivers
    .filter((waiver) => !used.has(waiver))
    .map(
      ({ tool, package: name, objection }) =>
        `unused waiver in src/vetting/waivers.json: ${tool}, ${name}, ${objection}`,
    );
}
