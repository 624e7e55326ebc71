/** The pictures that were looked at and accepted, as thumbnails. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scene } from "../protocol/index.ts";

export const ACCEPTED = join(import.meta.dirname, "..", "..", "accepted");

/** triage-now-dark.png */
export function acceptedName({ view, tab, theme }: Scene): string {
  return `${[view, tab, theme].filter((part) => part !== undefined && part !== "").join("-")}.png`;
}

/** Null where none was accepted. */
export function acceptedThumbnail(scene: Scene, folder = ACCEPTED): Buffer | null {
  const path = join(folder, acceptedName(scene));
  return existsSync(path) ? readFileSync(path) : null;
}
