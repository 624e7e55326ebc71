export { LIKE_MAPPED_PATTERN, MAPPED_PATTERN } from "./address.ts";
export { type AppliedFactor, type Assessment, Assessor, type Connection } from "./assess.ts";
export {
  CATALOGUE_COLUMNS,
  Catalogue,
  type CatalogueCells,
  CatalogueError,
  type CatalogueRow,
  type ColumnName,
  isNumberColumn,
  MODEL_COLUMNS,
  type Prevalence,
  parseCatalogueRows,
} from "./catalogue.ts";
export { boundsReached, classOfPort, type ModelUse, NUMBER_BOUNDS, ReadingGroup } from "./equivalence.ts";
export { emptyFacts, type Facts, slotOf } from "./evaluate.ts";
export type { Case, Condition, DerivedName, Expression, FieldName, Template } from "./expression.ts";
export { DIGIT_PATTERNS, digitsOf, KINDS, type Kind } from "./kinds.ts";
export * from "./model/index.ts";
export { NAMES, type Names } from "./names.ts";
export { ADDRESS_CLASSES, classifyAddress, internalIpv4Networks, sideOf } from "./networks.ts";
export {
  COUNT_PATTERN,
  MAX_PORT,
  MAX_VALUE_BYTES,
  MAX_VALUE_LENGTH,
  PORT_PATTERN,
  read,
  readCount,
  readPort,
  readText,
  textOf,
  valuesOf,
} from "./reading.ts";
export * from "./schema/index.ts";
