export { LIKE_MAPPED_PATTERN, MAPPED_PATTERN } from "./address.ts";
export {
  type AppliedFactor,
  type Assessment,
  Assessor,
  type Connection,
} from "./assess.ts";
export {
  CATALOGUE_COLUMNS,
  Catalogue,
  type CatalogueCells,
  CatalogueError,
  type CatalogueRow,
  type CatalogueTransport,
  PREVALENCES,
  type Prevalence,
  parseCatalogueRows,
} from "./catalogue.ts";
export { boundsReached, classOfPort, type ModelUse, NUMBER_BOUNDS, ReadingGroup } from "./equivalence.ts";
export { emptyFacts, type Facts, slotOf } from "./evaluate.ts";
export type {
  Case,
  ColumnName,
  Condition,
  Expression,
  FieldName,
  NumberReading,
  Template,
  TextReading,
} from "./expression.ts";
export { digitsOf, KINDS, type KindName, kindOf, kindsOf, LONGEST_NAME } from "./kinds.ts";
export * from "./model/index.ts";
export { ADDRESS_CLASSES, classifyAddress, internalIpv4Networks, sideOf, sideOfIpv4 } from "./networks.ts";
export {
  ACTION_NAMES,
  ACTIONS,
  COUNT_PATTERN,
  LARGEST_PORT,
  PORT_PATTERN,
  readAction,
  readCount,
  readPort,
  readTransport,
  TRANSPORT_NAMES,
  TRANSPORTS,
} from "./reading.ts";
