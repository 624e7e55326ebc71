export { badPort, DERIVED, type Derived, DIRECTION, type Direction } from "./derived.ts";
export { BEYOND_THE_PORT, type EvidenceKind, FACTORS, type Factor } from "./factors.ts";
export { HIGHEST_SCORE, LEVELS, type Level, LOWEST_SCORE } from "./levels.ts";
export { LIMITS, type Limit } from "./limits.ts";
export { ADVICE, CLAUSES_IN_REASON, MIN_POINTS_IN_REASON, OPENINGS } from "./wording.ts";
