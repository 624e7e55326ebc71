/**
 * The program that splunkd starts. Reads standard input, writes standard output, opens two files: the catalogue beside it and, if
 * there is one, the site's own list of ports.
 */
import { descriptorReader, descriptorWriter, serve } from "../scpv2/index.ts";
import { PortriskCommand } from "./command.ts";
import type * as Scoring from "./scoring.ts";

/** The build writes these two in front of this half (src/package/bundle.ts): a function that runs scoring.ts … */
declare const loadScoring: () => typeof Scoring;
/** … and the compiled fast path, as base64. */
declare const KERNEL: string;

// Relative to this file, never to $SPLUNK_HOME: an indexer runs the copy in its knowledge bundle.
// Joined by hand: loading the path module would cost more than the rest of the start. Windows takes "/" as well.
const lookups = `${__dirname}/../lookups`;

serve(
  descriptorReader(0),
  descriptorWriter(1),
  new PortriskCommand(() => loadScoring().shippedScoring(lookups, KERNEL)),
);
