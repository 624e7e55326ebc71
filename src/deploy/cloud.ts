/**
 * Splunk Cloud: AppInspect's API vets the package, then the Admin Config Service installs it as a private app (Splunk Cloud Platform, Admin
 * Config Service Manual, "Manage private apps"; dev.splunk.com, "Splunk AppInspect API endpoint reference").
 *
 * Vetting takes minutes, so its request is kept in a file: an interrupted run continues to wait for the same one.
 */
import { Buffer } from "node:buffer";
import { basename } from "node:path";
import type { Http } from "../splunk/index.ts";
import { CloudApi, type CloudOptions, hasFailed, isInstalled } from "./cloud-api.ts";
import type { PackageFile } from "./package-file.ts";
import { DeployError, type Plan, type Step } from "./plan.ts";
import { compareVersions } from "./version.ts";
import { VettingState } from "./vetting-state.ts";

/** "128 MB package limit" for private apps. */
const MAX_PACKAGE = 128_000_000;

/** Reads what the stack has. Throws SplunkError and DeployError. */
export async function planCloud(http: Http, packaged: PackageFile, options: CloudOptions): Promise<Plan> {
  if (packaged.bytes.length > MAX_PACKAGE)
    throw new DeployError(
      `${packaged.path} has ${packaged.bytes.length} bytes; Splunk Cloud takes ${MAX_PACKAGE}.`,
    );
  for (const secret of [options.stackToken, options.password]) options.secrets.add(secret);
  options.secrets.add(Buffer.from(`${options.username}:${options.password}`).toString("base64"));
  const api = new CloudApi(http, options);
  const installed = await api.installation(packaged.app);
  const now =
    installed === null
      ? `${packaged.app} is not installed on ${options.stack}; the package is ${packaged.version}.`
      : `${options.stack} has ${packaged.app} ${installed.version}${isInstalled(installed) ? "" : ` (${installed.status})`}; the package is ${packaged.version}.`;
  const order = installed === null ? 1 : compareVersions(packaged.version, installed.version);
  const waiting: Step = {
    text: `Wait until ${options.stack} says that version ${packaged.version} is installed`,
    run: (progress) => api.waitInstalled(packaged, installed, progress),
  };
  // A run that ended behind the upload has left an installation that continues, or that failed.
  if (installed !== null && order === 0 && !options.force && !hasFailed(installed))
    return { changes: [now], steps: isInstalled(installed) ? [] : [waiting], notes: [] };
  if (order < 0 && !options.force)
    throw new DeployError(
      `${now} Splunk Cloud installs no older version over a newer one; give the package a higher version.`,
    );
  const state = new VettingState(options.stateFile, `${packaged.sha256}:${options.experience}`);
  const steps: Step[] = [
    {
      text:
        state.request === null
          ? `Let AppInspect vet ${basename(packaged.path)} (tag private_${options.experience})`
          : `Go on waiting for AppInspect's request ${state.request}`,
      run: (progress) => api.vet(packaged, state, progress),
    },
    {
      text: `Install version ${packaged.version} on ${options.stack} as a private app`,
      run: (progress) => api.install(packaged, progress),
    },
    waiting,
  ];
  const notes = [
    "Settings that were made on the stack (local/) are not in the package and stay as they are.",
    ...(options.acceptDisclaimer
      ? []
      : [
          "Splunk asks for your acceptance of its disclaimer for private apps: read it in the Admin Config Service Manual, then add --accept-disclaimer.",
        ]),
  ];
  return { changes: [now], steps, notes };
}
