/** Each search runs, has rows on the simulated day, and gives the columns that its panels read. */

import type { SearchRows } from "../protocol/index.ts";
import type { Runner } from "../searches/index.ts";
import { columnsOf, messageOf } from "../searches/index.ts";
import { queriesOf, tokensOf, type View, type Visualization } from "../views/index.ts";
import { type Finding, where } from "./finding.ts";

/**
 * @param set the values of inputs; the others have their defaults
 * @param mustHaveRows false for the view as it is before anyone chose something
 */
export async function checkColumns(
  view: View,
  runner: Pick<Runner, "run">,
  set: Readonly<Record<string, string>> = {},
  mustHaveRows = true,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const results = new Map<string, SearchRows>();
  const tokens = new Map([...tokensOf(view.definition), ...Object.entries(set)]);
  for (const query of queriesOf(view.definition, tokens)) {
    try {
      results.set(query.id, columnsOf(await runner.run(query)));
    } catch (error) {
      findings.push({ where: where(view.name, query.id), what: `the search fails: ${messageOf(error)}` });
    }
  }
  for (const [id, visualization] of Object.entries(view.definition.visualizations ?? {})) {
    const source = visualization.dataSources?.primary;
    const rows = source === undefined ? undefined : results.get(source);
    if (rows === undefined) continue;
    const place = where(view.name, id);
    const empty = (rows.columns[0]?.length ?? 0) === 0;
    if (empty && mustHaveRows) findings.push({ where: place, what: `the search ${source} has no rows` });
    if (empty) continue;
    for (const column of columnsRead(visualization)) {
      if (!rows.fields.includes(column))
        findings.push({ where: place, what: `the search ${source} has no column ${column}` });
    }
  }
  return findings;
}

const SERIES = /(?:seriesByName|frameBySeriesNames)\(([^)]*)\)/g;
const ROW_TOKEN = /\brow\.([^"$|]+)\.value/g;

/** Columns that a panel names: in its expressions, in the formats of a table's columns, and in what a click hands on. */
export function columnsRead({ options = {}, eventHandlers = [] }: Visualization): readonly string[] {
  const text = JSON.stringify(options).replaceAll('\\"', '"');
  const series = [...text.matchAll(SERIES)].flatMap(([, list]) =>
    [...list!.matchAll(/"([^"]*)"/g)].map(([, name]) => name!),
  );
  const formats = Object.keys((options.columnFormat as Record<string, unknown> | undefined) ?? {});
  const clicks = [...JSON.stringify(eventHandlers).matchAll(ROW_TOKEN)].map(([, name]) => name!);
  return [...new Set([...series, ...formats, ...clicks])];
}
