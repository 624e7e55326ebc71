/**
 * The bill of materials of a package, CycloneDX 1.6 as JSON: the app with the hash of each file that ships, the Node.js
 * programs with hash and licence, and the documents that the catalogue was compiled from. It holds no time and no random
 * number, so that equal packages have equal ones.
 */
import { createHash } from "node:crypto";
import { Enums, Models, Serialize, SPDX, Spec } from "@cyclonedx/cyclonedx-library";
import type { Fact } from "../catalogue/index.ts";
import { APP_ID, type Files } from "./contents.ts";
import type { ShippedRuntime } from "./runtimes.ts";

export function billOfMaterials(
  version: string,
  files: Files,
  runtimes: readonly ShippedRuntime[],
  facts: readonly Fact[],
): Buffer {
  const bom = new Models.Bom();
  const app = new Models.Component(Enums.ComponentType.Application, APP_ID, {
    version,
    bomRef: APP_ID,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense("Apache-2.0")]),
  });
  bom.metadata.component = app;
  for (const [path, content] of files) {
    if (runtimes.some((runtime) => runtime.path === path)) continue;
    app.components.add(
      new Models.Component(Enums.ComponentType.File, path, { bomRef: path, hashes: sha256(content) }),
    );
  }
  for (const runtime of runtimes) {
    bom.components.add(
      new Models.Component(Enums.ComponentType.Application, "node", {
        version: runtime.version,
        bomRef: runtime.path,
        purl: `pkg:npm/${runtime.package}@${runtime.version}`,
        description: `Node.js for ${runtime.folder}, ships as ${runtime.path}`,
        hashes: sha256(runtime.content),
        licenses: new Models.LicenseRepository([new Models.SpdxLicense("MIT")]),
      }),
    );
  }
  const sources = new Map(facts.map(({ source }) => [source.id, source]));
  for (const { id, project, document, revision, licence, url } of sources.values()) {
    bom.components.add(
      new Models.Component(Enums.ComponentType.Data, `${project}: ${document}`, {
        version: revision,
        bomRef: `source:${id}`,
        licenses: new Models.LicenseRepository([
          SPDX.isSupportedSpdxId(licence)
            ? new Models.SpdxLicense(licence)
            : new Models.NamedLicense(licence),
        ]),
        externalReferences: new Models.ExternalReferenceRepository([
          new Models.ExternalReference(url, Enums.ExternalReferenceType.Website),
        ]),
      }),
    );
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return Buffer.from(`${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`);
}

function sha256(content: Buffer): Models.HashDictionary {
  return new Models.HashDictionary([
    [Enums.HashAlgorithm["SHA-256"], createHash("sha256").update(content).digest("hex")],
  ]);
}
