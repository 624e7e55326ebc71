/** What is to be read on a tab: titles and rows are there, and nothing that only a fault writes. */
import type { Shot } from "../browser/index.ts";
import { itemsOn, tabsOf, type View } from "../views/index.ts";
import { type Finding, where } from "./finding.ts";

/** Texts that only a fault writes. */
const FAULTS: readonly RegExp[] = [
  /\b(?:undefined|NaN|null)\b/,
  /\[object \w+\]/,
  /\$[\w.:]+(?:\|\w)?\$/,
  /invalid date/i,
  /^error(?: in\b|:)|search (?:failed|error)/i,
  /cannot access splunkweb/i,
  /is not defined/i,
  /no (?:search )?results|no data|waiting for input|set token value/i,
];

export function checkText(view: View, shot: Shot): readonly Finding[] {
  const { scene, texts, searches } = shot;
  const place = where(view.name, scene.tab, scene.theme);
  const whole = squeezed(texts.map(({ text }) => text).join(" "));
  const tab =
    tabsOf(view.definition).find(({ layout }) => layout === (scene.tab ?? "")) ?? tabsOf(view.definition)[0]!;
  const findings: Finding[] = [];
  for (const { item } of itemsOn(tab, view.definition)) {
    const { title, dataSources, type } = view.definition.visualizations?.[item] ?? {};
    if (title !== undefined && !whole.includes(squeezed(title)))
      findings.push({ where: place, what: `the title "${title}" of ${item} is not to be seen` });
    const reply = searches.find(({ request }) => request.id === dataSources?.primary)?.reply;
    if (dataSources?.primary !== undefined && reply === undefined)
      findings.push({ where: place, what: `${item} did not run its search ${dataSources.primary}` });
    if (reply !== undefined && "error" in reply)
      findings.push({ where: place, what: `${item}: ${reply.error}` });
    if (type === "splunk.table" && reply !== undefined && "columns" in reply) {
      const first = reply.columns
        .map((column) => [column[0] ?? ""].flat()[0] ?? "")
        .filter((cell) => cell !== "");
      const missing = first.filter((cell) => !whole.includes(squeezed(cell)));
      // Cells may be below the edge, but not all of a row.
      if (first.length > 0 && missing.length > first.length / 2)
        findings.push({
          where: place,
          what: `the first row of ${item} is not to be seen (${missing.join(", ")})`,
        });
    }
  }
  for (const heads of shot.overflows)
    findings.push({ where: place, what: `the table with ${heads} is wider than its panel` });
  for (const { text, truncated, brokenWord } of texts) {
    const fault = FAULTS.find((pattern) => pattern.test(text));
    if (fault !== undefined) findings.push({ where: place, what: `it says "${text}"` });
    if (truncated) findings.push({ where: place, what: `"${text}" is cut off` });
    if (brokenWord !== null)
      findings.push({ where: place, what: `"${brokenWord}" is broken over two lines` });
  }
  return findings;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
