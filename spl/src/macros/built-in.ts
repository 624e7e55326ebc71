/**
 * Macros that Splunk's apps bring to every deployment that runs published detections. An app's own macro of the name comes first.
 * drop_dm_object_name(1) is of Splunk's Common Information Model Add-on: it removes the dataset's name from fields.
 */
import type { MacroDefinition } from "./definition.ts";

export const BUILT_IN_MACROS: ReadonlyMap<string, MacroDefinition> = new Map(
  [
    {
      name: "drop_dm_object_name(1)",
      place: "built in, as in Splunk's Common Information Model Add-on",
      parameters: ["object_name"],
      definition: 'rename "$object_name$.*" as "*"',
      isEval: false,
      validation: null,
      errorMessage: null,
    },
  ].map((macro): [string, MacroDefinition] => [macro.name, macro]),
);
