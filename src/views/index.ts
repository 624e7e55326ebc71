/** The views of the app, in the order of its menu. */
import { HEALTH } from "./health.ts";
import { APP_HEALTH } from "./health-lines.ts";
import { INVESTIGATE } from "./investigate.ts";
import { PORTS } from "./ports.ts";
import { RISKIEST_PAIRS, TRIAGE } from "./triage.ts";
import { TUNE } from "./tune.ts";
import type { View } from "./view.ts";

export { viewFile } from "./definition.ts";
export { contrast, LEVEL_COLOURS } from "./palette.ts";
export type { View } from "./view.ts";

/** Searches of views that are saved searches as well: placeholder in detections/*.conf → search. */
export const REPORTS = { "@RISKIEST_PAIRS@": RISKIEST_PAIRS, "@APP_HEALTH@": APP_HEALTH } as const;

export const VIEWS: readonly View[] = [TRIAGE, INVESTIGATE, TUNE, PORTS, HEALTH];
