/**
 * The program that splunkd starts. Reads standard input, writes standard output, opens two files: the catalogue beside it and, if
 * there is one, the site's own list of ports.
 *
 * Arguments, all or none: the descriptors to read and to write in place of the standard ones, and the status to end with. The
 * launcher gives them, so that it knows this program from any other (app/bin/portrisk). The status is the same whatever happens,
 * since a search's troubles are told in the protocol.
 */
import { descriptorReader, descriptorWriter, serve } from "../scpv2/index.ts";
import { PortriskCommand } from "./command.ts";
import { runsHere } from "./node-version.ts";
import type * as Scoring from "./scoring.ts";

/** The build writes these two in front of this half (src/package/bundle.ts): a function that runs scoring.ts … */
declare const loadScoring: () => typeof Scoring;
/** … and the compiled fast path, as base64. */
declare const KERNEL: string;

// Relative to this file, never to $SPLUNK_HOME: an indexer runs the copy in its knowledge bundle.
// Joined by hand: loading the path module would cost more than the rest of the start. Windows takes "/" as well.
const lookups = `${__dirname}/../lookups`;

const [input = 0, output = 1, status = 0] = process.argv.slice(2).map(Number);
if (runsHere(process.versions.node)) {
  serve(
    descriptorReader(input),
    descriptorWriter(output),
    new PortriskCommand(() => loadScoring().shippedScoring(lookups, KERNEL)),
  );
  process.exitCode = status;
} else {
  // Nothing is read: the launcher will try another.
  process.exitCode = 1;
}
