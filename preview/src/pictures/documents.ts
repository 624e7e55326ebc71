/** Pictures that documents show: those of accepted ones that say most, with fewer colours. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { reduced } from "./reduced.ts";

/** Name of the accepted picture → file below the repository. */
export const DOCUMENT_PICTURES: ReadonlyMap<string, string> = new Map([
  ["triage-now-light.png", "docs/images/triage.png"],
  ["investigate-overview-dark.png", "docs/images/investigate.png"],
  ["health-app-light.png", "docs/images/health.png"],
]);

/** Writes the picture where a document shows it; does nothing for the others. */
export function writeDocumentPicture(repository: string, name: string, png: Buffer): void {
  const file = DOCUMENT_PICTURES.get(name);
  if (file !== undefined) writeFileSync(join(repository, file), reduced(png));
}
