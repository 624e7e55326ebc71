/** Bringing the package to a Splunk: what will change first, then step by step. */
export { planCloud } from "./cloud.ts";
export { CLOUD_ENDPOINTS, type CloudEndpoints, type CloudOptions } from "./cloud-api.ts";
export { type ClusterOptions, planCluster } from "./cluster.ts";
export { type EnterpriseOptions, planEnterprise } from "./enterprise.ts";
export { type PackageFile, readPackage } from "./package-file.ts";
export { apply, DeployError, type Plan, planText } from "./plan.ts";
