/**
 * What may be in the package, and with which mode. Anything else is a stray file and stops the build: what is not meant to
 * ship must not ship by accident.
 */
import { addressIn } from "./addresses.ts";

export const APP_ID = "suspicious_ports";

/** Paths inside the app that are allowed, as whole-path patterns. */
const ALLOWED: readonly RegExp[] = [
  /^app\.manifest$/,
  /^(?:README|DATA_SOURCES)\.md$/,
  /^LICENSE\.txt$/,
  /^README\/tools\.conf\.spec$/,
  /^bin\/(?:portrisk|portrisk\.js|portrisk\.cmd|package\.json)$/,
  /^bin\/runtime\/(?:linux_x86_64\/node|linux_arm64\/node|windows_x86_64\/node\.exe|LICENSE\.txt\.gz)$/,
  /^default\/(?:app|collections|commands|distsearch|eventtypes|macros|savedsearches|searchbnf|server|tags|tools|transforms|workflow_actions)\.conf$/,
  /^default\/data\/ui\/nav\/default\.xml$/,
  /^default\/data\/ui\/views\/[a-z_]+\.xml$/,
  /^lookups\/portrisk_(?:ports|sources)\.csv$/,
  /^metadata\/default\.meta$/,
  /^static\/app(?:Icon|IconAlt|Logo)(?:_2x)?\.png$/,
];

const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";

/** The only files that are executed. */
const EXECUTABLE = /^bin\/(?:portrisk|portrisk\.sh|runtime\/[a-z0-9_]+\/node)$/;
/** Node.js and its licence: src/package/runtimes.ts has checked them, byte for byte. */
const RUNTIME = /^bin\/runtime\//;

export type Files = ReadonlyMap<string, Buffer>;

export class PackageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PackageError";
  }
}

/** The mode that a file of this path has in the package. */
export function modeOf(path: string): number {
  return EXECUTABLE.test(path) ? 0o755 : 0o644;
}

/**
 * Check a file that is to be packaged: its name and, where it is text, what it must not hold.
 * @throws PackageError
 */
export function checkFile(path: string, content: Buffer): void {
  if (!ALLOWED.some((pattern) => pattern.test(path))) {
    throw new PackageError(
      `stray file: ${path} is not known to the package. Remove it, or allow it in src/package/contents.ts.`,
    );
  }
  if (path.endsWith(".png")) {
    if (content.toString("latin1", 0, 8) !== PNG_SIGNATURE)
      throw new PackageError(`${path} is not a PNG image.`);
    return;
  }
  if (RUNTIME.test(path)) return;
  if (path.endsWith(".cmd")) {
    // cmd finds its labels by reading the file in blocks, and loses some where lines end in LF alone.
    if (/(?<!\r)\n/.test(content.toString("latin1")))
      throw new PackageError(`${path} has lines without a carriage return; cmd.exe needs them.`);
  } else if (content.includes("\r")) {
    throw new PackageError(
      `${path} has carriage returns; Splunk's shell scripts, lookups and .conf files must not.`,
    );
  }
  const found = addressIn(content.toString("latin1"));
  if (found !== null) {
    throw new PackageError(
      `${path}:${found.line} has ${found.address}, which Splunk's vetting takes for an IPv4 address. Write it otherwise, for example as a network (10.0.0.0/8) or, of a version, with fewer numbers.`,
    );
  }
  const placeholder = /@[A-Za-z_]+@/.exec(content.toString("latin1"));
  if (placeholder !== null) throw new PackageError(`${path} still has the placeholder ${placeholder[0]}.`);
}

const INDISPENSABLE = [
  "app.manifest",
  "bin/portrisk",
  "bin/portrisk.js",
  "default/app.conf",
  "lookups/portrisk_ports.csv",
];

/** @throws PackageError when a file that the app needs is missing. */
export function checkComplete(files: Files): void {
  const missing = INDISPENSABLE.find((path) => !files.has(path));
  if (missing !== undefined) throw new PackageError(`${missing} is missing from the package.`);
}
