/** Unpacks a .spl into a temporary folder, as `splunk install app` would into etc/apps. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";

export interface Unpacked {
  /** The app's folder. */
  readonly app: string;
  readonly remove: () => void;
}

export async function unpack(spl: string): Promise<Unpacked> {
  // With a space in the name: the app must not care.
  const folder = mkdtempSync(join(tmpdir(), "suspicious ports "));
  await extract({ file: spl, cwd: folder, strict: true, preservePaths: false });
  return {
    app: join(folder, "suspicious_ports"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
