/**
 * The program that splunkd starts. Reads standard input, writes standard output, opens two files: the catalogue beside it and, if
 * there is one, the site's own list of ports.
 */
import { descriptorReader, descriptorWriter, serve } from "../scpv2/index.ts";
import type * as Chunk from "./chunk.ts";
import { PortriskCommand } from "./command.ts";

/** The build writes these two in front of this half (src/package/bundle.ts): a function that runs chunk.ts … */
declare const loadScoring: () => typeof Chunk;
/** … and the compiled byte engine, as base64. */
declare const SCORER: string;

// Relative to this file, never to $SPLUNK_HOME: an indexer runs the copy in its knowledge bundle.
// Joined by hand: loading the path module would cost more than the rest of the start. Windows takes "/" as well.
const lookups = `${__dirname}/../lookups`;

const command = new PortriskCommand((options) => loadScoring().shippedScorer(lookups, SCORER, options));
serve(descriptorReader(0), descriptorWriter(1), command, command);
