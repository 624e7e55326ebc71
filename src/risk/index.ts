export {
  type AddressFacts,
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
  parseCatalogue,
} from "./catalogue.ts";
export { LEVELS } from "./model.ts";
export { ADDRESS_CLASSES, classifyAddress, PUBLIC_CLASS } from "./networks.ts";
export { ACTIONS, LARGEST_PORT, readAction, readPort, readTransport, TRANSPORTS } from "./reading.ts";
