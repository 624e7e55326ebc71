/**
 * The program that splunkd starts. Reads standard input, writes standard output, opens two files: the catalogue beside it and, if
 * there is one, the site's own list of ports.
 * It exits 0 whatever happens, since a search's troubles are told in the protocol.
 */
import { descriptorReader, descriptorWriter, serve } from "../wire/index.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import { PortriskCommand } from "./command.ts";

// Relative to this file, never to $SPLUNK_HOME: an indexer runs the copy in its knowledge bundle.
// Joined by hand: loading the path module would cost more than the rest of the start. Windows takes "/" as well.
const lookups = `${__dirname}/../lookups`;

serve(
  descriptorReader(0),
  descriptorWriter(1),
  new PortriskCommand(() =>
    readCatalogueFile(`${lookups}/portrisk_ports.csv`, `${lookups}/portrisk_overrides.csv`),
  ),
);
