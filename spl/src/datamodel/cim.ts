/**
 * The data models of Splunk's Common Information Model whose events are found by tags alone: model → root datasets → child datasets, each with
 * its tags. Source: Splunk Common Information Model Add-on manual, "Tags used with … event datasets" of each model. Datasets for which the
 * manual gives no tags are not here; their rows have to be given.
 */

/** Tags of an event in a dataset: it needs all tags of one of these lists. */
export type TagCondition = readonly (readonly string[])[];

export interface ChildDataset {
  /** Names from the root down, without the root: "Account_Management". */
  readonly name: string;
  readonly tags: TagCondition;
}

export interface RootDataset {
  readonly model: string;
  readonly name: string;
  readonly tags: TagCondition;
  readonly children: readonly ChildDataset[];
}

/** "a+b" are two tags that an event needs both, "a|b" two of which one is enough. */
function condition(text: string): TagCondition {
  return text.split("|").map((all) => all.split("+"));
}

function root(path: string, tags: string, children: Readonly<Record<string, string>> = {}): RootDataset {
  const [model = "", name = ""] = path.split(".");
  return {
    model,
    name,
    tags: condition(tags),
    children: Object.entries(children).map(([child, of]) => ({ name: child, tags: condition(of) })),
  };
}

export const CIM_DATASETS: readonly RootDataset[] = [
  root("Alerts.Alerts", "alert"),
  root("Authentication.Authentication", "authentication", {
    Default_Authentication: "default",
    Insecure_Authentication: "cleartext|insecure",
    Privileged_Authentication: "privileged",
  }),
  root("Certificates.All_Certificates", "certificate", { SSL: "ssl|tls" }),
  root("Change.All_Changes", "change", {
    Auditing_Changes: "audit",
    Endpoint_Changes: "endpoint",
    Network_Changes: "network",
    Account_Management: "account",
    Instance_Changes: "instance",
  }),
  root("Email.All_Email", "email", { Delivery: "delivery", Content: "content", Filtering: "filter" }),
  root("Endpoint.Ports", "listening+port"),
  root("Endpoint.Processes", "process+report"),
  root("Endpoint.Services", "service+report"),
  root("Endpoint.Filesystem", "endpoint+filesystem"),
  root("Endpoint.Registry", "endpoint+registry"),
  root("Intrusion_Detection.IDS_Attacks", "ids+attack"),
  root("Malware.Malware_Attacks", "malware+attack"),
  root("Malware.Malware_Operations", "malware+operations"),
  root("Network_Resolution.DNS", "network+resolution+dns"),
  root("Network_Sessions.All_Sessions", "network+session", {
    Session_Start: "start",
    Session_End: "end",
    DHCP: "dhcp",
    VPN: "vpn",
  }),
  root("Network_Traffic.All_Traffic", "network+communicate"),
  root("Updates.Updates", "update+status"),
  root("Vulnerabilities.Vulnerabilities", "report+vulnerability"),
  root("Web.Web", "web", { Proxy: "proxy" }),
];

/** Whether an event with these tags fits the condition. */
export function fitsTags(tags: ReadonlySet<string>, wanted: TagCondition): boolean {
  return wanted.some((all) => all.every((tag) => tags.has(tag)));
}
