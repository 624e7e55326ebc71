/**
 * Splunk's own schema for definitions, made from the preset of Splunk Enterprise, with one addition: options that a visualization or a
 * data source does not have are errors, where Splunk ignores them.
 */
import { createSchemaBasedOnPresets } from "@splunk/dashboard-definition";
import EnterpriseViewOnlyPreset from "@splunk/dashboard-presets/EnterpriseViewOnlyPreset";
import { migrateToTabsLayout } from "@splunk/dashboard-utils";
import { DashboardValidator } from "@splunk/dashboard-validation";

type Schema = ReturnType<typeof createSchemaBasedOnPresets>;
type Node = { [key: string]: unknown };

/** Options that Splunk reads although its schema does not name them. */
const UNNAMED = { enableSmartSources: { type: "boolean" }, extend: { type: "string" } };

/** What is wrong, as Splunk's validator says it; null if nothing. */
export function validate(definition: unknown): unknown {
  const validator = new DashboardValidator();
  validator.setSchema(SCHEMA);
  type Migration = Parameters<typeof migrateToTabsLayout>[0];
  const { definition: migrated } = migrateToTabsLayout({ definition } as Migration);
  return validator.validate(migrated as Parameters<typeof validator.validate>[0]) ?? null;
}

const SCHEMA = withClosedOptions(createSchemaBasedOnPresets(EnterpriseViewOnlyPreset));

/** The options of each type of visualization and data source, closed to other names. Those of layouts are incomplete in Splunk's schema. */
function withClosedOptions(schema: Schema): Schema {
  const closed = structuredClone(schema) as unknown as { properties: { [part: string]: Node } };
  for (const part of ["visualizations", "dataSources"]) {
    const [entry] = Object.values(closed.properties[part]?.patternProperties as Node) as [Node];
    for (const { then } of entry.allOf as { then: { properties: { options?: Node } } }[]) {
      const { options } = then.properties;
      if (options?.properties === undefined) continue;
      close(options);
      options.properties = { ...options.properties, ...UNNAMED };
    }
  }
  return closed as unknown as Schema;
}

/** Closes an object's schema, and those inside it. */
function close(schema: Node): void {
  if (schema.properties !== undefined) schema.additionalProperties = false;
  for (const value of Object.values(schema)) {
    for (const inner of Array.isArray(value) ? value : [value])
      if (typeof inner === "object" && inner !== null) close(inner as Node);
  }
}
