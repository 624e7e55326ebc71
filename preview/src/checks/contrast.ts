/** Texts can be read: WCAG 2.2, success criterion 1.4.3. */

import { contrast } from "../../../src/views/index.ts";
import type { Shot } from "../browser/index.ts";
import type { View } from "../views/index.ts";
import { type Finding, where } from "./finding.ts";

const MINIMUM = 4.5;
const MINIMUM_OF_LARGE = 3;
/** CSS pixels: 18 point, or 14 point if bold. */
const LARGE = 24;
const LARGE_IF_BOLD = 18.66;

/** The description of a panel in the light theme: Splunk's own style, 4.21 on white, which a view cannot change. */
const DESCRIPTION = "#777c82";

function isSplunksOwn(text: string, colour: string, { definition }: View): boolean {
  const descriptions = Object.values(definition.visualizations ?? {}).map(({ description }) => description);
  return colour === DESCRIPTION && descriptions.includes(text);
}

export function checkContrast(view: View, { scene, texts }: Shot): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const { text, colour, background, size, bold, disabled } of texts) {
    // The criterion leaves out what cannot be used now.
    if (disabled || isSplunksOwn(text, colour, view)) continue;
    const minimum = size >= (bold ? LARGE_IF_BOLD : LARGE) ? MINIMUM_OF_LARGE : MINIMUM;
    const ratio = contrast(colour, background);
    if (ratio >= minimum || findings.has(`${colour} ${background}`)) continue;
    findings.set(`${colour} ${background}`, {
      where: where(view.name, scene.tab, scene.theme),
      what: `"${text}" is ${colour} on ${background}: contrast ${ratio.toFixed(2)}, at least ${minimum} is needed`,
    });
  }
  return [...findings.values()];
}
