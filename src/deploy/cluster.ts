/**
 * A search head cluster: the app is put into shcluster/apps of the deployer, whose push to the members merges default/ and keeps their
 * local/ (Distributed Search, "Use the deployer to distribute apps and configuration updates"). Runs on the deployer itself.
 *
 * The new folder is made beside the old one and takes its place in two renames; the old one stays for a rollback. A run that was
 * interrupted is started again: it removes what it left.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { extract } from "tar";
import { readApp } from "../conf/index.ts";
import { naming } from "./names.ts";
import { type PackageFile, SITE_FILES } from "./package-file.ts";
import { DeployError, type Plan, type Step } from "./plan.ts";

export interface ClusterOptions {
  /** $SPLUNK_HOME/etc/shcluster/apps of the deployer. */
  readonly apps: string;
  /** Management URI of a member; absent: the push is left to the user. */
  readonly target?: string;
  /** The program splunk; of the same $SPLUNK_HOME if absent. */
  readonly splunk?: string;
}

/** Reads the deployer's folder. Throws DeployError. */
export async function planCluster(packaged: PackageFile, options: ClusterOptions): Promise<Plan> {
  const { apps, target } = options;
  if (!existsSync(apps) || !statSync(apps).isDirectory())
    throw new DeployError(`${apps} is not a folder: give $SPLUNK_HOME/etc/shcluster/apps of the deployer.`);
  const folder = join(apps, packaged.app);
  const beside = join(dirname(apps), "suspicious-ports-deploy");
  const [staged, previous] = [join(beside, "staged"), join(beside, "previous")];
  const present = existsSync(folder);
  // Interrupted between the two renames, the folder is missing and the old one is the previous one.
  const interrupted = !present && existsSync(join(previous, packaged.app));
  const before = present ? filesBelow(folder) : interrupted ? filesBelow(join(previous, packaged.app)) : [];
  const base = present ? folder : join(previous, packaged.app);
  const kept = before.filter((name) => SITE_FILES.test(name));
  const version = before.includes("default/app.conf")
    ? readApp(base).conf("app").value("launcher", "version")
    : undefined;
  const changes = [
    version === undefined
      ? `${apps} has no ${packaged.app}; the package is ${packaged.version}.`
      : `${apps} has ${packaged.app} ${version}; the package is ${packaged.version}.`,
    ...naming(
      "Files that are new",
      packaged.files.filter((name) => !before.includes(name)),
    ),
    ...naming(
      "Files that go",
      before.filter((name) => !packaged.files.includes(name) && !SITE_FILES.test(name)),
    ),
    ...naming("Files of the site that stay as they are", kept),
  ];
  const splunk = options.splunk ?? join(apps, "..", "..", "..", "bin", "splunk");
  const push = [
    "apply",
    "shcluster-bundle",
    "-target",
    target ?? "https://MEMBER:8089",
    "-preserve-lookups",
    "true",
  ];
  const steps: Step[] = [
    {
      text: `Unpack version ${packaged.version} and the site's own files into ${staged}`,
      run: async () => {
        if (interrupted) renameSync(join(previous, packaged.app), folder);
        rmSync(staged, { recursive: true, force: true });
        mkdirSync(staged, { recursive: true });
        await extract({ file: packaged.path, cwd: staged, strict: true, preservePaths: false });
        for (const name of kept) {
          mkdirSync(dirname(join(staged, packaged.app, name)), { recursive: true });
          cpSync(join(folder, name), join(staged, packaged.app, name), { preserveTimestamps: true });
        }
      },
    },
    {
      text: `Put it in the place of ${folder}, and keep the old one in ${previous}`,
      run: async () => {
        if (existsSync(folder)) {
          rmSync(previous, { recursive: true, force: true });
          mkdirSync(previous, { recursive: true });
          renameSync(folder, join(previous, packaged.app));
        }
        renameSync(join(staged, packaged.app), folder);
        rmSync(staged, { recursive: true, force: true });
      },
    },
  ];
  if (target !== undefined)
    steps.push({
      text: `Push to the members: ${splunk} ${push.join(" ")}`,
      run: async () => {
        // It asks for user and password itself, so that no secret passes through here.
        const { status, error } = spawnSync(splunk, [...push, "--answer-yes"], { stdio: "inherit" });
        if (error !== undefined) throw new DeployError(`${splunk} cannot be started: ${error.message}.`);
        if (status !== 0)
          throw new DeployError(`The push ended with exit code ${status}; the app is ready in ${folder}.`);
      },
    });
  const notes = [
    ...(target === undefined ? [`Then push to the members: ${splunk} ${push.join(" ")}`] : []),
    `To go back: move ${join(previous, packaged.app)} to ${folder} and push again.`,
  ];
  return { changes, steps, notes };
}

/** Paths of the files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
