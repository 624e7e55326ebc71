/**
 * Splunk Enterprise: the server installs or updates the app from a path or URL that it can reach (REST API Reference, apps/local). Each run
 * looks at the server first, so a run that was interrupted is just started again.
 */
import type { App } from "../conf/index.ts";
import { type Splunk, SplunkError } from "../splunk/index.ts";
import { changesOf } from "./changes.ts";
import type { PackageFile } from "./package-file.ts";
import { DeployError, type Plan, type Step } from "./plan.ts";
import { compareVersions } from "./version.ts";

export interface EnterpriseOptions {
  /** Path on the server, or URL that the server can reach. */
  readonly source: string;
  /** Restart where the server says that it needs it. */
  readonly restart: boolean;
  /** Install the version that is there again, or an older one. */
  readonly force: boolean;
  /** Milliseconds between two looks at a server that restarts. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Connects again: a restarted server has ended the session. */
  readonly reconnect: () => Promise<Splunk>;
}

/**
 * One of them is needed. Where limits.conf has enable_install_apps = true, the server also wants install_apps (authorize.conf.spec,
 * edit_local_apps and install_apps); the setting cannot be read, so the server decides.
 */
const CAPABILITIES = ["edit_local_apps", "admin_all_objects"];
const CLUSTERED = /^shc_(?:member|captain)$/;
const RESTART_PAUSE = 5_000;
/** Ten minutes. */
const RESTART_LOOKS = 120;

/** Reads the server. Throws SplunkError and DeployError. */
export async function planEnterprise(
  splunk: Splunk,
  app: App,
  packaged: PackageFile,
  options: EnterpriseOptions,
): Promise<Plan> {
  const { serverName, version, roles, isCloud } = await splunk.serverInfo();
  const { name, capabilities } = await splunk.user();
  if (isCloud) throw new DeployError(`${serverName} is a Splunk Cloud stack: use npm run deploy -- cloud.`);
  if (roles.some((role) => CLUSTERED.test(role)))
    throw new DeployError(
      `${serverName} is a member of a search head cluster: deploy through its deployer (npm run deploy -- cluster).`,
    );
  if (!CAPABILITIES.some((capability) => capabilities.includes(capability)))
    throw new DeployError(`${name} may not install apps: the capability edit_local_apps is missing.`);
  if (options.restart && !capabilities.includes("restart_splunkd"))
    throw new DeployError(`${name} may not restart Splunk: the capability restart_splunkd is missing.`);
  const installed = await splunk.app(packaged.app);
  const order = installed === null ? 1 : compareVersions(packaged.version, installed.version);
  const now =
    installed === null
      ? `${packaged.app} is not installed on ${serverName} (Splunk ${version}).`
      : `${serverName} (Splunk ${version}) has ${packaged.app} ${installed.version}; the package is ${packaged.version}.`;
  if (order === 0 && !options.force) return { changes: [now], steps: [], notes: [] };
  if (order < 0 && !options.force)
    throw new DeployError(`${now} An older version is installed only with --force.`);
  const differences = installed === null ? [] : await changesOf(splunk, app);
  // A restart that was needed before is not ours to ask for.
  const needed = await splunk.restartMessages();
  const steps: Step[] = [
    {
      text: `Let the server ${installed === null ? "install" : "update to"} version ${packaged.version} from ${options.source}`,
      run: () => splunk.installApp(options.source, installed !== null),
    },
    {
      text: `Check that version ${packaged.version} is installed`,
      run: async () => {
        const found = await splunk.app(packaged.app);
        if (found?.version !== packaged.version)
          throw new DeployError(
            `The server now has version ${found?.version ?? "none"}: is ${options.source} the package ${packaged.version}?`,
          );
      },
    },
    {
      text: options.restart
        ? "Restart Splunk if it says that it needs it"
        : "Look whether Splunk needs a restart",
      run: (progress) => restart(splunk, packaged, options, needed, progress),
    },
  ];
  const notes = [
    ...(needed.length === 0
      ? []
      : ["Splunk says already now that it must be restarted; that is not for this app."]),
    ...(capabilities.includes("install_apps")
      ? []
      : [
          `Where limits.conf has enable_install_apps = true, ${name} also needs the capability install_apps, which is missing.`,
        ]),
    "The app's folder local/, metadata/local.meta and lookups/portrisk_overrides.csv are not in the package and stay as they are.",
    "Afterwards check the app with npm run smoke.",
  ];
  return { changes: [now, ...differences], steps, notes };
}

async function restart(
  splunk: Splunk,
  { app }: PackageFile,
  { restart: allowed, wait, reconnect }: EnterpriseOptions,
  neededBefore: readonly string[],
  progress: (text: string) => void,
): Promise<void> {
  const messages = (await splunk.restartMessages()).filter((message) => !neededBefore.includes(message));
  if (messages.length === 0 && (await splunk.app(app))?.needsRestart !== true) return;
  if (!allowed)
    throw new DeployError(
      "The app is installed. Splunk says that it must be restarted: do it, or run this again with --force --restart.",
    );
  const { startup } = await splunk.serverInfo();
  await splunk.restart();
  let wasDown = false;
  for (let look = 1; look <= RESTART_LOOKS; look++) {
    progress("waiting for the server");
    await wait(RESTART_PAUSE);
    try {
      const again = await reconnect();
      const now = (await again.serverInfo()).startup;
      await again.close();
      // Until it goes down, the old process answers. server/info is documented without startup_time, though servers give it: one that does
      // not must have been down.
      if (startup === "" || now === "" ? wasDown : now !== startup) return;
    } catch (error) {
      const down = ["unreachable", "connection_cut", "timed_out", "unavailable"];
      if (!(error instanceof SplunkError) || !down.includes(error.code)) throw error;
      wasDown = true;
    }
  }
  throw new DeployError("The server did not come back within ten minutes: look at it.");
}
