/**
 * Everything that decides an answer, as one JSON value: for the same job in another language (bench/sdk_portrisk.py), which
 * holds no rule of its own.
 */
import {
  ADDRESS_CLASSES,
  ADVICE,
  BEYOND_THE_PORT,
  badPort,
  CLAUSES_IN_REASON,
  COUNT_PATTERN,
  DERIVED,
  DIGIT_PATTERNS,
  EXCEPTION_MOST,
  EXCEPTION_STEP,
  FACTORS,
  type Factor,
  FIELD_OPTIONS,
  fieldsRead,
  HIGHEST_SCORE,
  inputOf,
  KINDS,
  LEVELS,
  LIKE_MAPPED_PATTERN,
  LIMITS,
  LOWEST_SCORE,
  MAPPED_PATTERN,
  MAX_PORT,
  MAX_VALUE_LENGTH,
  MIN_POINTS_IN_REASON,
  NAMES,
  NUMBER_BOUNDS,
  OPENINGS,
  OUTPUT_NAMES,
  PORT_PATTERN,
  READINGS,
} from "../risk/index.ts";

/** Points that a row says itself come with the steps in which they count. */
const pointsOf = ({ points }: Factor) =>
  typeof points === "object" && "field" in points
    ? { ...points, step: EXCEPTION_STEP, most: EXCEPTION_MOST }
    : points;

/** The model, the readings and the fields, in the words of src/risk. Patterns are texts. */
export function modelAsJson(): string {
  return JSON.stringify({
    fields: Object.fromEntries(
      READINGS.map((reading) => [inputOf(reading).option ?? reading, fieldsRead(reading)]),
    ),
    roles: FIELD_OPTIONS.map(([option]) => option),
    outputs: OUTPUT_NAMES,
    transports: NAMES.transport,
    actions: NAMES.action,
    networks: ADDRESS_CLASSES.map(({ side, networks }) => ({ side, networks })),
    kinds: { ...KINDS, digits: DIGIT_PATTERNS },
    bounds: NUMBER_BOUNDS,
    patterns: {
      port: PORT_PATTERN.source,
      count: COUNT_PATTERN.source,
      mapped: MAPPED_PATTERN.source,
      like_mapped: LIKE_MAPPED_PATTERN.source,
    },
    largest_port: MAX_PORT,
    longest_name: MAX_VALUE_LENGTH,
    derived: DERIVED,
    factors: FACTORS.map((factor) => ({ ...factor, points: pointsOf(factor) })),
    limits: LIMITS,
    beyond_the_port: BEYOND_THE_PORT,
    bad_port: badPort,
    levels: LEVELS,
    lowest_score: LOWEST_SCORE,
    highest_score: HIGHEST_SCORE,
    openings: OPENINGS,
    advice: ADVICE,
    clauses_in_reason: CLAUSES_IN_REASON,
    min_points_in_reason: MIN_POINTS_IN_REASON,
  });
}
