/** Our own vetting of a built app: what Splunk's tools do not look at, and what can be known without them. */
import { type App, parseConf, readApp } from "../conf/index.ts";
import type { Finding } from "./finding.ts";
import { tagReferences, toolReferences, workflowActions } from "./integrations.ts";
import { lookupReferences, macroReferences, searchHelp, viewReferences } from "./references.ts";
import { schedules } from "./schedule.ts";
import { duplicates, unknownSettings } from "./settings.ts";
import { firstPaints, viewData, viewLayout, viewLinks, viewTokens } from "./views.ts";

export { type Check, differences, readReport, underTag, type Verdict, verdictOf } from "./appinspect.ts";
export { type Finding, formatFinding } from "./finding.ts";
export { type Definition, type StudioView, studioViews } from "./studio.ts";
export { installTools, runAppInspect, runSlim } from "./tools.ts";
export { FIRST_PAINT_SEARCHES, firstPaint } from "./views.ts";
export { isWaived, readWaivers, unusedWaivers, type Waiver } from "./waivers.ts";

/** Each check by its name. */
export const CHECKS: { readonly [name: string]: (app: App) => Finding[] } = {
  "unknown settings": (app) => eachConf(app, (conf) => unknownSettings(conf)),
  "settings twice": (app) => eachConf(app, duplicates),
  "cron spread": (app) =>
    eachConf(app, (conf) => (conf.file.endsWith("/savedsearches.conf") ? schedules(conf) : [])),
  "macro references": macroReferences,
  "lookup references": lookupReferences,
  "view references": viewReferences,
  "search help": searchHelp,
  "view data": viewData,
  "view layout": viewLayout,
  "view tokens": viewTokens,
  "view links": viewLinks,
  "first paint": firstPaints,
  "workflow actions": workflowActions,
  "tag references": tagReferences,
  "tool references": toolReferences,
};

/** Runs every check on an app's folder. */
export function vet(folder: string): { readonly check: string; readonly findings: readonly Finding[] }[] {
  const app = readApp(folder);
  return Object.entries(CHECKS).map(([check, run]) => ({ check, findings: run(app) }));
}

function eachConf(
  app: App,
  check: (conf: ReturnType<typeof parseConf>, text: string) => Finding[],
): Finding[] {
  return app.confNames().flatMap((name) => {
    const file = `default/${name}.conf`;
    const text = Buffer.from(app.read(file)).toString("utf8");
    return check(parseConf(text, file), text);
  });
}
