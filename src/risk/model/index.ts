export { badPort, DERIVED, type Derived, DIRECTION, type Direction } from "./derived.ts";
export { BEYOND_THE_PORT, type EvidenceKind, type Factor } from "./factor.ts";
export { FACTORS } from "./factors.ts";
export { HISTORY_BOUNDS } from "./history-bounds.ts";
export { EXCEPTION_MOST, EXCEPTION_STEP, HISTORY_FACTORS } from "./history-factors.ts";
export { HIGHEST_SCORE, LEVELS, type Level, LOWEST_SCORE } from "./levels.ts";
export { LIMITS, type Limit } from "./limits.ts";
export { ADVICE, CLAUSES_IN_REASON, MIN_POINTS_IN_REASON, OPENINGS } from "./wording.ts";
