/**
 * The program that splunkd starts. Reads standard input, writes standard output, opens one file: the catalogue beside it.
 * It exits 0 whatever happens, since a search's troubles are told in the protocol.
 */
import { descriptorReader, descriptorWriter, serve } from "../wire/index.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import { PortriskCommand } from "./command.ts";

// Relative to this file, never to $SPLUNK_HOME: an indexer runs the copy in its knowledge bundle.
// Joined by hand: loading the path module would cost more than the rest of the start. Windows takes "/" as well.
const catalogue = `${__dirname}/../lookups/portrisk_ports.csv`;

serve(descriptorReader(0), descriptorWriter(1), new PortriskCommand(() => readCatalogueFile(catalogue)));
