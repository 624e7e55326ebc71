/** Splunk's own schema, with closed options (page/validate.ts). */
import type { Stage } from "../browser/index.ts";
import type { View } from "../views/index.ts";
import type { Finding } from "./finding.ts";

export async function checkSchema(view: View, stage: Pick<Stage, "validate">): Promise<readonly Finding[]> {
  const errors = await stage.validate(view.definition);
  if (errors === null) return [];
  return [errors].flat().map((error) => ({ where: view.name, what: JSON.stringify(error) }));
}
