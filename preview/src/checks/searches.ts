/** What a view dispatches as it is opened, recorded in the page. */

import {
  FIRST_PAINT_SEARCHES,
  firstPaint,
  type Definition as StudioDefinition,
} from "../../../src/vetting/index.ts";
import type { RecordedSearch, Shot } from "../browser/index.ts";
import { queriesOf, tokensOf, type View } from "../views/index.ts";
import { type Finding, where } from "./finding.ts";

/** Searches that Splunk would dispatch: base searches, each once. What chains add runs over the results of these. */
export function dispatched(searches: readonly RecordedSearch[]): readonly string[] {
  return [
    ...new Set(searches.filter(({ request }) => request.parts.length === 1).map(({ request }) => request.id)),
  ];
}

/**
 * The vetting counts these searches from the definition alone; here is what Splunk's code dispatches.
 * @param first the view as it is opened
 */
export function checkFirstPaint(view: View, first: Shot): readonly Finding[] {
  const ids = [...dispatched(first.searches)].sort();
  const findings: Finding[] = [];
  if (ids.length > FIRST_PAINT_SEARCHES)
    findings.push({
      where: view.name,
      what: `it begins with ${ids.length} searches (${ids.join(", ")}); at most ${FIRST_PAINT_SEARCHES} are allowed`,
    });
  const counted = [...firstPaint(view.definition as StudioDefinition)].sort();
  if (ids.join() !== counted.join())
    findings.push({
      where: view.name,
      what: `it begins with ${ids.join(", ")}, and the vetting counts ${counted.join(", ")}`,
    });
  return findings;
}

/** The page's searches, filled in by Splunk's code, are those that checkColumns runs: else that check looks at others. */
export function checkTokens(view: View, shots: readonly Shot[]): readonly Finding[] {
  return shots.flatMap(({ scene, searches }) => {
    const tokens = new Map([...tokensOf(view.definition), ...Object.entries(scene.tokens)]);
    const expected = new Map(queriesOf(view.definition, tokens).map((query) => [query.id, query]));
    return searches.flatMap(({ request: { id, parts, earliest, latest } }): Finding[] => {
      const query = expected.get(id);
      const same = JSON.stringify([parts, earliest, latest]);
      return query !== undefined && JSON.stringify([query.parts, query.earliest, query.latest]) === same
        ? []
        : [
            {
              where: where(view.name, scene.tab, id),
              what: `the page runs another search than views/queries.ts: ${same}`,
            },
          ];
    });
  });
}
