/** Splunk Enterprise's components, with the parts replaced that need a splunkd. */
import CloudViewOnlyPreset from "@splunk/dashboard-presets/CloudViewOnlyPreset";
import EnterpriseViewOnlyPreset from "@splunk/dashboard-presets/EnterpriseViewOnlyPreset";
import { RUNNER_DATA_SOURCE } from "./data-source.ts";

type Preset = typeof EnterpriseViewOnlyPreset;

export const PRESET: Preset = {
  ...EnterpriseViewOnlyPreset,
  dataSources: {
    ...EnterpriseViewOnlyPreset.dataSources,
    "ds.search": RUNNER_DATA_SOURCE,
    "ds.chain": RUNNER_DATA_SOURCE,
  } as Preset["dataSources"],
  // The one of Splunk Enterprise asks splunkweb for its settings.
  inputs: {
    ...EnterpriseViewOnlyPreset.inputs,
    "input.timerange": CloudViewOnlyPreset.inputs!["input.timerange"]!,
  },
};
