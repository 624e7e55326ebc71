/** The views of the app, in the order of its menu. */
import { HEALTH } from "./health.ts";
import { INVESTIGATE } from "./investigate.ts";
import { PORTS } from "./ports.ts";
import { TRIAGE } from "./triage.ts";
import { TUNE } from "./tune.ts";
import type { View } from "./view.ts";

export { viewFile } from "./definition.ts";
export { LEVEL_COLOURS } from "./palette.ts";
export type { View } from "./view.ts";

export const VIEWS: readonly View[] = [TRIAGE, INVESTIGATE, TUNE, PORTS, HEALTH];
