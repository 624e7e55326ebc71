/**
 * Everything that decides an answer, as one JSON value: for the same job in another language (bench/sdk_portrisk.py), which
 * holds no rule of its own.
 */
import { DEFAULT_FIELDS, EVIDENCE_FIELDS, ROLES } from "../portrisk/inputs.ts";
import { OUTPUTS } from "../portrisk/outputs.ts";
import {
  ACTION_NAMES,
  ADDRESS_CLASSES,
  ADVICE,
  CLAUSES_IN_REASON,
  COUNT_PATTERN,
  DERIVED,
  FACTORS,
  HIGHEST_SCORE,
  KINDS,
  LARGEST_PORT,
  LEAST_POINTS_IN_REASON,
  LEVELS,
  LIKE_MAPPED_PATTERN,
  LONGEST_NAME,
  LOWEST_SCORE,
  MAPPED_PATTERN,
  NUMBER_BOUNDS,
  OPENINGS,
  PORT_PATTERN,
  TRANSPORT_NAMES,
} from "../risk/index.ts";

/** The model, the readings and the fields, in the words of src/risk and src/portrisk. Patterns are texts. */
export function modelAsJson(): string {
  return JSON.stringify({
    fields: { ...DEFAULT_FIELDS, ...EVIDENCE_FIELDS },
    roles: ROLES,
    outputs: OUTPUTS,
    transports: TRANSPORT_NAMES,
    actions: ACTION_NAMES,
    networks: ADDRESS_CLASSES.map(({ side, networks }) => ({ side, networks })),
    kinds: KINDS,
    bounds: NUMBER_BOUNDS,
    patterns: {
      port: PORT_PATTERN.source,
      count: COUNT_PATTERN.source,
      mapped: MAPPED_PATTERN.source,
      like_mapped: LIKE_MAPPED_PATTERN.source,
    },
    largest_port: LARGEST_PORT,
    longest_name: LONGEST_NAME,
    derived: DERIVED,
    factors: FACTORS,
    levels: LEVELS,
    lowest_score: LOWEST_SCORE,
    highest_score: HIGHEST_SCORE,
    openings: OPENINGS,
    advice: ADVICE,
    clauses_in_reason: CLAUSES_IN_REASON,
    least_points_in_reason: LEAST_POINTS_IN_REASON,
  });
}
